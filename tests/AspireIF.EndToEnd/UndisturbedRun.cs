using System.Diagnostics;
using AspireIF.EndToEnd;
using AspireIF.Runs.Artifacts;

[assembly: AssemblyFixture(typeof(UndisturbedRun))]

namespace AspireIF.EndToEnd;

/// <summary>The model of a <see cref="TinyRun"/> in one process that nobody disturbs; made when the first test asks.</summary>
public sealed class UndisturbedRun : IAsyncDisposable
{
    private const string Name = "undisturbed";

    private readonly string _folder = Directory.CreateTempSubdirectory("aspireif-undisturbed-").FullName;
    private readonly Lazy<Task<byte[]>> _model;

    public UndisturbedRun() => _model = new(TrainAsync);

    public TimeSpan Duration { get; private set; }

    /// <summary>The bytes of its weights' file.</summary>
    public Task<byte[]> ModelAsync() => _model.Value;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<byte[]> TrainAsync()
    {
        long start = Stopwatch.GetTimestamp();
        await using ProgramProcess train = ProgramProcess.Command(_folder, ["train", "--preset", TinyRun.Preset, "--name", Name, .. TinyRun.Settings.SelectMany(s => new[] { "--set", s })]);
        train.Start();
        int code = await train.WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(code == 0, train.Output);
        Duration = Stopwatch.GetElapsedTime(start);
        return (await TinyRun.ModelAsync(await ArtifactStores.OpenAsync(_folder), Name))!;
    }
}
