using System.Text.Json.Nodes;
using AspireIF.Models.Generation;

namespace AspireIF.Cli.Serving;

/// <summary>The JSON of one answer, whole or in pieces, to a chat or to a text.</summary>
internal sealed class Completion(bool chat, string model, DateTimeOffset created)
{
    private readonly string _id = (chat ? "chatcmpl-" : "cmpl-") + Guid.NewGuid().ToString("N");

    public JsonObject Whole(GenerationRequest request, GenerationResult result)
    {
        var choice = chat
            ? new JsonObject { ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = result.Text, ["refusal"] = null } }
            : new JsonObject { ["text"] = result.Text };
        var whole = Frame(chat ? "chat.completion" : "text_completion", Finished(choice, result.FinishReason));
        whole["usage"] = Usage(request, result.Tokens.Length);
        return whole;
    }

    /// <summary>The first piece of a chat's answer says whose it is.</summary>
    public JsonObject Piece(string text, bool first) =>
        Frame(chat ? "chat.completion.chunk" : "text_completion", Finished(Delta(text, first), null));

    public JsonObject LastPiece(FinishReason reason, bool first) => Frame(
        chat ? "chat.completion.chunk" : "text_completion", Finished(chat && !first ? new JsonObject { ["delta"] = new JsonObject() } : Delta("", first), reason));

    public JsonObject UsagePiece(GenerationRequest request, int generated)
    {
        var piece = Frame(chat ? "chat.completion.chunk" : "text_completion", null);
        piece["usage"] = Usage(request, generated);
        return piece;
    }

    private JsonObject Delta(string text, bool first)
    {
        if (!chat)
            return new JsonObject { ["text"] = text };
        var delta = new JsonObject { ["content"] = text };
        if (first)
            delta.Insert(0, "role", "assistant");
        return new JsonObject { ["delta"] = delta };
    }

    private JsonObject Frame(string type, JsonObject? choice) => new()
    {
        ["id"] = _id,
        ["object"] = type,
        ["created"] = created.ToUnixTimeSeconds(),
        ["model"] = model,
        ["choices"] = choice is null ? [] : new JsonArray(choice),
    };

    private static JsonObject Finished(JsonObject choice, FinishReason? reason)
    {
        choice.Insert(0, "index", 0);
        choice["logprobs"] = null;
        choice["finish_reason"] = reason switch { null => null, FinishReason.Length => "length", _ => "stop" };
        return choice;
    }

    private static JsonObject Usage(GenerationRequest request, int generated) => new()
    {
        ["prompt_tokens"] = request.Prompt.Count,
        ["completion_tokens"] = generated,
        ["total_tokens"] = request.Prompt.Count + generated,
    };
}
