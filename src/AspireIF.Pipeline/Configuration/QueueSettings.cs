namespace AspireIF.Pipeline.Configuration;

/// <summary>How jobs are handed to workers.</summary>
public sealed record QueueSettings
{
    /// <summary>A worker that is silent for so long has lost its jobs to others.</summary>
    public double LeaseSeconds { get; init; } = 30;

    /// <summary>After so many deliveries without a result a job is set aside and the run fails.</summary>
    public int MaxDeliveries { get; init; } = 5;

    public IEnumerable<string> Problems() => [.. Check.Between("queue.leaseSeconds", LeaseSeconds, 1, 3600), .. Check.AtLeast("queue.maxDeliveries", MaxDeliveries, 1)];
}
