using AspireIF.ServiceDefaults.Clients;
using AspireIF.ServiceDefaults.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace AspireIF.ServiceDefaults;

/// <summary>What every process of a run starts with.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>
    /// Logs, traces and metrics of everything named <c>AspireIF.*</c>, of the runtime, of requests and of HTTP calls; exported by OTLP when
    /// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set. Registers the health check "self".
    /// </summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddTelemetry();
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [HealthEndpoints.LiveTag]);
        return builder;
    }

    /// <summary>
    /// The queues, state and artifacts of a run, from the connection strings <c>redis</c> and <c>artifacts</c> (a folder, an Azure Storage
    /// connection string or the address of a blob account), with their health checks.
    /// </summary>
    /// <exception cref="InvalidOperationException">A connection string is missing; the message names all that are.</exception>
    public static TBuilder AddRunClients<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        RunClients.Add(builder);
        return builder;
    }

    /// <summary>
    /// <c>/health</c>: whether the process can work, its Redis and its artifacts within reach; <c>/alive</c>: whether it runs at all. They
    /// answer in every environment, because a cluster decides by them; only the cluster's inside reaches them.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        HealthEndpoints.Map(app);
        return app;
    }
}
