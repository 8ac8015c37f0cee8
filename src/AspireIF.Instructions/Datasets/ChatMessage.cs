namespace AspireIF.Instructions.Datasets;

/// <summary>One message of a conversation.</summary>
/// <param name="Role">"system", "user" or "assistant" in most data; kept as it is.</param>
public sealed record ChatMessage(string Role, string Content);
