using AspireIF.Instructions.Datasets;
using AspireIF.Models.Chat.Templates;

namespace AspireIF.Training.Primer;

/// <summary>The primer's conversations as a chat template takes them.</summary>
internal static class PrimerChat
{
    public static ChatTurn[] Turns(IReadOnlyList<ChatMessage> messages) => [.. messages.Select(m => new ChatTurn(m.Role, m.Content))];
}
