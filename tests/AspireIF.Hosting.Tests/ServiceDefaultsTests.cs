using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using AspireIF.ServiceDefaults;
using AspireIF.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AspireIF.Hosting.Tests;

public sealed class ServiceDefaultsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("aspireif-hosting").FullName;
    private readonly HttpClient _client = new();

    public void Dispose()
    {
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_process_that_needs_nothing_is_healthy_and_alive()
    {
        await using WebApplication app = await StartAsync([], builder => builder.AddServiceDefaults());

        Assert.Equal((HttpStatusCode.OK, "Healthy\n"), await GetAsync(app, "/health"));
        Assert.Equal((HttpStatusCode.OK, "Healthy\n"), await GetAsync(app, "/alive"));
    }

    [Fact]
    public async Task A_process_whose_redis_and_folder_are_gone_is_alive_but_not_healthy_and_says_what_is_wrong()
    {
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:redis"] = "127.0.0.1:1,connectTimeout=200,connectRetry=1",
            ["ConnectionStrings:artifacts"] = Path.Combine(_folder, "no", "such", "folder"),
        };
        await using WebApplication app = await StartAsync(settings, builder => builder.AddServiceDefaults().AddRunClients());

        (HttpStatusCode status, string text) = await GetAsync(app, "/health");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("Redis", text);
        Assert.Contains(Path.Combine("no", "such", "folder"), text);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(app, "/alive")).Status);
    }

    [Fact]
    public void Missing_connection_strings_are_all_named_at_once()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();

        string message = Assert.Throws<InvalidOperationException>(() => builder.AddRunClients()).Message;

        Assert.Contains("ConnectionStrings__redis", message);
        Assert.Contains("ConnectionStrings__artifacts", message);
    }

    [Fact]
    public async Task Spans_metrics_and_logs_of_ours_reach_the_collector_with_their_run_and_step()
    {
        await using OtlpCollector collector = OtlpCollector.Start();
        using var source = new ActivitySource("AspireIF.HostingTest");
        using var meter = new Meter("AspireIF.HostingTest");
        using var foreign = new ActivitySource("Somebody.Else");
        string traceId;
        await using (WebApplication app = await StartAsync(new(collector.Settings) { ["OTEL_SERVICE_NAME"] = "hosting-test" }, builder => builder.AddServiceDefaults()))
        {
            await GetAsync(app, "/health");
            foreign.StartActivity("not ours")?.Dispose();
            ILogger logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("AspireIF.HostingTest");
            using (Activity outer = source.StartActivity("outer of ours")!)
            using (source.StartActivity("inner of ours"))
            using (logger.BeginScope(new Dictionary<string, object> { ["aspireif.run"] = "r1", ["aspireif.step"] = 7 }))
            {
                traceId = outer.TraceId.ToHexString();
                meter.CreateHistogram<double>("aspireif.test", "s").Record(0.25, KeyValuePair.Create("aspireif.phase", (object?)"update"));
                logger.LogInformation("step {Done} done", 7);
            }
            await collector.WaitUntilAsync(
                got => got.Spans.Count(span => span.TraceId == traceId) == 2 && got.Points.Any(point => point.Name == "aspireif.test") && got.Logs.Any(log => log.Text == "step 7 done"), Patience);
        }

        OtlpSpan inner = collector.Spans.Single(span => span.Name == "inner of ours"), outerSpan = collector.Spans.Single(span => span.Name == "outer of ours");
        Assert.Equal((outerSpan.SpanId, "hosting-test", "AspireIF.HostingTest"), (inner.ParentId, inner.Service, inner.Source));
        Assert.DoesNotContain(collector.Spans, span => span.Name == "not ours" || span.Tags.GetValueOrDefault("url.path") == "/health");
        OtlpPoint point = collector.Points.First(point => point.Name == "aspireif.test");
        Assert.Equal(("s", 0.25, 1, "update"), (point.Unit, point.Value, point.Count, point.Tags["aspireif.phase"]));
        OtlpLog log = collector.Logs.Single(log => log.Text == "step 7 done");
        Assert.Equal((traceId, "r1", "7"), (log.TraceId, log.Tags["aspireif.run"], log.Tags["aspireif.step"]));
        Assert.Contains(collector.Points, metric => metric.Name.StartsWith("dotnet.", StringComparison.Ordinal) || metric.Name.StartsWith("process.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_given_name_a_process_exports_under_its_program()
    {
        await using OtlpCollector collector = OtlpCollector.Start();
        using var source = new ActivitySource("AspireIF.HostingTest");
        await using WebApplication app = await StartAsync(new(collector.Settings), builder => builder.AddServiceDefaults());

        source.StartActivity("a span without a name of its service")?.Dispose();

        await collector.WaitUntilAsync(got => got.Spans.Any(span => span.Name == "a span without a name of its service"), Patience);
        Assert.Equal(app.Environment.ApplicationName, collector.Spans.First(span => span.Name == "a span without a name of its service").Service);
    }

    [Fact]
    public async Task Application_insights_gets_the_telemetry_when_its_connection_string_is_set()
    {
        await using OtlpCollector ingestion = OtlpCollector.Start();
        using var source = new ActivitySource("AspireIF.HostingTest");
        var settings = new Dictionary<string, string?> { ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = $"InstrumentationKey={Guid.NewGuid()};IngestionEndpoint={ingestion.Endpoint}/", ["OTEL_BSP_SCHEDULE_DELAY"] = "100" };
        await using WebApplication app = await StartAsync(settings, builder => builder.AddServiceDefaults());

        source.StartActivity("of ours")?.Dispose();

        await ingestion.WaitUntilAsync(got => got.OtherPaths.Any(path => path.EndsWith("/track", StringComparison.Ordinal)), Patience);
    }

    private async Task<(HttpStatusCode Status, string Text)> GetAsync(WebApplication app, string path)
    {
        using HttpResponseMessage response = await _client.GetAsync(app.Urls.Single() + path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task<WebApplication> StartAsync(Dictionary<string, string?> settings, Action<WebApplicationBuilder> configure)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        configure(builder);
        WebApplication app = builder.Build();
        app.MapDefaultEndpoints();
        await app.StartAsync();
        return app;
    }
}
