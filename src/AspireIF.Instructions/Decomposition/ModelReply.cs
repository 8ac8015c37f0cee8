using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AspireIF.Instructions.Datasets;
using AspireIF.Instructions.Text;

namespace AspireIF.Instructions.Decomposition;

/// <summary>A model's list: lines with or without markers, or JSON, with whatever the model says around it.</summary>
internal static partial class ModelReply
{
    private const int Longest = 20_000;

    private const int MostAttempts = 5;

    private static readonly string[] TextFields = ["constraint", "demand", "requirement", "text", "description"];

    /// <summary>The task, where there is a line for it, and the listed items: none when the reply says that there are none, null when it lists nothing.</summary>
    public static (string? Task, IReadOnlyList<string>? Items) Parse(string reply)
    {
        string text = ReasoningText.Answer(reply, MissingReasoningEnd.JudgeEverything)!;
        text = text[..Math.Min(text.Length, Longest)];
        var (task, items) = FromJson(text) ?? FromLines(text);
        items = items.Select(Clean).Where(i => i.Any(char.IsLetterOrDigit)).ToList();
        bool none = items.Count > 0 && items.All(i => None().IsMatch(i));
        return (task is null || !task.Any(char.IsLetter) ? null : Clean(task), none ? [] : items.Count > 0 ? items : null);
    }

    private static (string? Task, List<string> Items)? FromJson(string text)
    {
        int at = -1;
        for (int attempt = 0; attempt < MostAttempts && (at = text.AsSpan(at + 1).IndexOfAny('[', '{') is var next and >= 0 ? at + 1 + next : -1) >= 0; attempt++)
        {
            try
            {
                var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text[at..]), new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
                if (OfJson(JsonElement.ParseValue(ref reader)) is { Items.Count: > 0 } found)
                    return found;
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                // No JSON from here on, or a name that cannot be decoded: the next bracket may begin some.
            }
        }
        return null;
    }

    private static (string? Task, List<string> Items) OfJson(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array)
            return (null, [.. json.EnumerateArray().Select(Item).OfType<string>()]);
        string? task = null;
        var items = new List<string>();
        foreach (JsonProperty member in json.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Array)
                items.AddRange(member.Value.EnumerateArray().Select(Item).OfType<string>());
            else if (member.Value.ValueKind == JsonValueKind.String && member.Name.Equals("task", StringComparison.OrdinalIgnoreCase))
                task = JsonText.Read(member.Value);
        }
        return (task, items);
    }

    private static string? Item(JsonElement item)
    {
        if (item.ValueKind == JsonValueKind.String)
            return JsonText.Read(item);
        if (item.ValueKind != JsonValueKind.Object)
            return null;
        foreach (string field in TextFields)
        {
            if (item.TryGetProperty(field, out JsonElement value) && value.ValueKind == JsonValueKind.String)
                return JsonText.Read(value);
        }
        return null;
    }

    private static (string? Task, List<string> Items) FromLines(string text)
    {
        string? task = null;
        var marked = new List<string>();
        var plain = new List<string>();
        foreach (string line in text.Split('\n').Select(l => l.Trim()))
        {
            if (TaskLine().Match(line) is { Success: true } match)
                task ??= match.Groups["task"].Value;
            else if (Marker().Match(line) is { Success: true } marker)
                marked.Add(line[marker.Length..]);
            else if (line.Length > 0 && !line.EndsWith(':') && !Chatter().IsMatch(line))
                plain.Add(line);
        }
        return (task, marked.Count > 0 ? marked : plain);
    }

    // Without emphasis, the quotation marks around the whole, and blanks.
    private static string Clean(string item)
    {
        item = item.Replace("**", "", StringComparison.Ordinal).Replace("__", "", StringComparison.Ordinal).ReplaceLineEndings(" ").Trim().TrimEnd(',', ';');
        while (item.Length > 1 && (item[0], item[^1]) is ('"', '"') or ('\'', '\'') or ('`', '`') or ('“', '”'))
            item = item[1..^1].Trim();
        return item;
    }

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase;

    [GeneratedRegex(@"^([-*•–+] ?)?[#*_ ]*task[*_ ]*:[*_ ]*(?<task>.*)$", Options)]
    private static partial Regex TaskLine();

    [GeneratedRegex(@"^([-•–+]|\*|\(?[0-9]{1,2}[.):]|\(?[a-z][.)])[ \t]+", Options)]
    private static partial Regex Marker();

    [GeneratedRegex(@"^(sure|certainly|of course|here (are|is)|okay|ok[,.! ]|i hope|let me know|the (demands|constraints|requirements|instruction) |these are|this instruction|in summary|note:|```|</?instruction>)", Options)]
    private static partial Regex Chatter();

    [GeneratedRegex(@"^\W*(none|n/a|no (other |further |additional |explicit )?(demands?|constraints?|requirements?)( (found|given|stated|specified))?|there are no (demands|constraints|requirements))\W*\z", Options)]
    private static partial Regex None();
}
