using System.Globalization;
using System.Text.Json;
using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Datasets;

/// <summary>Reads what is known of a row from its JSON. Of duplicate fields the last counts, as in Python.</summary>
internal static class RowParser
{
    public sealed class FieldException(string? field, string problem, string remedy) : Exception(problem)
    {
        public string? Field { get; } = field;

        public string Remedy { get; } = remedy;
    }

    public static DatasetRow Parse(JsonElement json, long line)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new FieldException(null, $"the row is {Name(json)}, not an object", "Write one JSON object a line");

        IReadOnlyList<ChatMessage>? messages = Messages(json, "messages");
        string? prompt = Has(json, "prompt", out JsonElement given) && given.ValueKind == JsonValueKind.Array
            ? LastUser(messages ??= Messages(json, "prompt")!, "prompt")
            : String(json, "prompt");
        string? task = String(json, "instruction");
        IReadOnlyList<Constraint>? constraints = ParseConstraints(json);
        string? response = String(json, "response");

        DatasetKind kind;
        if (constraints is not null && prompt is not null)
            kind = Has(json, "constraint", out _) || Has(json, "chosen", out _) ? DatasetKind.VerlIf : DatasetKind.IfEval;
        else if (prompt is not null)
            kind = response is null ? DatasetKind.Prompt : DatasetKind.Response;
        else if (messages is not null)
            kind = DatasetKind.Chat;
        else if (task is not null)
            kind = DatasetKind.Seed;
        else
            throw new FieldException(null, "the row has no prompt, messages or instruction", "Give one of these fields");

        return new DatasetRow(kind, Key(json) ?? line.ToString(CultureInfo.InvariantCulture), json)
        {
            Line = line,
            Prompt = kind switch
            {
                DatasetKind.Chat => LastUser(messages!, "messages"),
                DatasetKind.Seed => SeedText(task!, String(json, "input")),
                _ => prompt,
            },
            Constraints = constraints,
            Messages = messages,
            Response = response ?? (kind == DatasetKind.Seed ? String(json, "output") : null),
            Chosen = String(json, "chosen"),
            Rejected = String(json, "rejected"),
        };
    }

    /// <summary>A task and its input as one text: the input on a line of its own below the task.</summary>
    private static string SeedText(string task, string? input) =>
        string.IsNullOrWhiteSpace(input) ? task.Trim() : $"{task.Trim()}\n{input.Trim()}";

    private static Constraint[]? ParseConstraints(JsonElement json)
    {
        if (Array(json, "instruction_id_list") is not { } ids)
            return null;
        JsonElement? kwargs = Array(json, "kwargs");
        JsonElement? texts = Array(json, "constraint");
        int count = ids.GetArrayLength();
        RequireLength(kwargs, "kwargs", count);
        // Some sets keep the field and leave it empty.
        if (texts is { } list && list.GetArrayLength() == 0)
            texts = null;
        RequireLength(texts, "constraint", count);

        var constraints = new Constraint[count];
        for (int i = 0; i < count; i++)
        {
            string id = Element(ids[i], $"instruction_id_list[{i}]")
                ?? throw new FieldException($"instruction_id_list[{i}]", "is null", "Give the constraint's id");
            ConstraintArguments arguments = kwargs is { } k ? Arguments(k[i], $"kwargs[{i}]") : ConstraintArguments.Empty;
            string? text = texts is { } t ? Element(t[i], $"constraint[{i}]") : null;
            ConstraintType? type = ConstraintCatalog.Find(id);
            constraints[i] = new Constraint(id, arguments, text ?? Describe(type, arguments) ?? id)
            {
                Category = type is { IsHard: true } ? null : type?.Category ?? SoftCategory.Open,
            };
        }
        return constraints;
    }

    // Arguments that a type does not accept are told where the constraint is bound, not here: the row itself is sound.
    private static string? Describe(ConstraintType? type, ConstraintArguments arguments)
    {
        try
        {
            return type?.Describe(arguments);
        }
        catch (ConstraintArgumentException)
        {
            return null;
        }
    }

    private static ConstraintArguments Arguments(JsonElement value, string field) =>
        value.ValueKind is JsonValueKind.Object or JsonValueKind.Null
            ? ConstraintArguments.FromJson(value)
            : throw new FieldException(field, $"is {Name(value)}, not an object", "Give the constraint's arguments as an object, {} for none");

    private static void RequireLength(JsonElement? list, string field, int count)
    {
        if (list is { } l && l.GetArrayLength() != count)
            throw new FieldException(field, $"has {l.GetArrayLength()} elements, instruction_id_list has {count}", "Give as many as there are ids");
    }

    private static List<ChatMessage>? Messages(JsonElement json, string field)
    {
        if (Array(json, field) is not { } list)
            return null;
        var messages = new List<ChatMessage>();
        foreach (JsonElement item in list.EnumerateArray())
        {
            string place = $"{field}[{messages.Count}]";
            if (item.ValueKind != JsonValueKind.Object)
                throw new FieldException(place, $"is {Name(item)}, not an object", "Give {\"role\": ..., \"content\": ...}");
            string role = String(item, "role", place) ?? throw new FieldException($"{place}.role", "is missing", "Give \"system\", \"user\" or \"assistant\"");
            messages.Add(new ChatMessage(role, String(item, "content", place) ?? ""));
        }
        return messages;
    }

    private static string LastUser(IReadOnlyList<ChatMessage> messages, string field) =>
        messages.LastOrDefault(m => m.Role == "user")?.Content
        ?? throw new FieldException(field, "has no message of role \"user\"", "Add the user's message");

    private static string? Key(JsonElement json)
    {
        foreach (string field in (ReadOnlySpan<string>)["key", "id", "row"])
        {
            if (!Has(json, field, out JsonElement value))
                continue;
            return value.ValueKind switch
            {
                JsonValueKind.String => JsonText.Read(value),
                JsonValueKind.Number => value.GetRawText(),
                _ => throw new FieldException(field, $"is {Name(value)}, not a string or a number", "Give each row a key, or leave the field out"),
            };
        }
        return null;
    }

    private static bool Has(JsonElement json, string field, out JsonElement value) =>
        json.TryGetProperty(field, out value) && value.ValueKind != JsonValueKind.Null;

    private static string? String(JsonElement json, string field, string? parent = null) =>
        Has(json, field, out JsonElement value) ? Element(value, parent is null ? field : $"{parent}.{field}") : null;

    private static string? Element(JsonElement value, string field) => value.ValueKind switch
    {
        JsonValueKind.String => JsonText.Read(value),
        JsonValueKind.Null => null,
        _ => throw new FieldException(field, $"is {Name(value)}, not a string", "Write it as a string"),
    };

    private static JsonElement? Array(JsonElement json, string field)
    {
        if (!Has(json, field, out JsonElement value))
            return null;
        return value.ValueKind == JsonValueKind.Array ? value : throw new FieldException(field, $"is {Name(value)}, not a list", "Write it as a list");
    }

    private static string Name(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };
}
