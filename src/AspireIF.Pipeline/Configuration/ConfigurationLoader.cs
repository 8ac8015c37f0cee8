using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AspireIF.Pipeline.Configuration;

/// <summary>
/// A run's configuration from its layers, later ones over earlier ones: a preset, environment variables (<c>ASPIREIF__policy__steps=10</c>)
/// and settings (<c>policy.steps=10</c>).
/// </summary>
public static class ConfigurationLoader
{
    private const string EnvironmentPrefix = "ASPIREIF__";

    /// <param name="preset">The name of a preset that comes with the program, or the path of a JSON file.</param>
    /// <param name="settings">key=value; the key a path with dots, the value JSON or plain text.</param>
    /// <exception cref="ConfigurationException">With everything that is wrong.</exception>
    public static RunConfiguration Load(string preset, IEnumerable<string> settings, IDictionary? environment = null)
    {
        var problems = new List<string>();
        JsonObject json = Presets.Read(preset);
        foreach (DictionaryEntry variable in environment ?? Environment.GetEnvironmentVariables())
        {
            if (variable.Key is string name && name.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase))
                Set(json, name[EnvironmentPrefix.Length..].Split("__"), (string?)variable.Value ?? "", $"environment variable {name}", problems);
        }
        foreach (string setting in settings)
        {
            int equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
                problems.Add($"'{setting}' is not key=value, for example policy.steps=10");
            else
                Set(json, setting[..equals].Split('.'), setting[(equals + 1)..], $"setting {setting[..equals]}", problems);
        }
        RunConfiguration configuration = OptionsReader.Read<RunConfiguration>(json, problems);
        // Values are judged once all of them could be read.
        if (problems.Count == 0)
            problems.AddRange(configuration.Problems());
        return problems.Count == 0 ? WithWholePaths(configuration) : throw new ConfigurationException(problems);
    }

    // A run may be continued from another folder.
    private static RunConfiguration WithWholePaths(RunConfiguration configuration) => configuration with
    {
        Model = configuration.Model with { Path = configuration.Model.Folder },
        Data = configuration.Data with
        {
            Sources = [.. configuration.Data.Sources.Select(s => s == DataSettings.Primer ? s : Path.GetFullPath(s))],
            Verifiable = [.. configuration.Data.Verifiable.Select(f => Path.GetFullPath(f))],
        },
    };

    /// <summary>As it is kept with a run: whole, defaults included.</summary>
    public static string Format(RunConfiguration configuration) => JsonSerializer.Serialize(configuration, OptionsReader.Json);

    /// <summary>Reads what <see cref="Format"/> wrote.</summary>
    public static RunConfiguration Parse(string json)
    {
        var problems = new List<string>();
        RunConfiguration configuration = OptionsReader.Read<RunConfiguration>(Presets.Parse(json, "the run's configuration"), problems);
        return problems.Count == 0 ? configuration : throw new ConfigurationException(problems);
    }

    private static void Set(JsonObject json, string[] path, string value, string source, List<string> problems)
    {
        JsonObject section = json;
        foreach (string name in path.SkipLast(1))
        {
            string key = Existing(section, name);
            if (section[key] is null)
                section[key] = new JsonObject();
            if (section[key] is not JsonObject inner)
            {
                problems.Add($"{source} goes into '{key}', which is a value and not a section");
                return;
            }
            section = inner;
        }
        section[Existing(section, path[^1])] = Value(value);
    }

    // Environment variables come in any case.
    private static string Existing(JsonObject section, string name) =>
        section.Select(p => p.Key).FirstOrDefault(k => k.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;

    private static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
