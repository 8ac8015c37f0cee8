using System.Buffers;
using System.Text;

namespace AspireIF.Instructions.Text;

/// <summary>What Python's string methods do, where .NET's differ. The checkers' definitions are Python programs.</summary>
public static class PythonText
{
    /// <summary>All white space characters.</summary>
    internal const string White =
        "\t\n\v\f\r\x1C\x1D\x1E\x1F \u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000";

    private static readonly SearchValues<char> Spaces = SearchValues.Create(White);

    /// <summary><c>str.strip()</c>.</summary>
    public static ReadOnlySpan<char> Strip(ReadOnlySpan<char> text)
    {
        int start = 0, end = text.Length;
        while (start < end && CodePoints.IsSpace(text[start]))
            start++;
        while (end > start && CodePoints.IsSpace(text[end - 1]))
            end--;
        return text[start..end];
    }

    /// <summary><c>not text.strip()</c>.</summary>
    public static bool IsBlank(ReadOnlySpan<char> text) => text.IsEmpty || CodePoints.IsSpace(text[0]) && !text.ContainsAnyExcept(Spaces);

    /// <summary>The first white space character, or -1.</summary>
    public static int IndexOfSpace(ReadOnlySpan<char> text) => text.IndexOfAny(Spaces);

    /// <summary><c>str.isupper()</c>: some cased letter and none that is lower or title case.</summary>
    public static bool IsUpper(ReadOnlySpan<char> text) => IsCased(text, upper: true);

    /// <summary><c>str.islower()</c>: some cased letter and none that is upper or title case.</summary>
    public static bool IsLower(ReadOnlySpan<char> text) => IsCased(text, upper: false);

    /// <summary>Where the first letter stands that keeps the text from being all upper (or all lower) case, or -1.</summary>
    public static int IndexOfOtherCase(ReadOnlySpan<char> text, bool upper)
    {
        for (int i = 0; i < text.Length;)
        {
            char c = text[i];
            if (c < 128)
            {
                // The case bit of an ASCII letter.
                if (char.IsAsciiLetter(c) && (c & 0x20) != 0 == upper)
                    return i;
                i++;
                continue;
            }
            int codePoint = CodePoints.At(text, i, out int length);
            if (upper ? CodePoints.IsLower(codePoint) : CodePoints.IsUpper(codePoint))
                return i;
            if (CodePoints.IsTitle(codePoint))
                return i;
            i += length;
        }
        return -1;
    }

    private static bool IsCased(ReadOnlySpan<char> text, bool upper)
    {
        if (upper ? text.ContainsAnyInRange('a', 'z') : text.ContainsAnyInRange('A', 'Z'))
            return false;
        bool found = upper ? text.ContainsAnyInRange('A', 'Z') : text.ContainsAnyInRange('a', 'z');
        if (Ascii.IsValid(text))
            return found;
        for (int i = 0; i < text.Length;)
        {
            int codePoint = CodePoints.At(text, i, out int length);
            i += length;
            if (codePoint < 128)
                continue;
            if (CodePoints.IsTitle(codePoint) || (upper ? CodePoints.IsLower(codePoint) : CodePoints.IsUpper(codePoint)))
                return false;
            found |= upper ? CodePoints.IsUpper(codePoint) : CodePoints.IsLower(codePoint);
        }
        return found;
    }

    /// <summary>
    /// <c>str.lower()</c>: full lower casing, so İ becomes two code points and Σ becomes ς at the end of a word (Unicode 3.13, Final_Sigma).
    /// </summary>
    public static string Lower(string text)
    {
        if (Ascii.IsValid(text))
            return text.ToLowerInvariant();
        var builder = new StringBuilder(text.Length + 8);
        for (int i = 0; i < text.Length;)
        {
            int codePoint = CodePoints.At(text, i, out int length);
            switch (codePoint)
            {
                case 0x130:
                    builder.Append("i\u0307");
                    break;
                case 0x3A3:
                    builder.Append(IsFinalSigma(text, i) ? 'ς' : 'σ');
                    break;
                default:
                    AppendCodePoint(builder, CaseFold.Lower(codePoint));
                    break;
            }
            i += length;
        }
        return builder.ToString();
    }

    private static bool IsFinalSigma(string text, int index)
    {
        int i = index, codePoint = 0, length;
        while (i > 0)
        {
            codePoint = CodePoints.Before(text, i, out length);
            i -= length;
            if (!CaseFold.IsCaseIgnorable(codePoint))
                break;
            codePoint = 0;
        }
        if (!CaseFold.IsCased(codePoint))
            return false;
        for (i = index + 1; i < text.Length; i += length)
        {
            codePoint = CodePoints.At(text, i, out length);
            if (!CaseFold.IsCaseIgnorable(codePoint))
                return !CaseFold.IsCased(codePoint);
        }
        return true;
    }

    private static void AppendCodePoint(StringBuilder builder, int codePoint)
    {
        if (codePoint < 0x10000)
            builder.Append((char)codePoint);
        else
            builder.Append(char.ConvertFromUtf32(codePoint));
    }
}
