using System.Collections;
using System.Globalization;

namespace AspireIF.Pipeline.Telemetry;

/// <summary>What lines of a log have in common: a tag for whoever collects them, and text on a console.</summary>
internal sealed class LogScope(string tag, object value) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 1;

    public KeyValuePair<string, object?> this[int index] => index == 0 ? new(tag, value) : throw new ArgumentOutOfRangeException(nameof(index));

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        yield return this[0];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{tag[(tag.LastIndexOf('.') + 1)..]} {value}");
}
