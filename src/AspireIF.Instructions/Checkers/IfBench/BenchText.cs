using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Text;

namespace AspireIF.Instructions.Checkers.IfBench;

/// <summary>How IFBench cuts a text: Python's <c>split</c>, <c>strip</c> and <c>translate</c> with <c>string.punctuation</c>.</summary>
internal static class BenchText
{
    /// <summary>Python's <c>string.punctuation</c>.</summary>
    public const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    private const string PunctuationAndSpace = Punctuation + " ";

    /// <summary>Without ASCII punctuation.</summary>
    public static string WithoutPunctuation(ReadOnlySpan<char> text)
    {
        var kept = new System.Text.StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (!Punctuation.Contains(c))
                kept.Append(c);
        }
        return kept.ToString();
    }

    /// <summary>The parts between white space, none empty.</summary>
    public static List<string> Split(ReadOnlySpan<char> text)
    {
        var words = new List<string>();
        for (int i = 0; i < text.Length;)
        {
            while (i < text.Length && CodePoints.IsSpace(text[i]))
                i++;
            int start = i;
            while (i < text.Length && !CodePoints.IsSpace(text[i]))
                i++;
            if (i > start)
                words.Add(text[start..i].ToString());
        }
        return words;
    }

    /// <summary>Without punctuation and blanks (U+0020) at either end.</summary>
    public static string Trim(ReadOnlySpan<char> text) => text.Trim(PunctuationAndSpace).ToString();

    public static string TrimStart(ReadOnlySpan<char> text) => text.TrimStart(PunctuationAndSpace).ToString();

    public static string TrimEnd(ReadOnlySpan<char> text) => text.TrimEnd(PunctuationAndSpace).ToString();

    public static string Strip(ReadOnlySpan<char> text) => PythonText.Strip(text).ToString();

    /// <summary>The sentences (Punkt) as strings.</summary>
    public static List<string> Sentences(string text)
    {
        var sentences = new List<string>();
        foreach (TextSpan span in Text.Sentences.Split(text))
            sentences.Add(text[span.Start..span.End]);
        return sentences;
    }

    /// <summary>The first code point.</summary>
    public static int First(string word) => CodePoints.At(word, 0, out _);

    /// <summary>Python's <c>str.count</c>: occurrences that do not overlap; of the empty string, one more than there are characters.</summary>
    public static int Occurrences(string text, string part)
    {
        if (part.Length == 0)
            return CodePoints.Count(text) + 1;
        int count = 0;
        for (int i = text.IndexOf(part, StringComparison.Ordinal); i >= 0; i = text.IndexOf(part, i + part.Length, StringComparison.Ordinal))
            count++;
        return count;
    }

    /// <summary>The runs of decimal digits (<c>\d+</c>).</summary>
    public static List<string> Numbers(string text)
    {
        var numbers = new List<string>();
        for (int i = 0; i < text.Length;)
        {
            int start = i;
            while (i < text.Length && CodePoints.At(text, i, out int length) is var c && CodePoints.IsDigit(c))
                i += length;
            if (i > start)
                numbers.Add(text[start..i]);
            else
                i++;
        }
        return numbers;
    }

    /// <summary>Whether the text has the word with no word character directly beside it (<c>\bword\b</c>).</summary>
    public static bool HasWord(string text, string word)
    {
        for (int i = text.IndexOf(word, StringComparison.Ordinal); i >= 0 && i < text.Length; i = text.IndexOf(word, i + 1, StringComparison.Ordinal))
        {
            if (IsBoundary(text, i) && IsBoundary(text, i + word.Length))
                return true;
        }
        return false;
    }

    private static bool IsBoundary(string text, int index)
    {
        bool before = index > 0 && CodePoints.IsWord(CodePoints.Before(text, index, out _));
        bool after = index < text.Length && CodePoints.IsWord(CodePoints.At(text, index, out _));
        return before != after;
    }
}
