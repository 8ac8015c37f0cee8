using System.Buffers;
using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Text.Punkt;

/// <summary>Finds the places where a sentence may end, asks <see cref="PunktContext"/> about each and cuts the text there.</summary>
internal static class PunktSplitter
{
    private static readonly SearchValues<char> Ends = SearchValues.Create(".?!");

    /// <summary>Counts the sentences and, where asked, lists them.</summary>
    public static int Split(ReadOnlySpan<char> text, List<TextSpan>? spans)
    {
        var output = new SliceWriter(text, spans);
        int lastBreak = 0;
        var word = new TextSpan(0, 0);
        bool pending = false;
        for (int i = NextCandidate(text, 0); ; i = NextCandidate(text, i + 1))
        {
            int start = i < 0 ? text.Length : WordStart(text, word, i);
            // Of candidates that share the word before them only the last one counts ("acting!!! I").
            if (pending && word.End <= start && PunktContext.HasBreak(text, word, out int next))
            {
                output.Add(new TextSpan(lastBreak, word.End + 1));
                lastBreak = next;
            }
            if (i < 0)
                break;
            word = new TextSpan(start, i);
            pending = true;
        }
        int length = text.Length;
        while (length > 0 && CodePoints.IsSpace(text[length - 1]))
            length--;
        output.Add(new TextSpan(lastBreak, Math.Max(length, lastBreak)));
        return output.Finish();
    }

    // The next sentence-ending character before other punctuation, or before white space and a further token; or -1.
    private static int NextCandidate(ReadOnlySpan<char> text, int from)
    {
        for (int i = from; i < text.Length; i++)
        {
            int found = text[i..].IndexOfAny(Ends);
            if (found < 0 || (i += found) + 1 == text.Length)
                return -1;
            if (PunktTokens.IsNonWord(text[i + 1]) || CodePoints.IsSpace(text[i + 1]) && !PythonText.IsBlank(text[(i + 1)..]))
                return i;
        }
        return -1;
    }

    // Where the word before a candidate starts: after the last (ASCII) white space since the previous candidate, or, when there is none,
    // where the word before that one does.
    private static int WordStart(ReadOnlySpan<char> text, TextSpan previous, int candidate)
    {
        for (int i = candidate - 1; i > previous.End; i--)
        {
            if (text[i] is ' ' or (>= '\t' and <= '\r'))
                return i + 1;
        }
        return previous.Start;
    }

    /// <summary>Moves closing quotes and brackets that follow a break into the sentence that they close, then hands the sentence on.</summary>
    private ref struct SliceWriter(ReadOnlySpan<char> text, List<TextSpan>? spans)
    {
        private readonly ReadOnlySpan<char> _text = text;
        private TextSpan? _pending;
        private int _realign;
        private int _count;

        public void Add(TextSpan slice)
        {
            if (_pending is { } previous)
            {
                var first = new TextSpan(Math.Min(previous.Start + _realign, previous.End), previous.End);
                int closing = ClosingLength(slice.Of(_text), out int withSpace);
                if (closing > 0)
                {
                    Write(first with { End = slice.Start + closing });
                    _realign = withSpace;
                }
                else
                {
                    _realign = 0;
                    if (first.Length > 0)
                        Write(first);
                }
            }
            _pending = slice;
        }

        public int Finish()
        {
            if (_pending is { } last && last.Start + _realign < last.End)
                Write(last with { Start = last.Start + _realign });
            return _count;
        }

        private void Write(TextSpan span)
        {
            _count++;
            spans?.Add(span);
        }

        // The shortest run of closers that white space, a double dash or the end of a line follows.
        private static int ClosingLength(ReadOnlySpan<char> text, out int withSpace)
        {
            int i = 0;
            while (i < text.Length && text[i] is '"' or '\'' or ')' or ']' or '}')
            {
                i++;
                if (i == text.Length || CodePoints.IsSpace(text[i]) || text[i..].StartsWith("--"))
                {
                    withSpace = i;
                    while (withSpace < text.Length && CodePoints.IsSpace(text[withSpace]))
                        withSpace++;
                    return i;
                }
            }
            withSpace = 0;
            return 0;
        }
    }
}
