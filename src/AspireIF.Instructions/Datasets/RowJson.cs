using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Datasets;

/// <summary>Makes the JSON of new rows. Text is written as it is, not as \u escapes.</summary>
internal static class RowJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonElement Object(Action<Utf8JsonWriter> members)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, Options))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }
        var reader = new Utf8JsonReader(bytes.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }

    public static void String(this Utf8JsonWriter writer, string name, string? value)
    {
        if (value is null)
            return;
        writer.WritePropertyName(name);
        JsonText.Write(writer, value);
    }

    public static void IdsAndArguments(this Utf8JsonWriter writer, IReadOnlyList<Constraint> constraints)
    {
        writer.WriteStartArray("instruction_id_list");
        foreach (Constraint constraint in constraints)
            writer.WriteStringValue(constraint.Id);
        writer.WriteEndArray();
        writer.WriteStartArray("kwargs");
        foreach (Constraint constraint in constraints)
            constraint.Arguments.WriteTo(writer);
        writer.WriteEndArray();
    }

    public static void Texts(this Utf8JsonWriter writer, IReadOnlyList<Constraint> constraints)
    {
        writer.WriteStartArray("constraint");
        foreach (Constraint constraint in constraints)
            JsonText.Write(writer, constraint.Text);
        writer.WriteEndArray();
    }
}
