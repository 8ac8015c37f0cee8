using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AspireIF.Instructions.Text;

/// <summary>Words as IFEval counts them: maximal runs of Python's <c>\w</c>.</summary>
public static class Words
{
    /// <summary>How many words the text has.</summary>
    public static int Count(ReadOnlySpan<char> text)
    {
        int count = 0, i = 0;
        bool inside = false;
        ReadOnlySpan<ushort> units = MemoryMarshal.Cast<char, ushort>(text);
        while (i < units.Length)
        {
            if (Vector256.IsHardwareAccelerated && units.Length - i >= 32)
            {
                var low = Vector256.Create(units.Slice(i, 16));
                var high = Vector256.Create(units.Slice(i + 16, 16));
                if (Vector256.LessThanOrEqualAll(low | high, Vector256.Create((ushort)127)))
                {
                    uint mask = WordMask(Vector256.Narrow(low, high));
                    // A word starts where a word character follows none.
                    count += BitOperations.PopCount(mask & ~(mask << 1 | (inside ? 1u : 0u)));
                    inside = mask >> 31 != 0;
                    i += 32;
                    continue;
                }
            }
            int end = Math.Min(i + 32, units.Length);
            while (i < end)
            {
                int codePoint = CodePoints.At(text, i, out int length);
                bool word = CodePoints.IsWord(codePoint);
                if (word && !inside)
                    count++;
                inside = word;
                i += length;
            }
        }
        return count;
    }

    /// <summary>The words in order, without allocating.</summary>
    public static WordEnumerator Enumerate(ReadOnlySpan<char> text) => new(text);

    /// <summary>The words as strings.</summary>
    public static List<string> Split(ReadOnlySpan<char> text)
    {
        var words = new List<string>();
        foreach (Range word in Enumerate(text))
            words.Add(text[word].ToString());
        return words;
    }

    private static uint WordMask(Vector256<byte> ascii)
    {
        var letters = InRange(ascii | Vector256.Create((byte)0x20), 'a', 'z');
        var digits = InRange(ascii, '0', '9');
        return (letters | digits | Vector256.Equals(ascii, Vector256.Create((byte)'_'))).ExtractMostSignificantBits();

        static Vector256<byte> InRange(Vector256<byte> value, char first, char last) =>
            Vector256.LessThanOrEqual(value - Vector256.Create((byte)first), Vector256.Create((byte)(last - first)));
    }
}

/// <summary>Walks over the words of a text; each is a range of it.</summary>
public ref struct WordEnumerator(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _position;

    public Range Current { get; private set; }

    public readonly WordEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        int length;
        while (_position < _text.Length && !CodePoints.IsWord(CodePoints.At(_text, _position, out length)))
            _position += length;
        if (_position == _text.Length)
            return false;
        int start = _position;
        while (_position < _text.Length && CodePoints.IsWord(CodePoints.At(_text, _position, out length)))
            _position += length;
        Current = start.._position;
        return true;
    }
}
