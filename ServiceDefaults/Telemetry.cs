using AspireIF.ServiceDefaults.Health;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AspireIF.ServiceDefaults;

/// <summary>Logs, traces and metrics of a process, sent by OTLP where somebody listens.</summary>
internal static class Telemetry
{
    /// <summary>The setting, usually an environment variable, that says where a collector listens (OpenTelemetry's "Protocol Exporter" specification).</summary>
    public const string EndpointSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The setting that names an Application Insights resource on Azure.</summary>
    private const string ApplicationInsightsSetting = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    private const string ServiceNameSetting = "OTEL_SERVICE_NAME";

    private const string OwnSources = "AspireIF.*";
    private const string StorageSources = "Azure.Storage.*";

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        // The run and the step of a line stand in its scope.
        builder.Services.Configure<SimpleConsoleFormatterOptions>(console => console.IncludeScopes = true);
        // Probes would fill the log otherwise, and every attempt to connect; ServerWatch tells of a lost server.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("StackExchange.Redis", LogLevel.None);
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.IncludeFormattedMessage = true;
            logs.IncludeScopes = true;
        });

        // The storage client writes spans only when asked to.
        AppContext.SetSwitch("Azure.Experimental.EnableActivitySource", true);
        OpenTelemetryBuilder telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter(OwnSources))
            .WithTracing(traces => traces
                .AddAspNetCoreInstrumentation(web => web.Filter = IsNotProbe)
                .AddHttpClientInstrumentation()
                .AddSource(OwnSources, StorageSources));
        // An orchestrator names services and their instances; else the program's name.
        if (string.IsNullOrWhiteSpace(builder.Configuration[ServiceNameSetting]))
            telemetry.ConfigureResource(resource => resource.AddService(builder.Environment.ApplicationName));
        if (!string.IsNullOrWhiteSpace(builder.Configuration[EndpointSetting]))
            telemetry.UseOtlpExporter();
        if (!string.IsNullOrWhiteSpace(builder.Configuration[ApplicationInsightsSetting]))
            telemetry.UseAzureMonitorExporter();
    }

    /// <summary>A probe comes every few seconds and would bury the traces that matter.</summary>
    private static bool IsNotProbe(HttpContext context) =>
        !context.Request.Path.StartsWithSegments(HealthEndpoints.Ready) && !context.Request.Path.StartsWithSegments(HealthEndpoints.Alive);
}
