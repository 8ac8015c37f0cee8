using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace AspireIF.Runs.Queues;

/// <summary>A job that this worker holds until it is completed, given back or lost. The queue client renews it for as long as it is held.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A cancellation source without a timer holds nothing that must be disposed of.")]
public sealed class JobLease
{
    private readonly JobQueue queue;
    private readonly CancellationTokenSource lost = new();

    internal JobLease(JobQueue queue, Job job, string token, int deliveries, TimeSpan duration, TimeSpan waited, ActivityContext parent)
    {
        this.queue = queue;
        Job = job;
        Token = token;
        Deliveries = deliveries;
        Duration = duration;
        Waited = waited;
        Parent = parent;
    }

    public Job Job { get; }

    /// <summary>Which delivery of the job this is, from 1.</summary>
    public int Deliveries { get; }

    /// <summary>From being enqueued to being leased.</summary>
    public TimeSpan Waited { get; }

    /// <summary>The requester's trace, for the worker's spans to continue.</summary>
    public ActivityContext Parent { get; }

    /// <summary>Cancelled when the lease has run out and another worker may have the job: there is no use in going on.</summary>
    public CancellationToken Lost => lost.Token;

    internal string Token { get; }

    internal TimeSpan Duration { get; }

    /// <summary>Stores the result and ends the lease.</summary>
    /// <returns>Whether this is the job's result now; false when another worker's came first or the job was forgotten.</returns>
    public Task<bool> CompleteAsync(ReadOnlyMemory<byte> result, CancellationToken cancellation = default) => queue.CompleteAsync(this, result, cancellation);

    /// <summary>Gives the job back at once, as if it had not been delivered.</summary>
    public Task ReturnAsync(CancellationToken cancellation = default) => queue.GiveBackAsync([this], reason: null, cancellation);

    /// <summary>Gives the job up: it is delivered again, or becomes a dead letter when it has been delivered often enough.</summary>
    public Task FailAsync(string reason, CancellationToken cancellation = default) => queue.GiveBackAsync([this], reason, cancellation);

    internal void MarkLost() => lost.Cancel();
}
