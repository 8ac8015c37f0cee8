using System.Text.Json;

namespace AspireIF.Cli.Tests.Commands;

public sealed class PretrainCommandTests(ITestOutputHelper log) : IDisposable
{
    private const int Steps = 60, Kills = 5;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pretrain");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_training_killed_again_and_again_ends_with_the_same_file_as_one_that_was_not()
    {
        var seed = Random.Shared.Next();
        log.WriteLine($"seed {seed}");
        var random = new Random(seed);

        Assert.Equal(0, await Train("whole", kill: null));
        var killed = 0;
        for (var i = 0; i < Kills; i++)
        {
            // A published model ends the command, and the same command refuses to write over it.
            if (File.Exists(Weights("killed")))
                break;
            // A line comes every third step; the first run passes its first checkpoint, later ones may not reach the next.
            var kill = new Kill(random.Next(i == 0 ? 4 : 0, 7), TimeSpan.FromMilliseconds(30 * random.NextDouble()));
            if (await Train("killed", kill) != 0)
                killed++;
            log.WriteLine($"{kill}: {Checkpoint() ?? "no checkpoint"}");
        }
        if (!File.Exists(Weights("killed")))
            Assert.Equal(0, await Train("killed", kill: null));

        Assert.True(killed >= 2, $"only {killed} runs were killed in time");
        Assert.Equal(await File.ReadAllBytesAsync(Weights("whole")), await File.ReadAllBytesAsync(Weights("killed")));
        Assert.Equal(Losses("whole"), Losses("killed"));
        Assert.Equal(Steps, Losses("killed").Count);
    }

    [Fact]
    public async Task All_wrong_options_are_told_at_once()
    {
        var outcome = await CommandProcess.RunAsync(["pretrain", "-o", Output("model"), "--steps", "0", "--layers", "0", "--vocabulary", "10", "--window-documents", "0"]);
        Assert.Equal(1, outcome.ExitCode);
        foreach (var option in (string[])["steps is 0", "layers 0", "vocabulary is 10", "window-documents is 0"])
            Assert.Contains(option, outcome.Errors);
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task A_folder_with_files_is_refused_before_anything_is_trained()
    {
        Directory.CreateDirectory(Output("model"));
        await File.WriteAllTextAsync(Path.Combine(Output("model"), "notes.txt"), "keep me", TestContext.Current.CancellationToken);
        var outcome = await CommandProcess.RunAsync(["pretrain", "-o", Output("model"), "--device", "cpu"]);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("is not empty", outcome.Errors);
        Assert.Equal(["model"], _folder.EnumerateFileSystemInfos().Select(f => f.Name));
        Assert.Equal(["notes.txt"], new DirectoryInfo(Output("model")).EnumerateFileSystemInfos().Select(f => f.Name));
    }

    private string Output(string name) => Path.Combine(_folder.FullName, name);

    private string Weights(string name) => Path.Combine(Output(name), "model.safetensors");

    private string? Checkpoint()
    {
        var checkpoints = Path.Combine(Output("killed") + ".work", "checkpoints");
        return Directory.Exists(checkpoints) ? Directory.GetDirectories(checkpoints).Select(Path.GetFileName).Max() : null;
    }

    /// <summary>The loss of every step, in the order of the lines; the lines must count the steps from 1.</summary>
    private List<double> Losses(string name)
    {
        var losses = new List<double>();
        foreach (var line in File.ReadLines(Path.Combine(Output(name) + ".work", "progress.jsonl")))
        {
            using var step = JsonDocument.Parse(line);
            losses.Add(step.RootElement.GetProperty("Loss").GetDouble());
            Assert.Equal(losses.Count, step.RootElement.GetProperty("Step").GetInt32());
        }
        return losses;
    }

    /// <summary>When a process is ended: so long after so many lines of progress.</summary>
    private sealed record Kill(int Lines, TimeSpan Later);

    /// <param name="kill">When to end the process with SIGKILL (on Windows TerminateProcess); null lets it finish.</param>
    /// <returns>The exit code; not 0 for a killed process.</returns>
    private async Task<int> Train(string name, Kill? kill)
    {
        string[] arguments =
        [
            "pretrain", "-o", Output(name), "--hidden", "32", "--layers", "1", "--heads", "2", "--kv-heads", "1", "--intermediate", "64",
            "--vocabulary", "400", "--vocabulary-documents", "500", "--window-documents", "256", "--steps", $"{Steps}", "--batch-tokens", "1024",
            "--micro-batch-tokens", "1024", "--checkpoint-every", "5", "--device", "cpu", "--corpus-seed", "1",
        ];
        using var process = CommandProcess.Start(arguments);
        var cancellation = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        if (kill is not null)
        {
            for (var line = 0; line < kill.Lines && await process.StandardError.ReadLineAsync(cancellation) is not null; line++)
            {
            }
            await Task.WhenAny(process.WaitForExitAsync(cancellation), Task.Delay(kill.Later, cancellation));
            if (!process.HasExited)
                process.Kill();
        }
        var errors = await process.StandardError.ReadToEndAsync(cancellation);
        await output;
        await process.WaitForExitAsync(cancellation);
        Assert.True(kill is not null || process.ExitCode == 0, errors);
        return process.ExitCode;
    }
}
