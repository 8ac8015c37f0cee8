using System.Runtime.CompilerServices;
using AspireIF.Models.Chat.Templates;
using AspireIF.Models.Generation;
using Microsoft.Extensions.AI;

namespace AspireIF.Models.Chat;

/// <summary>
/// A loaded model as an <see cref="IChatClient"/>. Temperature, top-p, top-k, output tokens, stop sequences and seed are served; an option
/// that is not (tools, JSON answers, penalties) throws <see cref="NotSupportedException"/>. The model stays its owner's.
/// </summary>
public sealed class ModelChatClient(LoadedModel model) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = Request(messages, options);
        var result = await model.Engine.GenerateAsync(request, cancellationToken).ConfigureAwait(false);
        if (result.FinishReason == FinishReason.Cancelled)
            throw new OperationCanceledException(cancellationToken);
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, result.Text))
        {
            ModelId = model.Name,
            CreatedAt = DateTimeOffset.UtcNow,
            FinishReason = ReasonOf(result.FinishReason),
            Usage = Usage(request, result.Tokens.Length),
        };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = Request(messages, options);
        var (id, count) = (Guid.NewGuid().ToString("N"), 0);
        await foreach (var token in model.Engine.StreamAsync(request, cancellationToken).ConfigureAwait(false))
        {
            count++;
            if (token.Text is { Length: > 0 } text)
                yield return Update(new TextContent(text));
            if (token.FinishReason is { } reason)
            {
                var last = Update(new UsageContent(Usage(request, count)));
                last.FinishReason = ReasonOf(reason);
                yield return last;
            }
        }

        ChatResponseUpdate Update(AIContent content) => new(ChatRole.Assistant, [content])
        {
            ResponseId = id,
            MessageId = id,
            ModelId = model.Name,
            CreatedAt = DateTimeOffset.UtcNow,
        };
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        if (serviceType == typeof(ChatClientMetadata))
            return new ChatClientMetadata("aspireif", defaultModelId: model.Name);
        return serviceType.IsInstanceOfType(this) ? this : serviceType.IsInstanceOfType(model) ? model : null;
    }

    /// <summary>Nothing: the model belongs to who loaded it.</summary>
    public void Dispose()
    {
    }

    private GenerationRequest Request(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        options ??= new ChatOptions();
        Refuse(options.Tools is { Count: > 0 }, "tools");
        Refuse(options.ResponseFormat is ChatResponseFormatJson, "JSON answers");
        Refuse(options.FrequencyPenalty is not (null or 0), "a frequency penalty");
        Refuse(options.PresencePenalty is not (null or 0), "a presence penalty");
        IEnumerable<ChatTurn> turns = messages.Select(Turn);
        if (!string.IsNullOrEmpty(options.Instructions))
            turns = turns.Prepend(new ChatTurn("system", options.Instructions));

        var request = model.Chat([.. turns]);
        return request with
        {
            Sampling = new SamplingOptions { Temperature = options.Temperature ?? 1, TopP = options.TopP ?? 1, TopK = options.TopK ?? 0 },
            MaxNewTokens = options.MaxOutputTokens ?? request.MaxNewTokens,
            StopStrings = [.. options.StopSequences ?? []],
            Seed = options.Seed is { } seed ? (ulong)seed : request.Seed,
        };
    }

    private static ChatTurn Turn(ChatMessage message)
    {
        Refuse(message.Contents.Any(content => content is not TextContent), $"content other than text in a message of the role '{message.Role}'");
        return new ChatTurn(message.Role.Value, message.Text);
    }

    private static void Refuse(bool asked, string what)
    {
        if (asked)
            throw new NotSupportedException($"{what} cannot be served by this chat client.");
    }

    private static ChatFinishReason ReasonOf(FinishReason reason) => reason == FinishReason.Length ? ChatFinishReason.Length : ChatFinishReason.Stop;

    private static UsageDetails Usage(GenerationRequest request, int generated) => new()
    {
        InputTokenCount = request.Prompt.Count,
        OutputTokenCount = generated,
        TotalTokenCount = request.Prompt.Count + generated,
    };
}
