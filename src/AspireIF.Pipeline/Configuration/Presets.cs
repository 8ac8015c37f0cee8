using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AspireIF.Pipeline.Configuration;

/// <summary>The configurations that come with the program (the folder <c>presets/</c>), and those in files.</summary>
public static class Presets
{
    private const string Prefix = "AspireIF.presets.", Suffix = ".json";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static IReadOnlyList<string> Names { get; } =
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Select(n => n[Prefix.Length..^Suffix.Length]).Order(StringComparer.Ordinal)];

    internal static JsonObject Read(string preset)
    {
        using Stream? resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + preset + Suffix);
        if (resource is not null)
            return Parse(new StreamReader(resource).ReadToEnd(), $"preset {preset}");
        if (!File.Exists(preset))
            throw new ConfigurationException([$"there is no preset or file '{preset}'; presets are {string.Join(", ", Names)}"]);
        return Parse(File.ReadAllText(preset), preset);
    }

    internal static JsonObject Parse(string text, string name)
    {
        try
        {
            return JsonNode.Parse(text, null, Lenient) as JsonObject ?? throw new ConfigurationException([$"{name} is not a JSON object"]);
        }
        catch (JsonException error)
        {
            throw new ConfigurationException([$"{name} is not JSON (line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1})"]);
        }
    }
}
