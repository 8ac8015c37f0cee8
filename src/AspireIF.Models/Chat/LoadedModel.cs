using AspireIF.Models.Chat.Templates;
using AspireIF.Models.Generation;
using AspireIF.Models.Tokenization;
using AspireIF.Models.Transformer;

namespace AspireIF.Models.Chat;

/// <summary>A model folder that is ready to answer: its engine, tokenizer and chat template.</summary>
public sealed class LoadedModel(string name, GenerationEngine engine, Tokenizer tokenizer, ChatTemplate? template) : IDisposable
{
    public string Name => name;

    public GenerationEngine Engine => engine;

    public Tokenizer Tokenizer => tokenizer;

    /// <summary>Loads a Hugging Face model folder onto the CPU.</summary>
    public static LoadedModel Load(string folder, EngineOptions? options = null, string? name = null)
    {
        var tokenizer = Tokenizer.Load(folder);
        var template = ChatTemplate.TryLoad(folder);
        using var model = DecoderModel.Load(folder);
        var engine = GenerationEngine.OnCpu(model, options, () => tokenizer.NewDecoder());
        return new LoadedModel(name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))), engine, tokenizer, template);
    }

    /// <summary>A request to answer a conversation, with all the room that the context leaves.</summary>
    /// <exception cref="GenerationException">There is no chat template, or the conversation fills the context.</exception>
    /// <exception cref="TemplateException">The template refuses the conversation.</exception>
    public GenerationRequest Chat(IReadOnlyList<ChatTurn> turns, TemplateInput? input = null) => template is null
        ? throw new GenerationException($"model '{name}' has no chat template; it can only continue a text.")
        : Request(template.Encode(tokenizer, turns, (input ?? new TemplateInput()) with { AddGenerationPrompt = true }));

    /// <summary>A request to continue a text, in which no special tokens are parsed.</summary>
    public GenerationRequest Continue(string text) => Request([.. tokenizer.Prefix, .. tokenizer.Encode(text)]);

    public void Dispose() => engine.Dispose();

    private GenerationRequest Request(int[] prompt)
    {
        var room = engine.MaxContext - prompt.Length;
        return room > 0
            ? new GenerationRequest(prompt) { MaxNewTokens = room, StopTokens = [.. tokenizer.EndIds], ReturnText = true, Seed = (ulong)Random.Shared.NextInt64() }
            : throw new GenerationException($"the prompt has {prompt.Length} tokens and the context {engine.MaxContext}; shorten the prompt.");
    }
}
