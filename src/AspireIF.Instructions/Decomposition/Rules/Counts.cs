using System.Text.RegularExpressions;

namespace AspireIF.Instructions.Decomposition.Rules;

/// <summary>What counting rules share.</summary>
internal static class Counts
{
    /// <summary>"300 words or more": what follows the noun (group "post") bounds a number that stands bare.</summary>
    public static Quantity WithPost(Quantity quantity, Match match)
    {
        Group post = match.Groups["post"];
        if (!post.Success || quantity.Bound is not (Bound.None or Bound.Around))
            return quantity;
        bool upper = post.Value.Contains("less", StringComparison.Ordinal) || post.Value.Contains("fewer", StringComparison.Ordinal)
            || post.Value.Contains("shorter", StringComparison.Ordinal) || post.Value.Contains("under", StringComparison.Ordinal) || post.Value.Contains("max", StringComparison.Ordinal)
            || post.Value.EndsWith("most", StringComparison.Ordinal);
        return quantity with { Bound = upper ? Bound.AtMost : Bound.AtLeast };
    }
}
