using System.Text;

namespace AspireIF.Models.Generation;

/// <summary>
/// Watches text that arrives in pieces for the first of some strings. The first is the one that ends earliest (of those the longest),
/// so the answer is the same however the text is cut into pieces.
/// </summary>
public sealed class StopStringMatcher
{
    private readonly IReadOnlyList<string> _stops;
    private readonly StringBuilder _held = new();

    /// <param name="stops">None may be empty.</param>
    public StopStringMatcher(IReadOnlyList<string> stops)
    {
        if (stops.Any(string.IsNullOrEmpty))
            throw new GenerationException("a stop string is empty; leave it out.");
        _stops = stops;
    }

    /// <summary>The stop string that was found.</summary>
    public string? Matched { get; private set; }

    /// <summary>Takes the next piece; returns the text that certainly comes before any stop string. After a match it returns nothing more.</summary>
    public string Append(string piece)
    {
        if (Matched is not null)
            return "";
        if (_stops.Count == 0)
            return piece;
        var text = _held.Append(piece).ToString();
        _held.Clear();

        var end = int.MaxValue;
        foreach (var stop in _stops)
        {
            var at = text.IndexOf(stop, StringComparison.Ordinal);
            if (at >= 0 && (at + stop.Length < end || (at + stop.Length == end && stop.Length > Matched!.Length)))
                (end, Matched) = (at + stop.Length, stop);
        }
        if (Matched is not null)
            return text[..(end - Matched.Length)];

        var safe = text.Length - LongestPrefixAtEnd(text);
        _held.Append(text, safe, text.Length - safe);
        return text[..safe];
    }

    /// <summary>The text ended without a stop string: returns what was held back.</summary>
    public string Flush()
    {
        var rest = _held.ToString();
        _held.Clear();
        return rest;
    }

    private int LongestPrefixAtEnd(string text)
    {
        var longest = 0;
        foreach (var stop in _stops)
            for (var length = Math.Min(stop.Length - 1, text.Length); length > longest; length--)
                if (text.AsSpan(text.Length - length).SequenceEqual(stop.AsSpan(0, length)))
                    longest = length;
        return longest;
    }
}
