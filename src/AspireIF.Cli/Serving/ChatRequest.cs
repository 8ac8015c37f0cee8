using System.Text.Json;
using System.Text.Json.Nodes;
using AspireIF.Models.Chat;
using AspireIF.Models.Chat.Templates;
using AspireIF.Models.Generation;

namespace AspireIF.Cli.Serving;

/// <summary>Reads the body of /v1/chat/completions.</summary>
internal static class ChatRequest
{
    public static GenerationRequest Read(RequestFields fields, LoadedModel model)
    {
        if (fields.Find("tools") is { ValueKind: JsonValueKind.Array } tools && tools.GetArrayLength() > 0)
            throw RequestFields.Wrong("tools", "missing: calls of tools are not served");
        if (fields.Object("response_format") is { } format && format["type"]?.ToString() is not (null or "text"))
            throw RequestFields.Wrong("response_format", "of the type 'text'");
        var request = model.Chat(Messages(fields), new TemplateInput { Variables = fields.Object("chat_template_kwargs") });
        return fields.Apply(request);
    }

    private static List<ChatTurn> Messages(RequestFields fields)
    {
        if (fields.Find("messages") is not { ValueKind: JsonValueKind.Array } messages || messages.GetArrayLength() == 0)
            throw RequestFields.Wrong("messages", "a list with at least one message");
        var turns = new List<ChatTurn>();
        foreach (var message in messages.EnumerateArray())
        {
            var path = $"messages[{turns.Count}]";
            if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("role", out var role) || role.ValueKind != JsonValueKind.String)
                throw RequestFields.Wrong(path, "an object with a role");
            var content = message.TryGetProperty("content", out var found) ? Content(found, $"{path}.content") : null;
            // Templates know 'system'; 'developer' is its newer name.
            var further = JsonObject.Create(message)!;
            further.Remove("role");
            further.Remove("content");
            turns.Add(new ChatTurn(role.GetString() is "developer" ? "system" : role.GetString()!, content) { Fields = further });
        }
        return turns;
    }

    /// <summary>A text, or a list of parts that are texts.</summary>
    private static string? Content(JsonElement content, string path)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.String:
                return content.GetString();
            case JsonValueKind.Array:
                return string.Concat(content.EnumerateArray().Select(part =>
                    part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String
                        ? text.GetString()
                        : throw RequestFields.Wrong(path, "a text or parts of the type 'text'")));
            default:
                throw RequestFields.Wrong(path, "a text or parts of the type 'text'");
        }
    }
}
