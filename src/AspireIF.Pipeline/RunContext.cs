using System.Globalization;
using System.Text.Json;
using AspireIF.Models.Native;
using AspireIF.Models.Sharing;
using AspireIF.Pipeline.Configuration;
using AspireIF.Pipeline.Messages;
using AspireIF.Runs.Artifacts;
using AspireIF.Runs.Queues;
using AspireIF.Runs.Server;
using AspireIF.Runs.State;
using static TorchSharp.torch;

namespace AspireIF.Pipeline;

/// <summary>A run as one of its workers sees it: its configuration, state and artifacts.</summary>
/// <param name="worker">This worker's name, unique among those that live.</param>
public sealed class RunContext(RedisConnection connection, RunStore store, IArtifactStore artifacts, string run, string worker, RunConfiguration configuration) : IAsyncDisposable
{
    private const string LabelsWanted = "labels.wanted", LabelsPolicy = "labels.policy", Progress = "progress", SharedPolicy = "policy.shared";

    // What is written often is written at most so often: a state is for people and for waiting workers.
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(500);

    private long _progressWritten;

    public string Run => run;

    public RunConfiguration Configuration => configuration;

    public RunStore Store => store;

    public IArtifactStore Artifacts => artifacts;

    /// <summary>The queue of answers wanted.</summary>
    public JobQueue Queue { get; } = new(connection, run, AnswerRequests.QueueName, new JobQueueOptions { MaxDeliveries = configuration.Queue.MaxDeliveries });

    public AnswerRequests Requests => new(Queue);

    /// <summary>Whether every decision follows from the configuration alone.</summary>
    public bool Synchronous => configuration.Policy.Staleness == 0;

    /// <summary>The device that the configuration names, on this machine.</summary>
    public Device Device()
    {
        Device device = TorchDevices.Parse(configuration.Model.Device);
        if (configuration.Model.Threads > 0)
            TorchRuntime.UseThreads(configuration.Model.Threads);
        return device;
    }

    public Task<RunState> StateAsync(CancellationToken cancellation) => store.GetAsync(run, cancellation);

    public Task<RunState> WaitAsync(Func<RunState, bool> condition, CancellationToken cancellation) => store.WaitAsync(run, condition, cancellation);

    public Task<RunState> UpdateAsync(Func<RunState, RunState> change, CancellationToken cancellation) => store.UpdateAsync(run, change, cancellation);

    public Task EnterAsync(RunPhase phase, CancellationToken cancellation) =>
        UpdateAsync(state => state.Phase == phase.ToString() ? state : With(state with { Phase = phase.ToString() }, Progress, "0"), cancellation);

    /// <summary>Tells how far the phase is, now and then.</summary>
    /// <param name="share">From 0 to 1.</param>
    public async Task TellProgressAsync(double share, CancellationToken cancellation)
    {
        long now = Environment.TickCount64, before = Interlocked.Read(ref _progressWritten);
        if (share < 1 && now - before < ProgressInterval.TotalMilliseconds || Interlocked.CompareExchange(ref _progressWritten, now, before) != before)
            return;
        await UpdateAsync(state => With(state, Progress, share.ToString("F3", CultureInfo.InvariantCulture)), cancellation).ConfigureAwait(false);
    }

    public static double ProgressOf(RunState state) => double.Parse(state.Values.GetValueOrDefault(Progress, "0"), CultureInfo.InvariantCulture);

    /// <summary>Asks for a version of the pseudo-labels, made with a version of the policy. Asking again changes nothing.</summary>
    public Task WantLabelsAsync(long version, long policy, CancellationToken cancellation) => UpdateAsync(
        state => LabelsOf(state).Wanted >= version ? state : With(With(state, LabelsWanted, version.ToString(CultureInfo.InvariantCulture)), LabelsPolicy, policy.ToString(CultureInfo.InvariantCulture)), cancellation);

    /// <summary>The newest version of the pseudo-labels that is wanted, 0 for none, and the policy whose answers they are made of.</summary>
    public static (long Wanted, long Policy) LabelsOf(RunState state) => (
        long.Parse(state.Values.GetValueOrDefault(LabelsWanted, "0"), CultureInfo.InvariantCulture), long.Parse(state.Values.GetValueOrDefault(LabelsPolicy, "0"), CultureInfo.InvariantCulture));

    /// <summary>Tells of a policy: its version, and where rollout workers on the learner's machine can read it without the artifact.</summary>
    public Task AnnouncePolicyAsync(long version, SharedWeightsOffer? shared, CancellationToken cancellation) => UpdateAsync(
        state => With(state with { Step = version, PolicyVersion = version }, SharedPolicy, shared is null ? "" : JsonSerializer.Serialize(shared)), cancellation);

    /// <summary>Null when the newest policy is in no machine's memory.</summary>
    public static SharedWeightsOffer? SharedPolicyOf(RunState state) =>
        state.Values.GetValueOrDefault(SharedPolicy) is { Length: > 0 } offer ? JsonSerializer.Deserialize<SharedWeightsOffer>(offer) : null;

    /// <summary>A line for people.</summary>
    public Task LogAsync(string text, CancellationToken cancellation, string level = "Information") =>
        store.LogAsync(run, new RunEvent(DateTimeOffset.UtcNow, level, worker, text), cancellation);

    /// <summary>The folder of an artifact; waits until it is published.</summary>
    public async Task<string> OpenAsync(string kind, long version, CancellationToken cancellation)
    {
        while (true)
        {
            if (await artifacts.TryOpenAsync(run, kind, version, cancellation).ConfigureAwait(false) is { } folder)
                return folder;
            await Task.Delay(200, cancellation).ConfigureAwait(false);
        }
    }

    public Task<string?> TryOpenAsync(string kind, long version, CancellationToken cancellation) => artifacts.TryOpenAsync(run, kind, version, cancellation);

    /// <summary>Publishes what <paramref name="write"/> puts into a folder that is not there yet.</summary>
    public Task PublishAsync(string kind, long version, Action<string> write, CancellationToken cancellation) => artifacts.PublishAsync(run, kind, version, write, cancellation);

    public ValueTask DisposeAsync() => Queue.DisposeAsync();

    private static RunState With(RunState state, string name, string value) =>
        state.Values.GetValueOrDefault(name, "") == value ? state : state with { Values = new Dictionary<string, string>(state.Values) { [name] = value } };
}
