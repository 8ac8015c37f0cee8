using System.Text.Json.Nodes;
using AspireIF.Models.Chat;
using AspireIF.Models.Generation;
using Microsoft.AspNetCore.Http;

namespace AspireIF.Cli.Serving;

/// <summary>Answers a completion request, at once or as server-sent events. A client that leaves ends its generation.</summary>
internal sealed class CompletionEndpoint(LoadedModel model, bool chat)
{
    public async Task HandleAsync(HttpContext context)
    {
        var fields = await RequestFields.ReadAsync(context.Request);
        if (fields.Text("model") is { } asked && asked != model.Name)
            throw new ApiException(StatusCodes.Status404NotFound, $"the model '{asked}' is not here; '{model.Name}' is.", "model", "model_not_found");
        var request = chat ? ChatRequest.Read(fields, model) : TextRequest(fields);
        var completion = new Completion(chat, model.Name, DateTimeOffset.UtcNow);
        if (fields.Flag("stream"))
        {
            await StreamAsync(context, request, completion, fields.IncludesUsage);
            return;
        }
        var result = await model.Engine.GenerateAsync(request, context.RequestAborted);
        if (result.FinishReason != FinishReason.Cancelled)
            await context.Response.WriteAsJsonAsync(completion.Whole(request, result), context.RequestAborted);
    }

    private GenerationRequest TextRequest(RequestFields fields) =>
        fields.Apply(model.Continue(fields.Text("prompt") ?? throw RequestFields.Wrong("prompt", "a string")));

    private async Task StreamAsync(HttpContext context, GenerationRequest request, Completion completion, bool includesUsage)
    {
        var cancellation = context.RequestAborted;
        await using var tokens = model.Engine.StreamAsync(request, cancellation).GetAsyncEnumerator(cancellation);
        // Before the first token an error can still be an answer of its own.
        var more = await tokens.MoveNextAsync();
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        var (first, count) = (true, 0);
        try
        {
            for (; more; more = await tokens.MoveNextAsync())
            {
                count++;
                if (tokens.Current.Text is { Length: > 0 } text)
                {
                    await SendAsync(completion.Piece(text, first));
                    first = false;
                }
                if (tokens.Current.FinishReason is { } reason)
                    await SendAsync(completion.LastPiece(reason, first));
            }
            if (includesUsage)
                await SendAsync(completion.UsagePiece(request, count));
            await context.Response.WriteAsync("data: [DONE]\n\n", cancellation);
        }
        catch (GenerationException error)
        {
            await SendAsync(new ApiException(StatusCodes.Status500InternalServerError, error.Message).Body);
        }

        async Task SendAsync(JsonObject json)
        {
            await context.Response.WriteAsync($"data: {json.ToJsonString()}\n\n", cancellation);
            await context.Response.Body.FlushAsync(cancellation);
        }
    }
}
