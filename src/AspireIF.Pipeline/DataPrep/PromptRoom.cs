using AspireIF.Instructions.Datasets;
using AspireIF.Models.Chat.Templates;
using AspireIF.Models.Configuration;
using AspireIF.Models.Tokenization;
using AspireIF.Pipeline.Configuration;

namespace AspireIF.Pipeline.DataPrep;

/// <summary>Whether a conversation leaves room for an answer in the model's context.</summary>
public sealed class PromptRoom
{
    // An answer that can hardly begin teaches nothing.
    private const int LeastAnswer = 32;

    private readonly Tokenizer _tokenizer;
    private readonly ChatTemplate _template;
    private readonly int _most;

    private PromptRoom(Tokenizer tokenizer, ChatTemplate template, int most) => (_tokenizer, _template, _most) = (tokenizer, template, most);

    /// <param name="model">The model's folder.</param>
    public static PromptRoom Of(string model, GenerationSettings settings) =>
        new(Tokenizer.Load(model), ChatTemplate.Load(model), ConfigurationFile.Load(model).MaxPositions - Math.Min(settings.MaxNewTokens, LeastAnswer));

    /// <returns>Null when it fits; else why not.</returns>
    public string? Problem(IReadOnlyList<ChatMessage> messages)
    {
        int tokens = _template.Encode(_tokenizer, [.. messages.Select(m => new ChatTurn(m.Role, m.Content))], new TemplateInput { AddGenerationPrompt = true }).Length;
        return tokens <= _most ? null : $"the prompt has {tokens} tokens and the model's context leaves room for {_most}";
    }
}
