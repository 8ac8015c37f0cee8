using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AspireIF.Models.Chat;
using AspireIF.Models.Chat.Templates;
using AspireIF.Models.Generation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AspireIF.Cli.Serving;

/// <summary>Where the server listens and who may ask.</summary>
/// <param name="Port">0 takes a free one.</param>
/// <param name="ApiKey">Needed where the address is not this machine's own.</param>
internal sealed record ServerOptions(IPAddress Address, int Port, string? ApiKey);

/// <summary>The OpenAI-compatible web server of one model.</summary>
internal static class ModelServer
{
    private const long MaxBodyBytes = 16_000_000;

    /// <summary>A server that is not started yet.</summary>
    public static WebApplication Create(LoadedModel model, ServerOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Listen(options.Address, options.Port);
        });
        var server = builder.Build();
        server.Use(AnswerErrorsAsync);
        if (options.ApiKey is { } key)
            server.Use((context, next) => IsAuthorized(context.Request, key)
                ? next(context)
                : throw new ApiException(StatusCodes.Status401Unauthorized, "the API key is missing or wrong; send it as 'Authorization: Bearer KEY'.", code: "invalid_api_key"));
        server.MapPost("/v1/chat/completions", new CompletionEndpoint(model, chat: true).HandleAsync);
        server.MapPost("/v1/completions", new CompletionEndpoint(model, chat: false).HandleAsync);
        var entry = new JsonObject { ["id"] = model.Name, ["object"] = "model", ["created"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds(), ["owned_by"] = "aspireif" };
        server.MapGet("/v1/models", () => new JsonObject { ["object"] = "list", ["data"] = new JsonArray(entry.DeepClone()) });
        server.MapGet("/v1/models/{name}", (string name) => name == model.Name
            ? entry.DeepClone()
            : throw new ApiException(StatusCodes.Status404NotFound, $"the model '{name}' is not here; '{model.Name}' is.", "model", "model_not_found"));
        server.MapFallback(context => throw new ApiException(
            StatusCodes.Status404NotFound, $"{context.Request.Method} {context.Request.Path} is not served; /v1/chat/completions, /v1/completions and /v1/models are."));
        return server;
    }

    private static async Task AnswerErrorsAsync(HttpContext context, RequestDelegate next)
    {
        ApiException answer;
        try
        {
            await next(context);
            return;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (ApiException error)
        {
            answer = error;
        }
        catch (BadHttpRequestException error)
        {
            answer = new ApiException(error.StatusCode, error.Message);
        }
        catch (TemplateException error)
        {
            answer = new ApiException(StatusCodes.Status400BadRequest, error.Message, "messages");
        }
        catch (GenerationException error)
        {
            // With a cause it is the engine that failed, without one it is the request that cannot be served.
            answer = new ApiException(error.InnerException is null ? StatusCodes.Status400BadRequest : StatusCodes.Status500InternalServerError, error.Message);
        }
        if (context.Response.HasStarted)
            throw answer;
        context.Response.StatusCode = answer.Status;
        await context.Response.WriteAsJsonAsync(answer.Body, context.RequestAborted);
    }

    private static bool IsAuthorized(HttpRequest request, string key)
    {
        const string scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(header[scheme.Length..].Trim()), Encoding.UTF8.GetBytes(key));
    }
}
