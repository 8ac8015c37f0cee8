using System.Globalization;

namespace AspireIF.Instructions.Checkers.IfEval;

/// <summary>Small pieces of English for descriptions and reasons.</summary>
internal static class Phrase
{
    private const int LongestQuote = 60;

    /// <summary>"1 word", "2 words".</summary>
    public static string Count(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {Plural(count, noun)}");

    /// <summary>"at least 1 word", "less than 20 words".</summary>
    public static string Count(Comparison comparison, string noun) => $"{comparison} {Plural(comparison.Number, noun)}";

    /// <summary>The text in quotation marks, cut when it is long.</summary>
    public static string Quote(ReadOnlySpan<char> text)
    {
        if (text.Length <= LongestQuote)
            return $"\"{text}\"";
        int end = char.IsHighSurrogate(text[LongestQuote - 1]) ? LongestQuote - 1 : LongestQuote;
        return $"\"{text[..end]}...\"";
    }

    /// <summary>"a", "a and b", "a, b and c", each in quotation marks.</summary>
    public static string List(IReadOnlyList<string> items, string last = "and") => items.Count switch
    {
        0 => "",
        1 => Quoted(items[0]),
        _ => $"{string.Join(", ", items.Take(items.Count - 1).Select(Quoted))} {last} {Quoted(items[^1])}",
    };

    private static string Quoted(string item) => $"\"{item}\"";

    private static string Plural(int count, string noun) => count == 1 ? noun : noun + "s";
}
