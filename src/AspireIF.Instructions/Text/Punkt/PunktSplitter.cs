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
        Span<int> initial = stackalloc int[256];
        var candidates = new IntBuffer(initial);
        FindCandidates(text, ref candidates);
        KeepLastOfEachWord(text, ref candidates);

        var output = new SliceWriter(text, spans);
        int lastBreak = 0;
        foreach (int end in candidates.Items)
        {
            if (!PunktContext.HasBreak(text, end, out int next))
                continue;
            output.Add(new TextSpan(lastBreak, end + 1));
            lastBreak = next;
        }
        candidates.Dispose();
        int length = text.Length;
        while (length > 0 && CodePoints.IsSpace(text[length - 1]))
            length--;
        output.Add(new TextSpan(lastBreak, Math.Max(length, lastBreak)));
        return output.Finish();
    }

    // Sentence-ending characters before other punctuation, or before white space and a further token.
    private static void FindCandidates(ReadOnlySpan<char> text, ref IntBuffer candidates)
    {
        for (int i = 0; i < text.Length; i++)
        {
            int found = text[i..].IndexOfAny(Ends);
            if (found < 0 || (i += found) + 1 == text.Length)
                return;
            if (PunktTokens.IsNonWord(text[i + 1]) || CodePoints.IsSpace(text[i + 1]) && !PythonText.IsBlank(text[(i + 1)..]))
                candidates.Add(i);
        }
    }

    // Of the candidates that share the word before them only the last one counts ("acting!!! I"), seen from the right.
    private static void KeepLastOfEachWord(ReadOnlySpan<char> text, ref IntBuffer candidates)
    {
        Span<int> items = candidates.Items;
        int write = items.Length, limit = int.MaxValue;
        for (int i = items.Length - 1; i >= 0; i--)
        {
            if (items[i] + 1 > limit)
                continue;
            items[--write] = items[i];
            var (start, _) = PunktContext.WordBefore(text, items[i]);
            while (start > 0 && CodePoints.IsSpace(text[start - 1]))
                start--;
            limit = start;
        }
        candidates.DropFirst(write);
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

    /// <summary>A growing list that starts on the stack.</summary>
    private ref struct IntBuffer(Span<int> initial)
    {
        private Span<int> _items = initial;
        private int[]? _rented;
        private int _start, _end;

        public readonly Span<int> Items => _items[_start.._end];

        public void Add(int item)
        {
            if (_end == _items.Length)
            {
                int[] larger = ArrayPool<int>.Shared.Rent(_items.Length * 2);
                _items.CopyTo(larger);
                Dispose();
                _items = _rented = larger;
            }
            _items[_end++] = item;
        }

        public void DropFirst(int count) => _start += count;

        public readonly void Dispose()
        {
            if (_rented is not null)
                ArrayPool<int>.Shared.Return(_rented);
        }
    }
}
