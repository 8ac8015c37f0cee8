using System.Text.RegularExpressions;

namespace AspireIF.Instructions.Checkers.FinalAnswers;

/// <summary>
/// Whether two final answers of mathematical questions are the same. Both are brought to one form, then compared as texts, as exact numbers, and
/// member by member. The rules:
/// <list type="bullet">
/// <item>no account is taken of spacing, <c>$</c>, <c>\left \right</c>, sizes and styles, a full stop at the end, superfluous zeros, a leading +, separators of thousands (1,234; 1{,}234; 1\,234);</item>
/// <item><c>\dfrac</c>, <c>\tfrac</c>, <c>\frac12</c> and a/b are <c>\frac{}{}</c>; 1\frac{1}{2} and 1 1/2 are mixed numbers;</item>
/// <item>units are dropped, not converted: <c>\text{ cm}</c> and known words behind a number, currency, percent and degree signs (50% equals 50, not 0.5);</item>
/// <item>a decimal equals a fraction when it is exactly its value: 0.5 and 1/2, not 0.33 and 1/3;</item>
/// <item>"x = 5" equals 5: the name before the equals sign is dropped;</item>
/// <item>words are compared without case; tuples, intervals and lists in order, sets in any order.</item>
/// </list>
/// Expressions are not evaluated: <c>\sqrt{12}</c> is not <c>2\sqrt{3}</c>. Answers longer than <see cref="Longest"/> are compared as they stand.
/// </summary>
public static partial class MathAnswer
{
    /// <summary>Characters.</summary>
    public const int Longest = 1000;

    private const int MostMembers = 50;

    public static bool AreEqual(string a, string b)
    {
        if (a.Length > Longest || b.Length > Longest)
            return a.AsSpan().Trim().SequenceEqual(b.AsSpan().Trim());
        return Same(Canonical(a), Canonical(b));
    }

    /// <summary>The one form; empty when nothing is left of the text.</summary>
    internal static string Canonical(string answer)
    {
        string clean = Units.Remove(LatexCleaner.Clean(answer));
        clean = MixedNumber().Replace(clean, @"${whole}\frac{${over}}{${under}}");
        string canonical = CanonicalLatex.Of(clean);
        return Named().Match(canonical) is { Success: true } named ? named.Groups["value"].Value : canonical;
    }

    private static bool Same(string a, string b)
    {
        if (a == b)
            return a.Length > 0;
        if (a.Length > 1 && b.Length > 1 && a.All(char.IsLetter))
            return a.Equals(b, StringComparison.OrdinalIgnoreCase);
        if (Rational.Parse(a) is { } number)
            return Rational.Parse(b) is { } other && number == other;
        return Members.Of(a) is { } first && Members.Of(b) is { } second && Same(first, second);
    }

    private static bool Same(Members a, Members b)
    {
        if (a.Open != b.Open || a.Close != b.Close || a.Items.Count != b.Items.Count || a.Items.Count > MostMembers)
            return false;
        if (!a.IsSet)
            return a.Items.Zip(b.Items).All(pair => Same(pair.First, pair.Second));
        var left = b.Items.ToList();
        return a.Items.All(item => left.FindIndex(other => Same(item, other)) is var at and >= 0 && RemoveAt(left, at));

        static bool RemoveAt(List<string> items, int at)
        {
            items.RemoveAt(at);
            return true;
        }
    }

    [GeneratedRegex(@"^(?<whole>-?[0-9]+) +(?<over>[0-9]+) */ *(?<under>[0-9]+)\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex MixedNumber();

    [GeneratedRegex(@"^(\\?[A-Za-z]+ ?)(_\{[A-Za-z0-9]+\})?(\([A-Za-z,]+\))?=(?<value>[^=]+)\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Named();
}
