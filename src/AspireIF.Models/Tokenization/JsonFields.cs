using System.Text.Json;

namespace AspireIF.Models.Tokenization;

/// <summary>An object in a JSON file whose errors name the file and the field.</summary>
internal sealed record JsonFields(string File, string Path, JsonElement Element)
{
    /// <summary>Opens a file whose root is an object.</summary>
    public static JsonDocument Open(string file)
    {
        JsonDocument document;
        try
        {
            using var stream = System.IO.File.OpenRead(file);
            document = JsonDocument.Parse(stream);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{file} is not JSON: {error.Message}", error);
        }
        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return document;
        document.Dispose();
        throw new InvalidDataException($"{file}: the root is no object.");
    }

    public InvalidDataException Error(string field, string problem) => new($"{File}: {Join(field)} {problem}.");

    public JsonFields Object(string field) => OptionalObject(field) ?? throw Error(field, "is missing");

    public JsonFields? OptionalObject(string field)
    {
        if (Find(field) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Object ? new JsonFields(File, Join(field), value) : throw Error(field, "is no object");
    }

    public JsonElement.ArrayEnumerator Array(string field) =>
        Find(field) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : throw Error(field, "is missing or no list");

    public List<JsonFields> OptionalObjects(string field)
    {
        var objects = new List<JsonFields>();
        if (Find(field) is null)
            return objects;
        foreach (var item in Array(field))
        {
            var path = $"{field}[{objects.Count}]";
            objects.Add(item.ValueKind == JsonValueKind.Object ? new JsonFields(File, Join(path), item) : throw Error(path, "is no object"));
        }
        return objects;
    }

    public string Text(string field) => OptionalText(field) ?? throw Error(field, "is missing");

    public string? OptionalText(string field)
    {
        if (Find(field) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Error(field, $"is {value.GetRawText()}; it must be a text");
    }

    public bool OptionalFlag(string field, bool missing = false) => Find(field) switch
    {
        null => missing,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } other => throw Error(field, $"is {other.GetRawText()}; it must be true or false"),
    };

    /// <summary>A number from 0 to 2^31 - 1.</summary>
    public int Integer(string field)
    {
        var value = Find(field) ?? throw Error(field, "is missing");
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0
            ? number
            : throw Error(field, $"is {value.GetRawText()}; it must be a number that is not negative");
    }

    /// <summary>Missing and null are the same.</summary>
    public JsonElement? Find(string field) =>
        Element.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private string Join(string field) => Path.Length == 0 ? field : $"{Path}.{field}";
}
