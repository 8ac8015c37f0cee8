using System.Text.Json.Nodes;

namespace AspireIF.Models.Chat.Templates;

/// <summary>A message as chat templates see it.</summary>
/// <param name="Role">Such as <c>system</c>, <c>user</c>, <c>assistant</c>, <c>tool</c>.</param>
/// <param name="Content">Null where a message has none, such as one that only calls tools.</param>
public sealed record ChatTurn(string Role, string? Content)
{
    /// <summary>Further fields, such as <c>tool_calls</c> or <c>reasoning_content</c>.</summary>
    public JsonObject? Fields { get; init; }
}
