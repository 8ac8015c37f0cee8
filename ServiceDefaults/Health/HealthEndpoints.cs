using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AspireIF.ServiceDefaults.Health;

/// <summary>The two probes.</summary>
internal static class HealthEndpoints
{
    public const string Ready = "/health";
    public const string Alive = "/alive";

    /// <summary>On checks that say whether the process itself works; those without it are about what it needs.</summary>
    public const string LiveTag = "live";

    public static void Map(WebApplication app)
    {
        app.MapHealthChecks(Ready, new HealthCheckOptions { ResponseWriter = WriteAsync });
        app.MapHealthChecks(Alive, new HealthCheckOptions { Predicate = check => check.Tags.Contains(LiveTag), ResponseWriter = WriteAsync });
    }

    /// <summary>The status on the first line, then what is wrong, one line for each check: a person reads it with curl.</summary>
    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        IEnumerable<string> wrong = report.Entries
            .Where(check => check.Value.Status != HealthStatus.Healthy)
            .Select(check => $"{check.Key}: {check.Value.Description ?? check.Value.Exception?.Message ?? check.Value.Status.ToString()}");
        return context.Response.WriteAsync(string.Join('\n', wrong.Prepend(report.Status.ToString())) + "\n", context.RequestAborted);
    }
}
