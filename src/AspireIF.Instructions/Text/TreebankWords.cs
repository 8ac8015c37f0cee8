using System.Buffers;
using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Text;

/// <summary>
/// Words as NLTK's <c>word_tokenize</c> has them: Punkt sentences, then the Penn Treebank conventions, which are defined as a
/// sequence of rewriting rules that pad tokens with spaces (nltk/tokenize/destructive.py of NLTK 3.9.1, which IFEval's published verdicts were
/// made with; later versions also split at dashes). The order of the rules matters.
/// </summary>
public static class TreebankWords
{
    // What an apostrophe stays with at the start of a word ("'re").
    private static readonly string[] Clitics = ["re", "ve", "ll", "m", "t", "s", "d", "n"];

    private static readonly string[] LongEndings = ["'ll", "'LL", "'re", "'RE", "'ve", "'VE", "n't", "N'T"];

    private static readonly (string First, string Second)[] Contractions =
        [("can", "not"), ("d", "'ye"), ("gim", "me"), ("gon", "na"), ("got", "ta"), ("lem", "me"), ("more", "'n"), ("wan", "na")];

    private static readonly SearchValues<char> Symbols = SearchValues.Create(";@#$%&");

    /// <summary>The tokens of a text. Quotation marks come out as <c>``</c> and <c>''</c>.</summary>
    public static List<string> Tokenize(ReadOnlySpan<char> text)
    {
        var tokens = new List<string>();
        foreach (TextSpan sentence in Sentences.Split(text))
            TokenizeSentence(sentence.Of(text), tokens);
        return tokens;
    }

    /// <summary>Adds the tokens of one sentence, or of anything that is to be taken as one.</summary>
    public static void TokenizeSentence(ReadOnlySpan<char> sentence, List<string> tokens)
    {
        var text = new Rewriter(sentence);
        StartingQuotes(ref text);
        Punctuation(ref text);
        text.Pad("[](){}<>");
        DoubleDashes(ref text);
        EndingQuotes(ref text);
        SplitContractions(ref text);

        ReadOnlySpan<char> rest = text.Text;
        while (true)
        {
            rest = PythonText.Strip(rest);
            if (rest.IsEmpty)
                break;
            int end = PythonText.IndexOfSpace(rest);
            tokens.Add((end < 0 ? rest : rest[..end]).ToString());
            rest = end < 0 ? default : rest[end..];
        }
        text.Dispose();
    }

    private static void StartingQuotes(ref Rewriter text)
    {
        if (text.Text.ContainsAny("«“‘„`"))
        {
            ReadOnlySpan<char> from = text.Begin();
            for (int i = 0; i < from.Length; i++)
            {
                if (from[i] is '`')
                {
                    int start = i;
                    while (i + 1 < from.Length && from[i + 1] == '`')
                        i++;
                    text.Write(' ');
                    text.Write(from[start..(i + 1)]);
                    text.Write(' ');
                }
                else
                {
                    text.WritePadded(from[i], from[i] is '«' or '“' or '‘' or '„');
                }
            }
            text.End();
        }
        if (text.Text.Contains('"') || text.Text.Contains("''", StringComparison.Ordinal))
        {
            ReadOnlySpan<char> from = text.Begin();
            int i = 0;
            if (from[0] == '"')
            {
                text.Write(" `` ");
                i = 1;
            }
            for (; i < from.Length; i++)
            {
                text.Write(from[i]);
                if (from[i] is ' ' or '(' or '[' or '{' or '<' && i + 1 < from.Length)
                {
                    int quote = from[i + 1] == '"' ? 1 : from[(i + 1)..].StartsWith("''") ? 2 : 0;
                    if (quote > 0)
                        text.Write(" `` ");
                    i += quote;
                }
            }
            text.End();
        }
        if (text.Text.Contains('\''))
        {
            ReadOnlySpan<char> from = text.Begin();
            for (int i = 0; i < from.Length; i++)
            {
                text.Write(from[i]);
                if (from[i] == '\'' && IsOneLetterWord(from[(i + 1)..]))
                    text.Write(' ');
            }
            text.End();
        }
    }

    private static void Punctuation(ref Rewriter text)
    {
        SplitFinalPeriod(ref text);
        if (text.Text.ContainsAny(':', ','))
        {
            ReadOnlySpan<char> from = text.Begin();
            for (int i = 0; i < from.Length; i++)
            {
                bool last = i + 1 == from.Length;
                if (from[i] is not (':' or ',') || !last && CodePoints.IsDigit(CodePoints.At(from, i + 1, out _)))
                {
                    text.Write(from[i]);
                    continue;
                }
                text.WritePadded(from[i], true);
                // The rule takes the next character with it, so one more colon or comma there is not looked at.
                if (!last)
                    text.Write(from[++i]);
            }
            text.End();
            // ... unless it is the last one of the line.
            if (text.Text is [.., ':' or ',', '\n'] or [.., ':' or ','])
                PadLast(ref text);
        }
        if (text.Text.Contains("..", StringComparison.Ordinal))
        {
            ReadOnlySpan<char> from = text.Begin();
            for (int i = 0; i < from.Length; i++)
            {
                int start = i;
                while (i + 1 < from.Length && from[start] == '.' && from[i + 1] == '.')
                    i++;
                if (i > start)
                    text.Write(' ');
                text.Write(from[start..(i + 1)]);
                if (i > start)
                    text.Write(' ');
            }
            text.End();
        }
        if (text.Text.ContainsAny(Symbols))
            text.Pad(";@#$%&");
        text.Pad("?!");
        if (text.Text.Contains("' ", StringComparison.Ordinal))
        {
            ReadOnlySpan<char> from = text.Begin();
            for (int i = 0; i < from.Length; i++)
            {
                text.Write(from[i]);
                if (from[i] != '\'' && from[(i + 1)..].StartsWith("' "))
                {
                    text.Write(" ' ");
                    i += 2;
                }
            }
            text.End();
        }
        text.Pad("*");
    }

    // A period at the end, closing quotes and brackets after it aside, is a token unless more periods precede it.
    private static void SplitFinalPeriod(ref Rewriter text)
    {
        ReadOnlySpan<char> from = text.Text;
        int end = from.Length;
        while (end > 0 && CodePoints.IsSpace(from[end - 1]))
            end--;
        while (end > 0 && from[end - 1] is ']' or ')' or '}' or '>' or '"' or '\'' or '»' or '”' or '’' or ' ')
            end--;
        if (end < 2 || from[end - 1] != '.' || from[end - 2] == '.')
            return;
        from = text.Begin();
        text.Write(from[..(end - 1)]);
        text.Write(" . ");
        text.Write(from[end..]);
        text.Write(' ');
        text.End();
    }

    private static void PadLast(ref Rewriter text)
    {
        ReadOnlySpan<char> from = text.Begin();
        int last = from[^1] == '\n' ? from.Length - 2 : from.Length - 1;
        text.Write(from[..last]);
        text.WritePadded(from[last], true);
        text.Write(from[(last + 1)..]);
        text.End();
    }

    private static void DoubleDashes(ref Rewriter text)
    {
        if (!text.Text.Contains("--", StringComparison.Ordinal))
            return;
        ReadOnlySpan<char> from = text.Begin();
        for (int i = 0; i < from.Length; i++)
        {
            if (from[i..].StartsWith("--"))
            {
                text.Write(" -- ");
                i++;
            }
            else
            {
                text.Write(from[i]);
            }
        }
        text.End();
    }

    private static void EndingQuotes(ref Rewriter text)
    {
        // The text begins and ends with a space from here on.
        ReadOnlySpan<char> unpadded = text.Begin();
        text.Write(' ');
        text.Write(unpadded);
        text.Write(' ');
        text.End();
        text.Pad("»”’");
        if (text.Text.Contains('"') || text.Text.Contains("''", StringComparison.Ordinal))
        {
            ReadOnlySpan<char> quotes = text.Begin();
            for (int i = 0; i < quotes.Length; i++)
            {
                bool pair = quotes[i..].StartsWith("''");
                if (pair || quotes[i] == '"')
                    text.Write(" '' ");
                else
                    text.Write(quotes[i]);
                i += pair ? 1 : 0;
            }
            text.End();
        }
        if (!text.Text.Contains('\''))
            return;
        ReadOnlySpan<char> from = text.Begin();
        for (int i = 0; i < from.Length; i++)
        {
            text.Write(from[i]);
            if (from[i] is '\'' or ' ' || i + 2 >= from.Length || from[i + 1] != '\'')
                continue;
            int length = from[i + 2] == ' ' ? 1 : from[i + 2] is 's' or 'S' or 'm' or 'M' or 'd' or 'D' && i + 3 < from.Length && from[i + 3] == ' ' ? 2 : 0;
            i += WriteEnding(ref text, from, i + 1, length);
        }
        text.End();
        from = text.Begin();
        for (int i = 0; i < from.Length; i++)
        {
            text.Write(from[i]);
            if (from[i] is '\'' or ' ')
                continue;
            foreach (string ending in LongEndings)
            {
                if (from[(i + 1)..].StartsWith(ending) && i + 1 + ending.Length < from.Length && from[i + 1 + ending.Length] == ' ')
                {
                    i += WriteEnding(ref text, from, i + 1, ending.Length);
                    break;
                }
            }
        }
        text.End();
    }

    // Writes " ending " in place of "ending " and returns how many characters that took.
    private static int WriteEnding(ref Rewriter text, ReadOnlySpan<char> from, int start, int length)
    {
        if (length == 0)
            return 0;
        text.Write(' ');
        text.Write(from.Slice(start, length));
        text.Write(' ');
        return length + 1;
    }

    private static void SplitContractions(ref Rewriter text)
    {
        foreach (var (first, second) in Contractions)
            SplitContraction(ref text, first, second, spaceAfter: first == "wan");
        if (text.Text.Contains(" 'tis", StringComparison.OrdinalIgnoreCase))
            SplitContraction(ref text, "'t", "is", spaceBefore: true);
        if (text.Text.Contains(" 'twas", StringComparison.OrdinalIgnoreCase))
            SplitContraction(ref text, "'t", "was", spaceBefore: true);
    }

    private static void SplitContraction(ref Rewriter text, string first, string second, bool spaceAfter = false, bool spaceBefore = false)
    {
        int Find(ReadOnlySpan<char> from, int start)
        {
            for (int i = start; i < from.Length; i++)
            {
                int found = from[i..].IndexOf(first, StringComparison.OrdinalIgnoreCase);
                if (found < 0)
                    return -1;
                i += found;
                int end = i + first.Length + second.Length;
                if (from[(i + first.Length)..].StartsWith(second, StringComparison.OrdinalIgnoreCase)
                    && (spaceBefore ? i > 0 && from[i - 1] == ' ' : !IsWordBefore(from, i))
                    && (spaceAfter ? end < from.Length && CodePoints.IsSpace(from[end]) : !IsWordAt(from, end)))
                    return i;
            }
            return -1;
        }

        int at = Find(text.Text, 0);
        if (at < 0)
            return;
        ReadOnlySpan<char> from = text.Begin();
        int written = 0;
        for (; at >= 0; at = Find(from, written))
        {
            text.Write(from[written..at]);
            text.Write(' ');
            text.Write(from.Slice(at, first.Length));
            text.Write(' ');
            text.Write(from.Slice(at + first.Length, second.Length));
            text.Write(' ');
            written = at + first.Length + second.Length;
        }
        text.Write(from[written..]);
        text.End();
    }

    // One word character and then none, and not the start of a clitic.
    private static bool IsOneLetterWord(ReadOnlySpan<char> text)
    {
        if (!IsWordAt(text, 0))
            return false;
        CodePoints.At(text, 0, out int length);
        if (IsWordAt(text, length))
            return false;
        foreach (string clitic in Clitics)
        {
            if (text.StartsWith(clitic, StringComparison.OrdinalIgnoreCase))
                return false;
        }
        return true;
    }

    private static bool IsWordAt(ReadOnlySpan<char> text, int index) => index < text.Length && CodePoints.IsWord(CodePoints.At(text, index, out _));

    private static bool IsWordBefore(ReadOnlySpan<char> text, int index) => index > 0 && CodePoints.IsWord(CodePoints.Before(text, index, out _));
}
