using System.Text.Json;
using AspireIF.Models.Checkpoints;

namespace AspireIF.Models.Configuration;

/// <summary>The fields of one JSON object of a file. A field that is absent and one that is null are the same; a wrong kind names file, field and value.</summary>
internal readonly struct JsonFields(string file, JsonElement element, string prefix = "")
{
    public string File => file;

    public JsonElement Element => element;

    /// <summary>Opens a file whose root is an object.</summary>
    public static JsonDocument Open(string file) => Read(file, System.IO.File.ReadAllBytes(file));

    public static JsonDocument Read(string file, ReadOnlyMemory<byte> json)
    {
        try
        {
            CheckTexts(json.Span);
            JsonDocument document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new CheckpointException(file, $"is not JSON: {error.Message}", error);
        }
        throw new CheckpointException(file, "is no JSON object.");
    }

    /// <summary>Broken UTF-8 and lone surrogates are valid to the parser and fail only where a text is taken out; here they fail at once.</summary>
    private static void CheckTexts(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                _ = reader.GetString();
        }
    }

    public JsonElement? Find(string name) => element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public string? Text(string name) => Find(name) is not { } value ? null : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(name, value, "a string");

    public bool? Flag(string name) => Find(name) is not { } value ? null : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(name, value, "true or false"),
    };

    public double? Number(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number) ? number : throw Wrong(name, value, "a number");

    public double? Positive(string name) => Number(name) is not { } number ? null : number > 0 ? number : throw Wrong(name, Find(name)!.Value, "a number above 0");

    /// <summary>A size: a whole number from 1 to 2^31-1.</summary>
    public int? Size(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int size) && size > 0 ? size : throw Wrong(name, value, "a whole number above 0");

    /// <summary>A whole number from 0 to 2^31-1.</summary>
    public int? Whole(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= 0 ? number : throw Wrong(name, value, "a whole number from 0");

    public int RequiredSize(string name) => Size(name) ?? throw Missing(name);

    public int RequiredWhole(string name) => Whole(name) ?? throw Missing(name);

    public string RequiredText(string name) => Text(name) ?? throw Missing(name);

    public JsonFields RequiredObject(string name) => Object(name) ?? throw Missing(name);

    public JsonFields? Object(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? new JsonFields(file, value, prefix + name + ".") : throw Wrong(name, value, "an object");

    public JsonElement.ArrayEnumerator RequiredArray(string name) => Find(name) is not { } value ? throw Missing(name)
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw Wrong(name, value, "a list");

    /// <summary>A list of objects; empty where there is none.</summary>
    public IReadOnlyList<JsonFields> Objects(string name)
    {
        var objects = new List<JsonFields>();
        if (Find(name) is null)
            return objects;
        foreach (JsonElement item in RequiredArray(name))
        {
            string path = $"{name}[{objects.Count}]";
            objects.Add(item.ValueKind == JsonValueKind.Object ? new JsonFields(file, item, prefix + path + ".") : throw Wrong(path, item, "an object"));
        }
        return objects;
    }

    public IReadOnlyList<string>? Texts(string name)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
            throw Wrong(name, value, "a list of strings");
        return [.. value.EnumerateArray().Select(item => item.GetString()!)];
    }

    /// <summary>One token id or a list of them.</summary>
    public IReadOnlyList<int> TokenIds(string name)
    {
        if (Find(name) is not { } value)
            return [];
        JsonElement[] items = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
        var ids = new List<int>(items.Length);
        foreach (JsonElement item in items)
            ids.Add(item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out int id) && id >= 0 ? id : throw Wrong(name, value, "a token id or a list of token ids"));
        return ids;
    }

    public CheckpointException Missing(string name) => new(file, $"{prefix}{name} is missing.");

    public CheckpointException Wrong(string name, JsonElement value, string expected)
    {
        string text = value.GetRawText();
        return new CheckpointException(file, $"{prefix}{name} = {(text.Length > 80 ? text[..80] + "..." : text)} is not {expected}.");
    }

    /// <param name="problem">Goes on after the field's name.</param>
    public CheckpointException Error(string name, string problem) => new(file, $"{prefix}{name} {problem}.");

    public CheckpointException Unsupported(string name, object? value, string supported) =>
        new(file, $"{prefix}{name} = {value ?? "null"} is not supported; supported: {supported}.");
}
