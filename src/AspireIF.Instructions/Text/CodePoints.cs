using System.Globalization;

namespace AspireIF.Instructions.Text;

/// <summary>
/// Unicode code points as Python's <c>str</c> and <c>re</c> see them, read from UTF-16. A lone surrogate is a code point of its own.
/// Checked against CPython 3.11 over all 0x110000 code points (apart from characters assigned since).
/// </summary>
public static class CodePoints
{
    /// <summary>The code point that starts at <paramref name="index"/> and how many UTF-16 units it takes.</summary>
    public static int At(ReadOnlySpan<char> text, int index, out int length)
    {
        char c = text[index];
        if (char.IsHighSurrogate(c) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
        {
            length = 2;
            return char.ConvertToUtf32(c, text[index + 1]);
        }
        length = 1;
        return c;
    }

    /// <summary>The code point that ends before <paramref name="index"/> (which is at least 1).</summary>
    public static int Before(ReadOnlySpan<char> text, int index, out int length)
    {
        char c = text[index - 1];
        if (char.IsLowSurrogate(c) && index >= 2 && char.IsHighSurrogate(text[index - 2]))
        {
            length = 2;
            return char.ConvertToUtf32(text[index - 2], c);
        }
        length = 1;
        return c;
    }

    /// <summary>How many code points the text has: Python's <c>len</c>.</summary>
    public static int Count(ReadOnlySpan<char> text)
    {
        int pairs = 0;
        for (int i = text.IndexOfAnyInRange('\uD800', '\uDBFF'); i >= 0 && i + 1 < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i], text[i + 1]))
                pairs++;
            int next = text[(i + 1)..].IndexOfAnyInRange('\uD800', '\uDBFF');
            if (next < 0)
                break;
            i += next;
        }
        return text.Length - pairs;
    }

    /// <summary><c>str.isspace</c> and <c>\s</c>: unlike .NET, U+001C to U+001F are white space.</summary>
    public static bool IsSpace(char c) => c < 128 ? c is ' ' or (>= '\t' and <= '\r') or (>= '\x1C' and <= '\x1F') : char.IsWhiteSpace(c);

    /// <summary><c>\w</c>: letters, every numeric, the underscore; no combining marks.</summary>
    public static bool IsWord(int codePoint)
    {
        if (codePoint < 128)
            return char.IsAsciiLetterOrDigit((char)codePoint) || codePoint == '_';
        return CharUnicodeInfo.GetUnicodeCategory(codePoint) is UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter or UnicodeCategory.OtherLetter
            or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.DecimalDigitNumber
            or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
    }

    /// <summary><c>\d</c>: decimal digits of any script.</summary>
    public static bool IsDigit(int codePoint) =>
        codePoint < 128 ? char.IsAsciiDigit((char)codePoint) : CharUnicodeInfo.GetUnicodeCategory(codePoint) == UnicodeCategory.DecimalDigitNumber;

    /// <summary>The Unicode property Uppercase: category Lu and Other_Uppercase.</summary>
    public static bool IsUpper(int codePoint)
    {
        if (codePoint < 128)
            return char.IsAsciiLetterUpper((char)codePoint);
        return CharUnicodeInfo.GetUnicodeCategory(codePoint) switch
        {
            UnicodeCategory.UppercaseLetter => true,
            UnicodeCategory.LetterNumber or UnicodeCategory.OtherSymbol => codePoint is (>= 0x2160 and <= 0x216F) or (>= 0x24B6 and <= 0x24CF)
                or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189),
            _ => false,
        };
    }

    /// <summary>The Unicode property Lowercase: category Ll and Other_Lowercase.</summary>
    public static bool IsLower(int codePoint)
    {
        if (codePoint < 128)
            return char.IsAsciiLetterLower((char)codePoint);
        return CharUnicodeInfo.GetUnicodeCategory(codePoint) switch
        {
            UnicodeCategory.LowercaseLetter => true,
            UnicodeCategory.OtherLetter => codePoint is 0xAA or 0xBA,
            UnicodeCategory.ModifierLetter => codePoint is (>= 0x2B0 and <= 0x2B8) or 0x2C0 or 0x2C1 or (>= 0x2E0 and <= 0x2E4) or 0x37A
                or (>= 0x1D2C and <= 0x1D6A) or 0x1D78 or (>= 0x1D9B and <= 0x1DBF) or 0x2071 or 0x207F or (>= 0x2090 and <= 0x209C)
                or 0x2C7C or 0x2C7D or 0xA69C or 0xA69D or 0xA770 or 0xA7F8 or 0xA7F9 or (>= 0xAB5C and <= 0xAB5F)
                or 0x10780 or (>= 0x10783 and <= 0x10785) or (>= 0x10787 and <= 0x107B0) or (>= 0x107B2 and <= 0x107BA),
            UnicodeCategory.NonSpacingMark => codePoint == 0x345,
            UnicodeCategory.LetterNumber => codePoint is >= 0x2170 and <= 0x217F,
            UnicodeCategory.OtherSymbol => codePoint is >= 0x24D0 and <= 0x24E9,
            _ => false,
        };
    }

    public static bool IsTitle(int codePoint) =>
        codePoint >= 128 && CharUnicodeInfo.GetUnicodeCategory(codePoint) == UnicodeCategory.TitlecaseLetter;
}
