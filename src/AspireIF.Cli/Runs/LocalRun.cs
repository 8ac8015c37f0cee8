using System.Text.Json;
using AspireIF.Cli.Console;
using AspireIF.Pipeline;
using AspireIF.Pipeline.Configuration;
using AspireIF.Pipeline.Data;
using AspireIF.Pipeline.Evaluation;
using AspireIF.Pipeline.Learning;
using AspireIF.Runs.Artifacts;
using AspireIF.Runs.State;
using AspireIF.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AspireIF.Cli.Runs;

/// <summary>A run in one process: all four workers in one host, over the same queues and artifacts as on many machines.</summary>
internal static class LocalRun
{
    /// <summary>Starts or continues a run and watches it to its end.</summary>
    /// <exception cref="CommandException">The run failed; the message says why and how to continue.</exception>
    public static async Task<RunSummary> RunAsync(string run, string preset, IReadOnlyList<string> settings, StorageOptions storageOptions, CancellationToken cancellation)
    {
        // A new run's configuration is judged before anything is made.
        IArtifactStore artifacts = await RunStorage.OpenArtifactsAsync(storageOptions, cancellation);
        try
        {
            if (await RunCreation.FindAsync(artifacts, run, cancellation) is null)
                ConfigurationLoader.Load(preset, settings);
        }
        catch (ConfigurationException error)
        {
            throw new CommandException(error.Message);
        }
        await using RunStorage storage = await RunStorage.OpenAsync(run, artifacts, storageOptions, cancellation);
        try
        {
            await RunCreation.EnsureAsync(storage.Store, storage.Artifacts, new RunSelection { Id = run, Preset = preset, Set = settings }, cancellation);
        }
        catch (Exception error) when (error is ConfigurationException or ArtifactException)
        {
            throw new CommandException(error.Message);
        }
        using IHost host = Build(run, storage);
        await host.StartAsync(cancellation);
        RunState end;
        try
        {
            end = await LiveView.WatchAsync(storage.Store, run, cancellation);
        }
        finally
        {
            await StopAsync(host, storage.Store, run, cancellation);
        }
        if (end.Status != RunStatus.Finished)
            throw new CommandException($"{end.Error ?? "the run was stopped"}\nWhat it made until then is kept; continue with: aspireif resume {run}");
        return await ReadSummaryAsync(storage.Artifacts, run, cancellation) ?? throw new CommandException($"run {run} has ended and left no summary");
    }

    public static async Task<RunSummary?> ReadSummaryAsync(IArtifactStore artifacts, string run, CancellationToken cancellation) =>
        await artifacts.TryOpenAsync(run, ArtifactKinds.Summary, 1, cancellation) is { } folder
            ? PipelineJson.Read<RunSummary>(await File.ReadAllBytesAsync(Path.Combine(folder, RunEnd.SummaryName), cancellation)) : null;

    public static void PrintJson(RunSummary summary)
    {
        string line = JsonSerializer.Serialize(summary, PipelineJson.Options);
        System.Console.Out.WriteLine(line);
    }

    private static IHost Build(string run, RunStorage storage)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "aspireif" });
        builder.Configuration.AddEnvironmentVariables();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { [$"{RunSelection.Section}:{nameof(RunSelection.Id)}"] = run });
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        builder.AddServiceDefaults();
        builder.Services.AddSingleton(storage.Connection).AddSingleton(storage.Store).AddSingleton(storage.Artifacts);
        builder.AddDataPrepWorker();
        builder.AddRewardTrainingWorker();
        builder.AddRolloutWorker();
        builder.AddLearnerWorker();
        return builder.Build();
    }

    // A run that was interrupted is marked, so that nobody takes it for running.
    private static async Task StopAsync(IHost host, RunStore store, string run, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await host.StopAsync(patience.Token);
        if (cancellation.IsCancellationRequested)
            await store.UpdateAsync(run, s => s.Status == RunStatus.Running ? s with { Status = RunStatus.Stopped } : s, patience.Token);
    }
}
