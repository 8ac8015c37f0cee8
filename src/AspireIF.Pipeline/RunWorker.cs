using AspireIF.Pipeline.Configuration;
using AspireIF.Pipeline.Telemetry;
using AspireIF.Runs.Artifacts;
using AspireIF.Runs.Server;
using AspireIF.Runs.State;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AspireIF.Pipeline;

/// <summary>What the four workers have in common: they wait for their run, show that they live, and end with it. A worker that fails fails the run.</summary>
/// <param name="kind">Its part in the run: "rollout".</param>
public abstract class RunWorker(string kind, RunSelection selection, RedisConnection connection, RunStore store, IArtifactStore artifacts, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan BeatInterval = TimeSpan.FromSeconds(5);

    protected ILogger Logger => logger;

    protected RunSelection Selection => selection;

    protected RedisConnection Connection => connection;

    protected RunStore Store => store;

    protected IArtifactStore Artifacts => artifacts;

    /// <summary>Unique among the workers that live.</summary>
    protected string Name { get; } = $"{kind}-{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..6]}".ToLowerInvariant();

    /// <summary>Does the worker's part; returns when there is nothing more to do, or never.</summary>
    protected abstract Task WorkAsync(RunContext run, CancellationToken cancellation);

    /// <summary>Before the run is looked for.</summary>
    protected virtual Task PrepareAsync(CancellationToken cancellation) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the host starts its other services
        do
        {
            await WorkOnceAsync(stoppingToken).ConfigureAwait(false);
        }
        while (!selection.ExitWhenDone && !stoppingToken.IsCancellationRequested);
        if (!stoppingToken.IsCancellationRequested)
            Ended?.Invoke();
    }

    /// <summary>Called when the run has ended and the worker's process need not go on.</summary>
    public Action? Ended { get; init; }

    private async Task WorkOnceAsync(CancellationToken stoppingToken)
    {
        try
        {
            await PrepareAsync(stoppingToken).ConfigureAwait(false);
            RunState state = await FindAsync(stoppingToken).ConfigureAwait(false);
            using IDisposable? scope = logger.BeginScope(new LogScope(TelemetryTags.Run, state.Run));
            await using var run = new RunContext(connection, store, artifacts, state.Run, Name, ConfigurationLoader.Parse(state.Configuration));
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            Task watch = WatchAsync(run, ended);
            try
            {
                await WorkAsync(run, ended.Token).ConfigureAwait(false);
                await watch.ConfigureAwait(false);
            }
            catch (Exception error) when (error is not OperationCanceledException || !ended.IsCancellationRequested)
            {
                logger.LogError(error, "the {Kind} worker failed", kind);
                Environment.ExitCode = 1;
                await FailAsync(run.Run, $"{kind}: {error.Message}").ConfigureAwait(false);
                throw;
            }
            finally
            {
                await ended.CancelAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops, or the run has ended.
        }
    }

    protected async Task FailAsync(string run, string why)
    {
        using var brief = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await store.UpdateAsync(run, state => state.Status == RunStatus.Running ? state with { Status = RunStatus.Failed, Phase = nameof(RunPhase.Failed), Error = why } : state, brief.Token).ConfigureAwait(false);
    }

    private async Task<RunState> FindAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (await store.FindAsync(selection.Id, cancellation).ConfigureAwait(false) is { } state && (state.Status == RunStatus.Running || selection.ExitWhenDone))
                return state;
            await Task.Delay(500, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Beats until the run is no longer running, then cancels the work.</summary>
    private async Task WatchAsync(RunContext run, CancellationTokenSource ended)
    {
        try
        {
            string device = run.Configuration.Model.Device;
            Task<RunState> over = run.WaitAsync(state => state.Status != RunStatus.Running, ended.Token);
            while (!over.IsCompleted)
            {
                await store.BeatAsync(run.Run, Name, kind, device, ended.Token).ConfigureAwait(false);
                await Task.WhenAny(over, Task.Delay(BeatInterval, ended.Token)).ConfigureAwait(false);
            }
            await over.ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The worker ended first.
        }
    }
}
