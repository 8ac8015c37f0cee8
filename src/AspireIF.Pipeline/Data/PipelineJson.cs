using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AspireIF.Instructions.Constraints;

namespace AspireIF.Pipeline.Data;

/// <summary>JSON of messages and of artifacts' lines: text as it is, nothing that is null or empty by default.</summary>
public static class PipelineJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new ConstraintConverter() },
    };

    /// <summary>The same for files that people open.</summary>
    public static JsonSerializerOptions Indented { get; } = new(Options) { WriteIndented = true };

    public static byte[] Bytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    public static T Read<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException("the message is null");

    /// <summary>Writes a file of JSON lines; it appears when it is whole.</summary>
    public static void WriteLines<T>(string path, IEnumerable<T> rows)
    {
        using (FileStream file = File.Create(path + ".partial"))
        {
            foreach (T row in rows)
            {
                JsonSerializer.Serialize(file, row, Options);
                file.WriteByte((byte)'\n');
            }
        }
        File.Move(path + ".partial", path, overwrite: true);
    }

    public static IEnumerable<T> ReadLines<T>(string path) => File.ReadLines(path).Select(line => JsonSerializer.Deserialize<T>(line, Options) ?? throw new JsonException($"{path} has a line that is null"));

    // id, kwargs, text and category: where the text stood in its prompt is of no use to a worker.
    private sealed class ConstraintConverter : JsonConverter<Constraint>
    {
        public override Constraint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            JsonElement json = JsonElement.ParseValue(ref reader);
            SoftCategory? category = json.TryGetProperty("category", out JsonElement name) ? Enum.Parse<SoftCategory>(name.GetString()!) : null;
            return new Constraint(json.GetProperty("id").GetString()!, ConstraintArguments.FromJson(json.GetProperty("kwargs")), json.GetProperty("text").GetString()!) { Category = category };
        }

        public override void Write(Utf8JsonWriter writer, Constraint value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteString("id", value.Id);
            writer.WritePropertyName("kwargs");
            value.Arguments.WriteTo(writer);
            writer.WriteString("text", value.Text);
            if (value.Category is { } category)
                writer.WriteString("category", category.ToString());
            writer.WriteEndObject();
        }
    }
}
