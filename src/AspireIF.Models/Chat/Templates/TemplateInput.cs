using System.Text.Json.Nodes;

namespace AspireIF.Models.Chat.Templates;

/// <summary>What a chat template is rendered with besides the messages.</summary>
public sealed record TemplateInput
{
    /// <summary>End with what begins the assistant's answer.</summary>
    public bool AddGenerationPrompt { get; init; }

    /// <summary>Tool definitions in OpenAI's form.</summary>
    public JsonArray? Tools { get; init; }

    /// <summary>Variables of the template's own, such as <c>enable_thinking</c>.</summary>
    public JsonObject? Variables { get; init; }
}
