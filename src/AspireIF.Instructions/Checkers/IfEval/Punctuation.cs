using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Checkers.IfEval;

/// <summary>punctuation:no_comma.</summary>
internal static class Punctuation
{
    public static ConstraintType NoComma { get; } = new(
        "punctuation:no_comma",
        [],
        _ => "In your entire response, do not use any commas.")
    {
        Bind = _ => new FunctionCheck(Check),
    };

    private static Verdict Check(string response)
    {
        int comma = response.IndexOf(',', StringComparison.Ordinal);
        return comma < 0
            ? Verdict.Followed
            : Verdict.Violated($"{Phrase.Count(response.AsSpan().Count(','), "comma")} found, none allowed", new TextSpan(comma, comma + 1));
    }
}
