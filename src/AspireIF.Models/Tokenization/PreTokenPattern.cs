using System.Globalization;

namespace AspireIF.Models.Tokenization;

/// <summary>
/// The regular expressions by which byte-level models cut text before merging, as scanners over code points: .NET's <c>\p{L}</c> sees
/// surrogates, and a scanner is faster.
/// </summary>
internal sealed record PreTokenPattern(string Name, string Regex, bool Gpt2 = false, int MaxDigits = 1)
{
    private const byte Letter = 1, Number = 2, Space = 4, NewLine = 8;
    private static readonly byte[] BasicPlane = Classify();

    public static PreTokenPattern ForGpt2 { get; } = new("gpt-2", @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", Gpt2: true);

    public static PreTokenPattern ForQwen2 { get; } = new(
        "qwen2", @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+");

    public static PreTokenPattern ForLlama3 { get; } = new(
        "llama-3", @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+", MaxDigits: 3);

    public static IReadOnlyList<PreTokenPattern> Known { get; } = [ForGpt2, ForQwen2, ForLlama3];

    /// <summary>The length of the piece at the start of the text, which must not be empty.</summary>
    public int Next(ReadOnlySpan<char> text)
    {
        var first = ClassAt(text, 0, out var firstLength);
        if (text[0] == '\'' && Contraction(text[1..]) is > 0 and var contraction)
            return 1 + contraction;

        if (first == Letter)
            return Run(text, firstLength, Letter);
        if (first == Number)
            return Gpt2 ? Run(text, firstLength, Number) : Run(text, firstLength, Number, MaxDigits - 1);

        // One character may lead a word: a space in GPT-2, anything but a line end or a number in the others.
        var second = firstLength < text.Length ? ClassAt(text, firstLength, out var secondLength) : (byte)0xFF;
        if (second == Letter && (Gpt2 ? text[0] == ' ' : (first & NewLine) == 0))
            return Run(text, firstLength, Letter);
        if (Gpt2 && text[0] == ' ' && second == Number)
            return Run(text, firstLength, Number);
        if (first == 0 || (text[0] == ' ' && second == 0))
        {
            var end = Run(text, firstLength, 0);
            if (!Gpt2)
            {
                while (end < text.Length && text[end] is '\r' or '\n')
                    end++;
            }
            return end;
        }
        return WhiteSpace(text);
    }

    private int WhiteSpace(ReadOnlySpan<char> text)
    {
        var end = 1;
        while (end < text.Length && (BasicPlane[text[end]] & Space) != 0)
            end++;
        if (!Gpt2 && text[..end].LastIndexOfAny('\r', '\n') is >= 0 and var newLine)
            return newLine + 1;
        // The last space before a word goes with the word.
        return end == text.Length || end == 1 ? end : end - 1;
    }

    private int Contraction(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return 0;
        switch (Fold(text[0]))
        {
            case 's' or 't' or 'm' or 'd':
                return 1;
            case 'r' or 'v' when text.Length > 1 && Fold(text[1]) == 'e':
            case 'l' when text.Length > 1 && Fold(text[1]) == 'l':
                return 2;
            default:
                return 0;
        }
    }

    // (?i) folds by Unicode's simple folding, in which U+017F is an s.
    private char Fold(char c) => Gpt2 ? c : c == '\u017F' ? 's' : char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;

    private static int Run(ReadOnlySpan<char> text, int start, byte kind, int limit = int.MaxValue)
    {
        for (; start < text.Length && limit > 0; limit--)
        {
            if (ClassAt(text, start, out var length) != kind)
                break;
            start += length;
        }
        return start;
    }

    private static byte ClassAt(ReadOnlySpan<char> text, int index, out int length)
    {
        length = 1;
        var c = text[index];
        if (!char.IsHighSurrogate(c) || index + 1 >= text.Length || !char.IsLowSurrogate(text[index + 1]))
            return BasicPlane[c];
        length = 2;
        return ClassOf(CharUnicodeInfo.GetUnicodeCategory(char.ConvertToUtf32(c, text[index + 1])));
    }

    private static byte[] Classify()
    {
        var classes = new byte[0x10000];
        for (var c = 0; c < classes.Length; c++)
            classes[c] = char.IsWhiteSpace((char)c) ? Space : ClassOf(CharUnicodeInfo.GetUnicodeCategory((char)c));
        classes['\r'] |= NewLine;
        classes['\n'] |= NewLine;
        return classes;
    }

    private static byte ClassOf(UnicodeCategory category) => category switch
    {
        <= UnicodeCategory.OtherLetter => Letter,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Number,
        _ => 0,
    };
}
