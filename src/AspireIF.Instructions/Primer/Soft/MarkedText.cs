using System.Text;

namespace AspireIF.Instructions.Primer.Soft;

/// <summary>
/// A text reduced to what marks are looked for in: its words in lower case, one space before and after each; a question mark counts as a word.
/// Layout, emphasis and case make no difference.
/// </summary>
internal sealed class MarkedText
{
    private const int OpeningWords = 12;
    private const int ClosingWords = 24;

    private readonly string _all;
    private readonly string _opening;
    private readonly string _closing;

    public MarkedText(string text)
    {
        _all = Normalise(text);
        _opening = FirstWords(text.TrimStart().TrimStart('"').StartsWith("<<", StringComparison.Ordinal) && text.Contains(">>", StringComparison.Ordinal)
            ? Normalise(text[(text.IndexOf(">>", StringComparison.Ordinal) + 2)..])
            : _all);
        _closing = LastWords(_all);
    }

    /// <summary>
    /// Whether the text shows the value: a mark of it in the type's scope. One is enough: an answer that nobody asked for the value has none, so that
    /// having been asked and showing it differ by nothing but forgetting. If it took two, no pseudo-label could tell one from two.
    /// </summary>
    public bool Shows(SoftType type, SoftValue value)
    {
        string text = type.Scope switch { MarkScope.Opening => _opening, MarkScope.Closing => _closing, _ => _all };
        return value.Marks.Any(mark => text.Contains(mark, StringComparison.Ordinal));
    }

    public static string Normalise(string text)
    {
        var words = new StringBuilder(text.Length + 2).Append(' ');
        foreach (char c in text)
        {
            if (char.IsAsciiLetterOrDigit(c))
                words.Append(char.ToLowerInvariant(c));
            else if (c == '?')
                words.Append(words[^1] == ' ' ? "? " : " ? ");
            else if (c != '*' && words[^1] != ' ')
                words.Append(' ');
        }
        if (words[^1] != ' ')
            words.Append(' ');
        return words.ToString();
    }

    private static string FirstWords(string words)
    {
        int at = 0;
        for (int n = 0; n < OpeningWords && at >= 0; n++)
            at = words.IndexOf(' ', at + 1);
        return at < 0 ? words : words[..(at + 1)];
    }

    private static string LastWords(string words)
    {
        int at = words.Length - 1;
        for (int n = 0; n < ClosingWords && at > 0; n++)
            at = words.LastIndexOf(' ', at - 1);
        return at <= 0 ? words : words[at..];
    }
}
