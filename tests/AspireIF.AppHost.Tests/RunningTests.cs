using System.Net;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace AspireIF.AppHost.Tests;

/// <summary>The whole system, started by the orchestrator on this machine without containers.</summary>
public sealed class RunningTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly string _folder = Directory.CreateTempSubdirectory("aspireif-run").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_small_run_goes_through_all_services_to_its_end_and_its_page_shows_it()
    {
        using var patience = new CancellationTokenSource(Patience);
        string run = $"apphost-{Guid.NewGuid():N}"[..20];
        string[] changes = ["policy.steps=2", "labels.ladders=20", "data.instructions=200", "evaluation.answers=20", "evaluation.finalAnswers=20"];
        await using IDistributedApplicationTestingBuilder builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            ["--Containers=false", $"--ConnectionStrings:artifacts={_folder}", $"--Run:Id={run}", .. changes.Select((change, i) => $"--Run:Set:{i}={change}")], patience.Token);
        await using DistributedApplication app = await builder.BuildAsync(patience.Token);
        await app.StartAsync(patience.Token);

        ResourceEvent end = await app.ResourceNotifications.WaitForResourceAsync("learner", resource => KnownResourceStates.TerminalStates.Contains(resource.Snapshot.State?.Text), patience.Token);

        Assert.Equal(0, end.Snapshot.ExitCode);
        Assert.True(Directory.Exists(Path.Combine(_folder, "runs", run, "policy")), "no policy was published");
        await app.ResourceNotifications.WaitForResourceHealthyAsync("monitor", patience.Token);
        using HttpClient client = app.CreateHttpClient("monitor", "http");
        using HttpResponseMessage page = await client.GetAsync($"/runs/{run}", patience.Token);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("Finished", await page.Content.ReadAsStringAsync(patience.Token));
    }
}
