using System.Globalization;
using System.Text;

namespace AspireIF.Models.Tokenization;

/// <summary>
/// Unicode normalization form C (UAX #15, section 1.3; Hangul: The Unicode Standard, section 3.12). The runtime's own does nothing where
/// globalization is invariant, and a tokenizer's ids must not depend on that.
/// </summary>
internal sealed class CanonicalComposition
{
    private const int HangulSyllables = 0xAC00, HangulL = 0x1100, HangulV = 0x1161, HangulT = 0x11A7;
    private const int LCount = 19, VCount = 21, TCount = 28;

    private readonly Dictionary<int, int[]> _decompositions = [];
    private readonly Dictionary<long, int> _compositions = [];
    private readonly Dictionary<int, byte> _classes = [];

    // Whether a character of the basic plane may take part in a change; surrogates always go the slow way.
    private readonly bool[] _special = new bool[0x10000];

    private CanonicalComposition(Stream table)
    {
        using var reader = new StreamReader(table, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;
            var fields = line.Split(' ');
            if (fields[0].Split("..") is [var first, var last])
            {
                for (var point = Hex(first); point <= Hex(last); point++)
                {
                    _classes[point] = byte.Parse(fields[1], CultureInfo.InvariantCulture);
                    MarkSpecial(point);
                }
                continue;
            }
            int[] parts = [.. fields[2..].Select(Hex)];
            _decompositions[Hex(fields[0])] = parts;
            if (fields[1] == "=")
            {
                _compositions[Pair(parts[0], parts[1])] = Hex(fields[0]);
                MarkSpecial(parts[1]);
            }
            else
            {
                MarkSpecial(Hex(fields[0]));
            }
        }
        Array.Fill(_special, true, HangulV, VCount);
        Array.Fill(_special, true, HangulT, TCount);
        Array.Fill(_special, true, 0xD800, 0x800);
    }

    public static CanonicalComposition Shared { get; } =
        new(typeof(CanonicalComposition).Assembly.GetManifestResourceStream("AspireIF.Models.Tokenization.canonical.txt")!);

    /// <summary>The same string where it is already in form C. Lone surrogates stay as they are.</summary>
    public string Normalize(string text)
    {
        foreach (var c in text)
            if (c >= 0x300 && _special[c])
                return Compose(Decompose(text));
        return text;
    }

    private List<int> Decompose(string text)
    {
        var points = new List<int>(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            int point = text[i];
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                point = char.ConvertToUtf32(text[i], text[++i]);
            Decompose(point, points);
        }

        // Canonical ordering: marks between two starters are sorted by class, stably. Long runs of marks must not take quadratic time.
        for (var i = 0; i < points.Count; i++)
        {
            if (ClassOf(points[i]) == 0)
                continue;
            var end = i + 1;
            while (end < points.Count && ClassOf(points[end]) != 0)
                end++;
            if (end - i > 1)
            {
                var sorted = points.GetRange(i, end - i).OrderBy(ClassOf).ToArray();
                for (var j = 0; j < sorted.Length; j++)
                    points[i + j] = sorted[j];
            }
            i = end;
        }
        return points;
    }

    private void Decompose(int point, List<int> points)
    {
        var syllable = point - HangulSyllables;
        if (syllable is >= 0 and < LCount * VCount * TCount)
        {
            points.Add(HangulL + syllable / (VCount * TCount));
            points.Add(HangulV + syllable % (VCount * TCount) / TCount);
            if (syllable % TCount != 0)
                points.Add(HangulT + syllable % TCount);
        }
        else if (_decompositions.TryGetValue(point, out var parts))
        {
            foreach (var part in parts)
                Decompose(part, points);
        }
        else
        {
            points.Add(point);
        }
    }

    private string Compose(List<int> points)
    {
        var composed = new List<int>(points.Count);
        var (starter, lastClass) = (-1, 0);
        foreach (var point in points)
        {
            int pointClass = ClassOf(point);
            var blocked = starter < 0 || (composed.Count - 1 > starter && lastClass >= pointClass);
            if (!blocked && Composite(composed[starter], point) is { } composite)
            {
                composed[starter] = composite;
                continue;
            }
            if (pointClass == 0)
                starter = composed.Count;
            lastClass = pointClass;
            composed.Add(point);
        }

        var text = new StringBuilder(composed.Count);
        foreach (var point in composed)
        {
            if (point is >= 0xD800 and < 0xE000)
                text.Append((char)point);
            else
                text.Append(new Rune(point));
        }
        return text.ToString();
    }

    private int? Composite(int first, int second)
    {
        var (l, v) = (first - HangulL, second - HangulV);
        if (l is >= 0 and < LCount && v is >= 0 and < VCount)
            return HangulSyllables + (l * VCount + v) * TCount;
        var (syllable, t) = (first - HangulSyllables, second - HangulT);
        if (syllable is >= 0 and < LCount * VCount * TCount && syllable % TCount == 0 && t is > 0 and < TCount)
            return first + t;
        return _compositions.TryGetValue(Pair(first, second), out var composite) ? composite : null;
    }

    private byte ClassOf(int point) => _classes.GetValueOrDefault(point);

    private void MarkSpecial(int point)
    {
        if (point < 0x10000)
            _special[point] = true;
    }

    private static long Pair(int first, int second) => ((long)first << 32) | (uint)second;

    private static int Hex(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
