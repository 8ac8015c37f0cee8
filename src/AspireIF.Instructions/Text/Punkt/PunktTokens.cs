using System.Buffers;

namespace AspireIF.Instructions.Text.Punkt;

/// <summary>
/// Punkt's own word tokens: punctuation is split off, a period stays with its word, dashes and dots in rows are tokens.
/// White space stands between tokens and is none.
/// </summary>
internal static class PunktTokens
{
    private static readonly SearchValues<char> NonWord = SearchValues.Create("?!)\";}]*:@'({[");
    private static readonly SearchValues<char> NoStart = SearchValues.Create("(\"`{[:;&#*@)}]-,");
    private static readonly SearchValues<char> WordEnds = SearchValues.Create("?!)\";}]*:@'({[-.," + PythonText.White);

    /// <summary>Punctuation that never stands inside a word.</summary>
    public static bool IsNonWord(char c) => NonWord.Contains(c);

    /// <summary>The length of the token at the start of a text that is not empty.</summary>
    public static int NextLength(ReadOnlySpan<char> text)
    {
        int row = RowLength(text);
        if (row > 0)
            return row;
        int first = char.IsHighSurrogate(text[0]) && text.Length > 1 && char.IsLowSurrogate(text[1]) ? 2 : 1;
        if (NoStart.Contains(text[0]))
            return first;
        for (int i = first; i < text.Length; i++)
        {
            int found = text[i..].IndexOfAny(WordEnds);
            if (found < 0)
                return text.Length;
            i += found;
            if (EndsWord(text[i..]))
                return i;
        }
        return text.Length;
    }

    private static bool EndsWord(ReadOnlySpan<char> rest) => rest[0] switch
    {
        '-' or '.' => RowLength(rest) > 0,
        ',' => rest.Length == 1 || CodePoints.IsSpace(rest[1]) || NonWord.Contains(rest[1]) || RowLength(rest[1..]) > 0,
        _ => true,
    };

    // Two or more dashes, or two or more periods.
    private static int RowLength(ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || text[0] is not ('-' or '.') || text[1] != text[0])
            return 0;
        int end = text.IndexOfAnyExcept(text[0]);
        return end < 0 ? text.Length : end;
    }
}
