using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace AspireIF.Pipeline.Configuration;

/// <summary>
/// Reads option records from JSON and collects every problem instead of stopping at the first: keys that no option has, values of the wrong kind.
/// Keys are the options' names in camel case.
/// </summary>
internal static class OptionsReader
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        NumberHandling = JsonNumberHandling.Strict,
        IgnoreReadOnlyProperties = true,
    };

    public static T Read<T>(JsonObject json, List<string> problems) where T : class => (T)Read(typeof(T), json, "", problems);

    private static object Read(Type type, JsonObject json, string prefix, List<string> problems)
    {
        PropertyInfo[] options = [.. type.GetProperties().Where(p => p.CanWrite)];
        // The valid part is read as a whole, so that the record's defaults fill what is not given.
        var valid = new JsonObject();
        foreach (var (key, value) in json)
        {
            string path = prefix + key;
            if (Array.Find(options, p => NameOf(p).Equals(key, StringComparison.OrdinalIgnoreCase)) is not { } option)
                problems.Add($"{path} is not a setting; {Suggest(key, options.Select(NameOf))}");
            else if (IsSection(option.PropertyType) && value is JsonObject section)
                valid[NameOf(option)] = JsonSerializer.SerializeToNode(Read(option.PropertyType, section, path + ".", problems), option.PropertyType, Json);
            else if (IsSection(option.PropertyType))
                problems.Add($"{path} is {Shown(value)}; it is a section: give an object or set {path}.NAME");
            else if (TryRead(option.PropertyType, value))
                valid[NameOf(option)] = value?.DeepClone();
            else
                problems.Add($"{path} is {Shown(value)}; it must be {Kind(option.PropertyType)}");
        }
        return valid.Deserialize(type, Json)!;
    }

    private static string NameOf(PropertyInfo option) => JsonNamingPolicy.CamelCase.ConvertName(option.Name);

    private static bool IsSection(Type type) => type.IsClass && type != typeof(string) && type.Namespace!.StartsWith("AspireIF", StringComparison.Ordinal);

    private static bool TryRead(Type type, JsonNode? value)
    {
        try
        {
            return value.Deserialize(type, Json) is not null || value is null && (Nullable.GetUnderlyingType(type) is not null || type == typeof(string));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Shown(JsonNode? value) => value?.ToJsonString(Json) ?? "null";

    private static string Kind(Type type)
    {
        Type inner = Nullable.GetUnderlyingType(type) ?? type;
        string orNull = inner == type ? "" : " or null";
        if (inner.IsEnum)
            return "one of " + string.Join(", ", Enum.GetNames(inner).Select(JsonNamingPolicy.KebabCaseLower.ConvertName)) + orNull;
        if (inner == typeof(bool))
            return "true or false" + orNull;
        if (inner == typeof(string))
            return "a text" + orNull;
        if (inner == typeof(int) || inner == typeof(long) || inner == typeof(ulong))
            return "a whole number" + orNull;
        return inner == typeof(double) || inner == typeof(float) ? "a number" + orNull : "a list of such values";
    }

    private static string Suggest(string key, IEnumerable<string> names)
    {
        string[] all = [.. names];
        string nearest = all.MinBy(n => Distance(n.ToLowerInvariant(), key.ToLowerInvariant()))!;
        return Distance(nearest.ToLowerInvariant(), key.ToLowerInvariant()) <= 1 + key.Length / 3 ? $"did you mean {nearest}?" : "there are " + string.Join(", ", all);
    }

    // Levenshtein, Soviet Physics Doklady 10 (1966).
    private static int Distance(string a, string b)
    {
        int[] previous = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int[] row = new int[b.Length + 1];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
                row[j] = Math.Min(Math.Min(row[j - 1], previous[j]) + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            previous = row;
        }
        return previous[^1];
    }
}
