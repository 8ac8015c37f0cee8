using System.Collections.Concurrent;
using AspireIF.Pipeline.Data;
using AspireIF.Pipeline.Messages;
using AspireIF.Pipeline.Telemetry;
using AspireIF.Runs.Artifacts;
using AspireIF.Runs.Queues;
using AspireIF.Runs.Server;
using AspireIF.Runs.State;
using Microsoft.Extensions.Logging;

namespace AspireIF.Pipeline.Rollout;

/// <summary>Leases jobs and answers them with the newest policy, many at a time.</summary>
public sealed class RolloutWorker(RunSelection selection, RedisConnection connection, RunStore store, IArtifactStore artifacts, ILogger<RolloutWorker> logger)
    : RunWorker("rollout", selection, connection, store, artifacts, logger)
{
    private static readonly TimeSpan LeaseWait = TimeSpan.FromSeconds(2);

    protected override async Task WorkAsync(RunContext run, CancellationToken cancellation)
    {
        var settings = run.Configuration.Generation;
        var device = run.Device();
        using var shared = new SharedPolicy(run, device, Logger);
        using var policy = new PolicyHost(settings, device, run.Configuration.Model.Threads, (version, stop) => run.TryOpenAsync(ArtifactKinds.Policy, version, stop), shared.TryReadAsync);
        using var reward = new RewardHost(device, (version, stop) => run.OpenAsync(ArtifactKinds.Reward, version, stop), async stop => (await run.StateAsync(stop).ConfigureAwait(false)).RewardVersion);
        var runner = new JobRunner(settings, policy, reward);
        Task follow = FollowAsync(run, policy, cancellation);
        var jobs = new ConcurrentDictionary<Task, byte>();
        using var room = new LeaseRoom(settings.MaxSequences, run.Configuration.Policy.AnswersPerPrompt);
        TimeSpan lease = TimeSpan.FromSeconds(run.Configuration.Queue.LeaseSeconds);
        try
        {
            while (true)
            {
                await room.WaitAsync(cancellation).ConfigureAwait(false);
                IReadOnlyList<JobLease> leases = await run.Queue.LeaseAsync(Name, room.Jobs, lease, LeaseWait, cancellation).ConfigureAwait(false);
                PipelineTelemetry.RecordGpuMemory(device);
                foreach (JobLease leased in leases)
                {
                    if (await ReadAsync(leased).ConfigureAwait(false) is not { } job)
                        continue;
                    room.Take(job.Seeds.Count);
                    Task task = Task.Run(() => DoAsync(leased, job, runner, room, cancellation), CancellationToken.None);
                    jobs[task] = 0;
                    _ = task.ContinueWith(done => jobs.TryRemove(done, out byte _), TaskScheduler.Default);
                }
                if (follow.IsFaulted)
                    await follow.ConfigureAwait(false);
            }
        }
        finally
        {
            // Nothing may use the engine any more when it goes.
            await Task.WhenAll(jobs.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Null when it cannot be read, which the queue is told.</returns>
    private async Task<GenerationJob?> ReadAsync(JobLease lease)
    {
        try
        {
            return PipelineJson.Read<GenerationJob>(lease.Job.Payload.Span);
        }
        catch (Exception error)
        {
            Logger.LogError(error, "job {Job} cannot be read", lease.Job.Id);
            await lease.FailAsync(error.Message, CancellationToken.None).ConfigureAwait(false);
            return null;
        }
    }

    private async Task DoAsync(JobLease lease, GenerationJob job, JobRunner runner, LeaseRoom room, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lease.Lost);
        try
        {
            using PhaseSpan span = PipelineTelemetry.BeginPhase(Phases.Rollout, lease.Parent).With("job", lease.Job.Id);
            GenerationOutcome outcome = await runner.RunAsync(job, stop.Token).ConfigureAwait(false);
            await lease.CompleteAsync(PipelineJson.Bytes(outcome), stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The run ends, or another worker has the job.
        }
        catch (Exception error)
        {
            Logger.LogError(error, "job {Job} failed", lease.Job.Id);
            await lease.FailAsync(error.Message, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            room.GiveBack(job.Seeds.Count);
        }
    }

    /// <summary>Takes every published policy into use, within one decode step of its arrival.</summary>
    private static async Task FollowAsync(RunContext run, PolicyHost policy, CancellationToken cancellation)
    {
        long seen = -1;
        while (!cancellation.IsCancellationRequested)
        {
            RunState state = await run.WaitAsync(s => s.PolicyVersion != seen, cancellation).ConfigureAwait(false);
            // In a synchronous run the next jobs say which version they need.
            if (run.Synchronous || await policy.FollowAsync(state.PolicyVersion, cancellation).ConfigureAwait(false))
                seen = state.PolicyVersion;
            else
                await Task.Delay(20, cancellation).ConfigureAwait(false);
        }
    }
}
