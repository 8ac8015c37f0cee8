using System.Text.Json;
using System.Text.Json.Nodes;
using AspireIF.Models.Generation;
using Microsoft.AspNetCore.Http;

namespace AspireIF.Cli.Serving;

/// <summary>The fields of a request's body. A wrong one is an error that names it; an unknown one is not looked at.</summary>
internal sealed class RequestFields(JsonElement body)
{
    private const int MaxStops = 16;

    public static async Task<RequestFields> ReadAsync(HttpRequest request)
    {
        // A browser may send any other type to another site's server without asking first.
        if (!request.HasJsonContentType())
            throw new ApiException(StatusCodes.Status415UnsupportedMediaType, "the content type must be application/json");
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new RequestFields(document.RootElement.Clone())
                : throw new ApiException(StatusCodes.Status400BadRequest, "the body is no JSON object");
        }
        catch (JsonException error)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, $"the body is not JSON: {error.Message}");
        }
    }

    public static ApiException Wrong(string field, string expected) =>
        new(StatusCodes.Status400BadRequest, $"'{field}' must be {expected}.", field, "invalid_value");

    /// <summary>Missing and null are the same.</summary>
    public JsonElement? Find(string field) =>
        body.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public string? Text(string field) =>
        Find(field) is not { } value ? null : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(field, "a string");

    public bool Flag(string field) => Find(field)?.ValueKind switch
    {
        null or JsonValueKind.False => false,
        JsonValueKind.True => true,
        _ => throw Wrong(field, "true or false"),
    };

    public JsonObject? Object(string field) =>
        Find(field) is not { } value ? null : value.ValueKind == JsonValueKind.Object ? JsonObject.Create(value) : throw Wrong(field, "an object");

    /// <summary>Whether a stream ends with its usage.</summary>
    public bool IncludesUsage => Find("stream_options") is { ValueKind: JsonValueKind.Object } options
        && options.TryGetProperty("include_usage", out var include) && include.ValueKind == JsonValueKind.True;

    /// <summary>Applies what both kinds of completion share, and refuses what is not served.</summary>
    public GenerationRequest Apply(GenerationRequest request)
    {
        foreach (var field in (string[])["frequency_penalty", "presence_penalty"])
            if (Number(field, -2, 2) is not (null or 0))
                throw Wrong(field, "0 or missing: it is not served; repetition_penalty is");
        if (Integer("n", 1, int.MaxValue) is > 1)
            throw Wrong("n", "1: several choices are not served");
        if (Find("logprobs") is { ValueKind: not JsonValueKind.False })
            throw Wrong("logprobs", "false or missing: log-probabilities are not served");
        return request with
        {
            Sampling = new SamplingOptions
            {
                Temperature = (float)(Number("temperature", 0, 2) ?? 1),
                TopP = (float)(Number("top_p", 0, 1) is { } p ? p == 0 ? throw Wrong("top_p", "above 0 and at most 1") : p : 1),
                TopK = (int)(Integer("top_k", 0, int.MaxValue) ?? 0),
                MinP = (float)(Number("min_p", 0, 1) ?? 0),
                RepetitionPenalty = (float)(Number("repetition_penalty", 0.001, 1000) ?? 1),
            },
            MaxNewTokens = (int)(Integer("max_completion_tokens", 1, int.MaxValue) ?? Integer("max_tokens", 1, int.MaxValue) ?? request.MaxNewTokens),
            StopStrings = Stops(),
            Seed = Integer("seed", long.MinValue, long.MaxValue) is { } seed ? (ulong)seed : request.Seed,
        };
    }

    private string[] Stops()
    {
        string[]? stops = Find("stop") switch
        {
            null => [],
            { ValueKind: JsonValueKind.String } one => [one.GetString()!],
            { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(stop => stop.ValueKind == JsonValueKind.String) =>
                [.. list.EnumerateArray().Select(stop => stop.GetString()!)],
            _ => null,
        };
        return stops is not null && stops.Length <= MaxStops && stops.All(stop => stop.Length > 0)
            ? stops
            : throw Wrong("stop", $"a string or up to {MaxStops} strings, none of them empty");
    }

    private double? Number(string field, double lowest, double highest)
    {
        if (Find(field) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= lowest && number <= highest
            ? number
            : throw Wrong(field, $"a number from {lowest} to {highest}");
    }

    private long? Integer(string field, long lowest, long highest)
    {
        if (Find(field) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= lowest && number <= highest
            ? number
            : throw Wrong(field, $"an integer from {lowest} to {highest}");
    }
}
