using System.Collections;
using System.Globalization;
using System.Text.Json;
using AspireIF.Instructions.Datasets;

namespace AspireIF.Instructions.Constraints;

/// <summary>
/// The arguments of a constraint: JSON values by name, in the order given, immutable and compared by value.
/// Absent and null are the same to the typed readers; both survive a round trip.
/// </summary>
public sealed class ConstraintArguments : IReadOnlyCollection<KeyValuePair<string, JsonElement>>, IEquatable<ConstraintArguments>
{
    private readonly KeyValuePair<string, JsonElement>[] _values;

    private ConstraintArguments(KeyValuePair<string, JsonElement>[] values) => _values = values;

    public static ConstraintArguments Empty { get; } = new([]);

    public int Count => _values.Length;

    /// <summary>Copies the members of a JSON object, or none for JSON null. Of duplicate names the last wins, as in Python.</summary>
    /// <exception cref="JsonException">The element is neither an object nor null.</exception>
    public static ConstraintArguments FromJson(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Null)
            return Empty;
        if (element.ValueKind != JsonValueKind.Object)
            throw new JsonException($"kwargs must be an object, not {element.ValueKind}");
        var values = new List<KeyValuePair<string, JsonElement>>();
        foreach (JsonProperty property in element.EnumerateObject())
        {
            values.RemoveAll(v => v.Key == property.Name);
            values.Add(new(property.Name, property.Value.Clone()));
        }
        return values.Count == 0 ? Empty : new([.. values]);
    }

    /// <summary>Arguments from .NET values: strings, numbers, booleans, lists of strings, null.</summary>
    public static ConstraintArguments Of(params (string Name, object? Value)[] values) =>
        new([.. values.Select(v => new KeyValuePair<string, JsonElement>(v.Name, JsonSerializer.SerializeToElement(v.Value)))]);

    /// <summary>The value, or null when absent or JSON null.</summary>
    public JsonElement? Find(string name)
    {
        foreach (var (key, value) in _values)
        {
            if (key == name)
                return value.ValueKind == JsonValueKind.Null ? null : value;
        }
        return null;
    }

    /// <summary>A whole number; 3.0 counts as 3, as the public data sets write both.</summary>
    /// <exception cref="ConstraintArgumentException">Present but not a whole number within 32 bits.</exception>
    public int? FindInt32(string name)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number)
            && number == Math.Floor(number) && number is >= int.MinValue and <= int.MaxValue)
            return (int)number;
        throw new ConstraintArgumentException(name, value.GetRawText(), "a whole number");
    }

    /// <exception cref="ConstraintArgumentException">Present but not a string.</exception>
    public string? FindString(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => JsonText.Read(value),
        { } value => throw new ConstraintArgumentException(name, value.GetRawText(), "a string"),
    };

    /// <exception cref="ConstraintArgumentException">Present but not a list of strings.</exception>
    public IReadOnlyList<string>? FindStrings(string name)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(e => e.ValueKind != JsonValueKind.String))
            throw new ConstraintArgumentException(name, value.GetRawText(), "a list of strings");
        return [.. value.EnumerateArray().Select(e => JsonText.Read(e))];
    }

    public int RequireInt32(string name) => FindInt32(name) ?? throw new ConstraintArgumentException(name, null, "a whole number");

    public string RequireString(string name) => FindString(name) ?? throw new ConstraintArgumentException(name, null, "a string");

    public IReadOnlyList<string> RequireStrings(string name) => FindStrings(name) ?? throw new ConstraintArgumentException(name, null, "a list of strings");

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in _values)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
        writer.WriteEndObject();
    }

    /// <summary>Equal when the same names hold the same values, in any order; null equals absent and 3.0 equals 3.</summary>
    public bool Equals(ConstraintArguments? other)
    {
        if (other is null)
            return false;
        return Covers(this, other) && Covers(other, this);

        static bool Covers(ConstraintArguments a, ConstraintArguments b) =>
            a._values.All(v => v.Value.ValueKind == JsonValueKind.Null || b.Find(v.Key) is { } found && SameValue(v.Value, found));
    }

    public override bool Equals(object? obj) => Equals(obj as ConstraintArguments);

    public override int GetHashCode() =>
        _values.Where(v => v.Value.ValueKind != JsonValueKind.Null).Aggregate(0, (hash, v) => hash ^ v.Key.GetHashCode(StringComparison.Ordinal));

    public override string ToString() =>
        "{" + string.Join(", ", _values.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Key}: {v.Value.GetRawText()}"))) + "}";

    public IEnumerator<KeyValuePair<string, JsonElement>> GetEnumerator() => _values.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool SameValue(JsonElement a, JsonElement b) =>
        a.ValueKind == JsonValueKind.Number && b.ValueKind == JsonValueKind.Number
            ? a.GetRawText() == b.GetRawText() || a.GetDouble().Equals(b.GetDouble())
            : JsonElement.DeepEquals(a, b);
}
