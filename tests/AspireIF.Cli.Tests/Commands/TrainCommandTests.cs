using System.Text.Json;
using AspireIF.Tests;

namespace AspireIF.Cli.Tests.Commands;

public sealed class TrainCommandTests(ITestOutputHelper log) : IDisposable
{
    private static readonly string[] Tiny =
    [
        "train", "--preset", "quickstart", "--set", "policy.steps=2", "--set", "policy.promptsPerStep=4", "--set", "labels.ladders=20", "--set", "data.instructions=60",
        "--set", "evaluation.finalAnswers=12", "--set", "evaluation.everySteps=0", "--set", "reward.refresh.everySteps=1", "--set", "reward.refresh.ladders=8",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("aspireif-train-").FullName;

    [Fact]
    public async Task A_run_ends_with_a_model_that_answers_and_can_be_listed_and_exported()
    {
        var outcome = await RunAsync([.. Tiny, "--name", "tiny", "--json"]);
        Assert.Equal(0, outcome.ExitCode);
        using JsonDocument summary = JsonDocument.Parse(outcome.Lines[^1]);
        JsonElement root = summary.RootElement;
        Assert.Equal(2, root.GetProperty("steps").GetInt32());
        foreach (string report in (string[])["before", "after"])
            Assert.Equal(3, root.GetProperty(report).GetProperty("splits").EnumerateObject().Count());
        Assert.True(root.GetProperty("reward_model").GetProperty("model").GetProperty("heldOut").GetProperty("pairs").GetInt32() > 0);
        Assert.Contains("before", outcome.Errors, StringComparison.Ordinal);

        var listed = await RunAsync(["runs", "--json"]);
        Assert.Contains("\"run\":\"tiny\",\"finished\":true", listed.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(["export", "tiny", "--to", "exported"])).ExitCode);
        var answer = await RunAsync(["generate", "--model", "exported", "--max-tokens", "8", "Tell me about the owl."]);
        Assert.True(answer.ExitCode == 0, answer.Errors);
    }

    [Fact]
    public async Task One_trace_leads_from_the_learners_step_through_the_queue_to_the_workers_and_back()
    {
        await using OtlpCollector collector = OtlpCollector.Start();
        var outcome = await RunAsync([.. Tiny, "--name", "traced"], collector.Settings);
        Assert.Equal(0, outcome.ExitCode);
        string[] wanted = ["step", "enqueue", "wait", "rollout", "generation", "checking", "scoring", "complete", "update", "publishing"];
        await collector.WaitUntilAsync(c => c.Spans.GroupBy(s => s.TraceId).Any(trace => wanted.All(name => trace.Any(s => s.Name == name))), TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        log.WriteLine($"{collector.Spans.Count} spans; metrics {string.Join(", ", collector.Points.Select(p => $"{p.Name} [{p.Unit}]").Distinct().Order())}");
        foreach (string metric in (string[])["aspireif.reward.mean", "aspireif.satisfaction", "aspireif.policy.kl", "aspireif.policy.entropy", "aspireif.policy.sampler_kl", "aspireif.response.length", "aspireif.step.duration"])
            Assert.Contains(collector.Points, p => p.Name == metric);
    }

    [Theory]
    [InlineData("policy.stepz=3", "policy.stepz is not a setting; did you mean steps?")]
    [InlineData("model.path=no-such-model", "there is no such folder")]
    [InlineData("data.sources=[\"no-such-file.jsonl\"]", "no-such-file.jsonl does not exist")]
    public async Task A_wrong_setting_ends_the_command_at_once_with_the_reason(string setting, string reason)
    {
        var outcome = await RunAsync(["train", "--set", setting]);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(reason, outcome.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "runs")) && Directory.EnumerateDirectories(Path.Combine(_folder, "runs")).Any(), "a refused run must leave nothing that looks like one");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<CommandProcess.Outcome> RunAsync(string[] arguments, IReadOnlyDictionary<string, string?>? environment = null) =>
        CommandProcess.RunAsync(arguments, folder: _folder, environment: environment);
}
