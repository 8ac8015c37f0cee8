using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
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

    private static readonly string Primer = Path.Combine(AppContext.BaseDirectory.Split("tests")[0], "models", "primer");

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
        JsonElement rate = root.GetProperty("after").GetProperty("splits").GetProperty("held-out-topics").GetProperty("constraint"), interval = rate.GetProperty("interval");
        Assert.InRange(rate.GetProperty("value").GetDouble(), interval.GetProperty("low").GetDouble(), interval.GetProperty("high").GetDouble());
        Assert.True(root.GetProperty("reward_model").GetProperty("model").GetProperty("heldOut").GetProperty("pairs").GetInt32() > 0);
        Assert.Contains("before", outcome.Errors, StringComparison.Ordinal);

        var listed = await RunAsync(["runs", "--json"]);
        Assert.Contains("\"run\":\"tiny\",\"finished\":true", listed.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(["export", "tiny", "--to", "exported"])).ExitCode);
        var answer = await RunAsync(["generate", "--model", "exported", "--max-tokens", "8", "Tell me about the owl."]);
        Assert.True(answer.ExitCode == 0, answer.Errors);
    }

    [Theory]
    [InlineData("verlif_seed_data.jsonl.gz")]
    [InlineData("ifeval_input_data.jsonl")]
    public async Task Public_instructions_go_through_all_phases_and_every_constraint_gets_a_verdict(string file)
    {
        var outcome = await RunAsync([.. Tiny, "--set", $"data.sources=[{JsonSerializer.Serialize(SharedData.Path(file))}]", "--set", "data.instructions=2000", "--json"]);
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
        using JsonDocument summary = JsonDocument.Parse(outcome.Lines[^1]);
        foreach (string report in (string[])["before", "after"])
        {
            JsonElement split = Assert.Single(summary.RootElement.GetProperty(report).GetProperty("splits").EnumerateObject()).Value;
            long verdicts = Trials("constraint");
            log.WriteLine($"{report}: {verdicts} verdicts, {Trials("soft")} of them soft, on {Trials("all")} answers");
            Assert.Equal(12, Trials("all"));
            Assert.Equal(split.GetProperty("allByLevel").EnumerateObject().Sum(level => int.Parse(level.Name, CultureInfo.InvariantCulture) * level.Value.GetProperty("trials").GetInt64()), verdicts);
            Assert.Equal(Trials("soft") + Trials("hard"), verdicts);
            Assert.True(Trials("hard") > 0);

            long Trials(string rate) => split.GetProperty(rate).GetProperty("trials").GetInt64();
        }
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

    [Fact]
    public async Task A_model_folder_without_a_tokenizer_is_refused_at_once()
    {
        string model = Directory.CreateDirectory(Path.Combine(_folder, "untokenized")).FullName;
        foreach (string file in Directory.EnumerateFiles(Primer).Where(f => !Path.GetFileName(f).Contains("token", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(model, Path.GetFileName(file)));
        await RefusedAsync(["train", "--set", $"model.path={model}"], "has no tokenizer");
    }

    [Fact]
    public Task A_server_that_nobody_answers_for_ends_the_command_with_its_address() =>
        RefusedAsync(["train", "--redis", "127.0.0.1:1"], "The Redis server 127.0.0.1:1 cannot be used");

    [Fact]
    public Task An_unknown_preset_ends_the_command_with_the_known_ones() =>
        RefusedAsync(["train", "--preset", "quickstrat"], "there is no preset or file 'quickstrat'; presets are quickstart");

    [Fact]
    public async Task A_line_that_cannot_be_read_ends_a_strict_run_with_its_number()
    {
        string seeds = Path.Combine(_folder, "seeds.jsonl");
        await File.WriteAllTextAsync(seeds, """
            {"instruction": "Tell me about the owl.", "input": ""}
            {"instruction": "Tell me about the
            """, TestContext.Current.CancellationToken);
        var outcome = await RunAsync([.. Tiny, "--name", "strict", "--set", $"data.sources=[\"{seeds}\"]", "--set", "data.strict=true"]);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("seeds.jsonl:2", outcome.Errors, StringComparison.Ordinal);
        Assert.False(HasModel, "a run that failed must leave nothing that looks like a trained model");
    }

    [Fact]
    public async Task A_full_disk_ends_the_run_with_the_reason_and_leaves_nothing_that_looks_whole()
    {
        string small = Directory.CreateDirectory(Path.Combine(_folder, "small")).FullName;
        Assert.SkipUnless(OperatingSystem.IsLinux() && await MountAsync("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small), "a small file system can only be mounted by root");
        try
        {
            var outcome = await RunAsync([.. Tiny, "--name", "full", "--artifacts", small]);
            log.WriteLine(outcome.Errors);
            Assert.Equal(1, outcome.ExitCode);
            Assert.Contains("the disk was full", outcome.Errors, StringComparison.Ordinal);
            // A manifest is what makes an artifact whole.
            Assert.DoesNotContain(Directory.EnumerateFiles(small, "manifest.json", SearchOption.AllDirectories), f => !f.Contains("configuration", StringComparison.Ordinal));
        }
        finally
        {
            await MountAsync("umount", small);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private bool HasModel => Directory.Exists(_folder) && Directory.EnumerateDirectories(_folder, "model", SearchOption.AllDirectories).Any();

    /// <summary>Ends with the reason, and nothing was made that looks like a run.</summary>
    private async Task RefusedAsync(string[] arguments, string reason)
    {
        var outcome = await RunAsync(arguments);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(reason, outcome.Errors, StringComparison.Ordinal);
        Assert.False(HasModel || Directory.Exists(Path.Combine(_folder, "runs")), "a refused run must leave nothing that looks like one");
    }

    private static async Task<bool> MountAsync(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private Task<CommandProcess.Outcome> RunAsync(string[] arguments, IReadOnlyDictionary<string, string?>? environment = null) =>
        CommandProcess.RunAsync(arguments, folder: _folder, environment: environment);
}
