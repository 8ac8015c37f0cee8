using System.Text.Json.Nodes;

namespace AspireIF.Cli.Serving;

/// <summary>An answer that is an error, in OpenAI's form.</summary>
internal sealed class ApiException(int status, string message, string? parameter = null, string? code = null) : Exception(message)
{
    public int Status => status;

    public JsonObject Body => new()
    {
        ["error"] = new JsonObject
        {
            ["message"] = Message,
            ["type"] = status switch { 401 => "authentication_error", >= 500 => "server_error", _ => "invalid_request_error" },
            ["param"] = parameter,
            ["code"] = code,
        },
    };
}
