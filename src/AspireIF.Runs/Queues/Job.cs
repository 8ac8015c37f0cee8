namespace AspireIF.Runs.Queues;

/// <summary>Work for somebody else.</summary>
/// <param name="Id">A pure function of what is asked, so that the same work asked twice is done once. Without white space.</param>
/// <param name="Payload">What the worker needs to know.</param>
public sealed record Job(string Id, ReadOnlyMemory<byte> Payload);

/// <summary>What a job came to.</summary>
public sealed record JobResult(string Id, ReadOnlyMemory<byte> Payload);

/// <summary>A job that was delivered too often without a result.</summary>
/// <param name="Reason">Of the last delivery.</param>
/// <param name="At">By the server's clock.</param>
public sealed record DeadLetter(string Id, string Reason, int Deliveries, DateTimeOffset At);

/// <summary>A queue at one moment.</summary>
/// <param name="OldestAge">How long the oldest pending job has been waiting.</param>
/// <param name="Expired">Leases that ran out since the queue exists: workers that died or stalled.</param>
/// <param name="Completed">Jobs completed since the queue exists.</param>
public sealed record QueueStatistics(long Pending, long Leased, long Dead, TimeSpan OldestAge, long Expired, long Completed);
