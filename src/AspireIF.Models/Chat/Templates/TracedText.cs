using System.Text;

namespace AspireIF.Models.Chat.Templates;

/// <summary>
/// A text that knows which of its characters came from the template's author and which from messages and tools, through every operation.
/// Only the author's may become special tokens.
/// </summary>
internal sealed class TracedText
{
    private readonly (int Length, bool Foreign)[] _runs;

    private TracedText(string value, (int, bool)[] runs) => (Value, _runs) = (value, runs);

    public static TracedText Empty { get; } = new("", []);

    public string Value { get; }

    public int Length => Value.Length;

    public static TracedText Own(string value) => new(value, [(value.Length, false)]);

    public static TracedText From(string value, bool foreign) => new(value, [(value.Length, foreign)]);

    public static TracedText Concat(IEnumerable<TracedText> parts)
    {
        var builder = new TracedTextBuilder();
        foreach (var part in parts)
            builder.Append(part);
        return builder.ToText();
    }

    /// <summary>Each run changed on its own, keeping its origin.</summary>
    public TracedText Map(Func<string, string> change) => Concat(Runs().Select(run => From(change(run.Text), run.Foreign)));

    public IEnumerable<(string Text, bool Foreign)> Runs()
    {
        var start = 0;
        foreach (var (length, foreign) in _runs)
        {
            yield return (Value.Substring(start, length), foreign);
            start += length;
        }
    }

    /// <summary>Whether any character of the range came from outside the template.</summary>
    public bool IsForeign(int start, int length)
    {
        var runStart = 0;
        foreach (var run in _runs)
        {
            if (run.Foreign && runStart < start + length && start < runStart + run.Length)
                return true;
            runStart += run.Length;
        }
        return false;
    }

    /// <summary>By UTF-16 units.</summary>
    public TracedText Slice(int start, int length)
    {
        if (length <= 0)
            return Empty;
        if (length == Value.Length)
            return this;
        var runs = new List<(int, bool)>();
        var runStart = 0;
        foreach (var run in _runs)
        {
            var common = Math.Min(start + length, runStart + run.Length) - Math.Max(start, runStart);
            if (common > 0)
                runs.Add((common, run.Foreign));
            runStart += run.Length;
        }
        return new TracedText(Value.Substring(start, length), [.. runs]);
    }

    /// <summary>Where each code point begins, and the end.</summary>
    public int[] CodePointStarts()
    {
        var starts = new List<int>(Value.Length + 1);
        for (var i = 0; i < Value.Length; i += char.IsSurrogatePair(Value, i) ? 2 : 1)
        {
            starts.Add(i);
            if (i + 1 == Value.Length)
                break;
        }
        starts.Add(Value.Length);
        return [.. starts];
    }

    public List<object?> CodePoints()
    {
        var starts = CodePointStarts();
        return [.. Enumerable.Range(0, starts.Length - 1).Select(object? (i) => Slice(starts[i], starts[i + 1] - starts[i]))];
    }

    /// <summary>Python's strip: characters of a set, by default its white space.</summary>
    public TracedText Strip(string? characters, bool left, bool right)
    {
        var (start, end) = (0, Value.Length);
        while (left && start < end && Drops(Value[start]))
            start++;
        while (right && end > start && Drops(Value[end - 1]))
            end--;
        return Slice(start, end - start);

        bool Drops(char c) => characters is null ? IsSpace(c) : characters.Contains(c);
    }

    /// <summary>Python's split; without a separator at runs of white space, dropping empty parts.</summary>
    public List<object?> Split(string? separator, int limit)
    {
        var parts = new List<object?>();
        var start = 0;
        if (separator is null)
        {
            while (true)
            {
                while (start < Length && IsSpace(Value[start]))
                    start++;
                if (start == Length)
                    return parts;
                var end = start;
                while (end < Length && !IsSpace(Value[end]))
                    end++;
                if (parts.Count == limit)
                {
                    parts.Add(Slice(start, Length - start).Strip(null, left: false, right: true));
                    return parts;
                }
                parts.Add(Slice(start, end - start));
                start = end;
            }
        }
        for (int found; parts.Count != limit && (found = Value.IndexOf(separator, start, StringComparison.Ordinal)) >= 0; start = found + separator.Length)
            parts.Add(Slice(start, found - start));
        parts.Add(Slice(start, Length - start));
        return parts;
    }

    public TracedText Replace(string old, TracedText replacement)
    {
        var parts = Split(old, -1).Cast<TracedText>().ToList();
        return Concat(parts.SelectMany((part, i) => i == 0 ? new[] { part } : [replacement, part]));
    }

    public override string ToString() => Value;

    internal static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\u001C' and <= '\u001F';

    internal static TracedText Make(StringBuilder value, List<(int, bool)> runs) => value.Length == 0 ? Empty : new(value.ToString(), [.. runs]);
}
