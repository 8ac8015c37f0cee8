using System.Text.Encodings.Web;
using System.Text.Json;

namespace AspireIF.Cli.Console;

/// <summary>The one JSON line that --json ends a command with, on the standard output.</summary>
internal static class JsonLine
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Print(Action<Utf8JsonWriter> members)
    {
        using Stream output = System.Console.OpenStandardOutput();
        using (var writer = new Utf8JsonWriter(output, Options))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }
}
