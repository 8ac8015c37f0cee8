using AspireIF.Monitor.Pages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AspireIF.Monitor;

/// <summary>The pages: a list of runs and one page for each. They are made on the server, need no script, and only show.</summary>
public static class MonitorEndpoints
{
    /// <summary>The setting that names the run which the first page leads to.</summary>
    private const string RunSetting = "Run:Id";

    public static IServiceCollection AddMonitor(this IServiceCollection services)
    {
        services.AddRazorComponents();
        return services.AddSingleton<RunReader>();
    }

    public static void MapMonitor(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", ShowFirstAsync);
        routes.MapGet("/runs", ShowRunsAsync);
        routes.MapGet("/runs/{run}", ShowRunAsync);
    }

    private static async Task<IResult> ShowFirstAsync(RunReader reader, IConfiguration configuration, CancellationToken cancellation) =>
        configuration[RunSetting] is { Length: > 0 } run && await reader.FindAsync(run, cancellation) is not null
            ? Results.Redirect($"/runs/{Uri.EscapeDataString(run)}")
            : await ShowRunsAsync(reader, cancellation);

    private static async Task<IResult> ShowRunsAsync(RunReader reader, CancellationToken cancellation) =>
        new RazorComponentResult<RunsPage>(new Dictionary<string, object?> { [nameof(RunsPage.Runs)] = await reader.ListAsync(cancellation) });

    private static async Task<IResult> ShowRunAsync(string run, RunReader reader, CancellationToken cancellation) =>
        await reader.FindAsync(run, cancellation) is { } state
            ? new RazorComponentResult<RunPage>(new Dictionary<string, object?> { [nameof(RunPage.View)] = await reader.ReadAsync(state, cancellation) })
            : Results.Text($"There is no run '{run}'. /runs lists those that are here.", statusCode: StatusCodes.Status404NotFound);
}
