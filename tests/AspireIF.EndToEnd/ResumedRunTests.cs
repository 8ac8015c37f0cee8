using AspireIF.Pipeline;
using AspireIF.Runs.Artifacts;
using AspireIF.Tests;

namespace AspireIF.EndToEnd;

/// <summary>A run in one process that is killed (kill -9) and resumed.</summary>
[Collection(nameof(Alone))]
public sealed class ResumedRunTests(UndisturbedRun undisturbed, ITestOutputHelper log)
{
    private const string Name = "resumed";

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20), LongestPause = TimeSpan.FromSeconds(1);

    [Fact(Timeout = 600_000)]
    public async Task A_run_that_was_killed_while_the_policy_was_trained_ends_with_the_model_of_an_undisturbed_one()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        byte[] expected = await undisturbed.ModelAsync();
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        int step = random.Next(1, TinyRun.Steps);
        TimeSpan pause = random.NextDouble() * LongestPause;
        log.WriteLine($"seed {seed}: killed {pause.TotalSeconds:F2} s after policy {step} was there");

        string folder = Directory.CreateTempSubdirectory("aspireif-resumed-").FullName;
        IArtifactStore artifacts = await ArtifactStores.OpenAsync(folder, cancellation: cancellation);
        await using (ProgramProcess train = ProgramProcess.Command(folder, ["train", "--preset", TinyRun.Preset, "--name", Name, .. TinyRun.Settings.SelectMany(s => new[] { "--set", s })]))
        {
            train.Start();
            while (!(await artifacts.ListAsync(Name, ArtifactKinds.Policy, cancellation)).Contains(step))
            {
                Assert.False(train.HasExited, train.Output);
                await Task.Delay(PollInterval, cancellation);
            }
            await Task.Delay(pause, cancellation);
            Assert.False(train.HasExited, train.Output);
            await train.KillAsync();
        }
        Assert.True(await TinyRun.ModelAsync(artifacts, Name) is null, "it was to be killed before the model was there");

        await using (ProgramProcess resume = ProgramProcess.Command(folder, "resume", Name))
        {
            resume.Start();
            int code = await resume.WaitAsync(cancellation);
            Assert.True(code == 0, resume.Output);
        }
        byte[]? actual = await TinyRun.ModelAsync(artifacts, Name);
        Assert.True(actual.AsSpan().SequenceEqual(expected), "the weights are others than those of the undisturbed run");
        Directory.Delete(folder, recursive: true);
    }
}
