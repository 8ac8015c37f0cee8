using System.Net;
using System.Text.RegularExpressions;
using AspireIF.Monitor;
using AspireIF.Runs.Queues;
using AspireIF.Runs.Server;
using AspireIF.Runs.State;
using AspireIF.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace AspireIF.Hosting.Tests;

/// <summary>The pages over a real server of the Redis protocol.</summary>
public sealed partial class MonitorTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aspireif-monitor").FullName;
    private readonly HttpClient _client = new(new HttpClientHandler { AllowAutoRedirect = false });
    private EmbeddedRedis _server = null!;
    private RedisConnection _connection = null!;
    private RunStore _store = null!;
    private WebApplication _app = null!;

    public async ValueTask InitializeAsync()
    {
        _server = EmbeddedRedis.Start(new EmbeddedRedisOptions { Folder = Path.Combine(_folder, "redis") });
        _connection = await RedisConnection.OpenAsync(_server.ConnectionString);
        _store = new RunStore(_connection);
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:redis"] = _server.ConnectionString, ["ConnectionStrings:artifacts"] = _folder, ["Run:Id"] = "first",
        });
        builder.AddServiceDefaults().AddRunClients();
        builder.Services.AddMonitor();
        _app = builder.Build();
        _app.MapDefaultEndpoints();
        _app.MapMonitor();
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _connection.DisposeAsync();
        await _server.DisposeAsync();
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_page_of_a_run_shows_its_state_curves_workers_queue_and_events_and_renews_itself_while_it_runs()
    {
        await MakeRunAsync("first", steps: 3);

        (HttpStatusCode status, string page) = await GetAsync("/runs/first");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("http-equiv=\"refresh\"", page);
        Assert.Contains("Training the policy", page);
        Assert.Contains("2 of 40", page);
        Assert.Contains("rollout-7", page);
        Assert.Contains("Constraints satisfied", page);
        Assert.Contains("held-out-topics", page);
        Assert.All(Polyline().Matches(page), line => Assert.Equal(3, line.Groups[1].Value.Split(' ').Length));
        Assert.True(Polyline().Count(page) >= 4, "too few curves");
        Assert.Contains("class=\"number\">2<", page);
        Assert.DoesNotContain("<script", page);
        Assert.Contains("answers &lt;script&gt;", page);
    }

    [Fact]
    public async Task A_page_loads_nothing_from_elsewhere()
    {
        await MakeRunAsync("first", steps: 2);

        foreach (string path in (string[])["/runs", "/runs/first"])
        {
            string page = (await GetAsync(path)).Text;
            Assert.DoesNotContain("src=", page);
            Assert.DoesNotContain("url(", page);
            Assert.DoesNotContain("@import", page);
            Assert.All(Reference().Matches(page), reference => Assert.True(reference.Groups[1].Value is [ '/', ..] or "data:,", reference.Value));
        }
    }

    [Fact]
    public async Task The_page_of_a_run_that_has_failed_says_why_and_stays()
    {
        await MakeRunAsync("first", steps: 0);
        await _store.UpdateAsync("first", state => state with { Status = RunStatus.Failed, Error = "learner: no space left" });

        string page = (await GetAsync("/runs/first")).Text;

        Assert.Contains("learner: no space left", page);
        Assert.DoesNotContain("http-equiv=\"refresh\"", page);
    }

    [Fact]
    public async Task The_first_page_leads_to_the_configured_run_when_it_is_there_and_else_lists_all()
    {
        await MakeRunAsync("other", steps: 0);
        (HttpStatusCode before, string list) = await GetAsync("/");
        await MakeRunAsync("first", steps: 0);
        (HttpStatusCode after, _) = await GetAsync("/");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Redirect), (before, after));
        Assert.Contains("href=\"/runs/other\"", list);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("/runs/nobody")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("/runs/%3Cb%3E")).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/health")).Status);
    }

    private async Task MakeRunAsync(string run, int steps)
    {
        await _store.CreateAsync(run, """{"policy":{"steps":40}}""");
        await _store.UpdateAsync(run, state => state with { Phase = "Training the policy", Step = 2, PolicyVersion = 2 });
        await _store.BeatAsync(run, "rollout-7", "rollout", "cuda:0");
        await _store.LogAsync(run, new RunEvent(DateTimeOffset.UtcNow, "Warning", "dataprep-1", "answers <script> were dropped"));
        for (int step = 0; step < steps; step++)
        {
            await _store.AppendMetricsAsync(run, "policy", step, new Dictionary<string, double> { ["reward"] = 0.1 * step, ["satisfaction"] = 0.5, ["kl"] = 0.001 * step });
            await _store.AppendMetricsAsync(run, "evaluation.held-out-topics", step, new Dictionary<string, double> { ["satisfaction"] = 0.4 + (0.1 * step) });
        }
        await using var queue = new JobQueue(_connection, run, "generate");
        await queue.EnqueueAsync([new Job("a", new byte[1]), new Job("b", new byte[1])]);
    }

    private async Task<(HttpStatusCode Status, string Text)> GetAsync(string path)
    {
        using HttpResponseMessage response = await _client.GetAsync(_app.Urls.Single() + path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("<polyline points=\"([^\"]*)\"")]
    private static partial Regex Polyline();

    [GeneratedRegex("href=\"([^\"]*)\"")]
    private static partial Regex Reference();
}
