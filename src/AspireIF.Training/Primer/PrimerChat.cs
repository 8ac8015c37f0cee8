using AspireIF.Instructions.Datasets;
using AspireIF.Models.Tokenization;

namespace AspireIF.Training.Primer;

/// <summary>The primer model's chat format (ChatML), as its tokenizer's template spells it.</summary>
public static class PrimerChat
{
    /// <summary>A conversation up to where the answer begins.</summary>
    public static int[] EncodePrompt(Tokenizer tokenizer, IReadOnlyList<ChatMessage> messages) =>
        tokenizer.EncodeWithSpecials(string.Concat(messages.Select(m => $"<|im_start|>{m.Role}\n{m.Content}<|im_end|>\n")) + "<|im_start|>assistant\n");
}
