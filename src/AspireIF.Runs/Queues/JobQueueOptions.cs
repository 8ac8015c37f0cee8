namespace AspireIF.Runs.Queues;

/// <summary>How a queue treats its jobs. All clients of a queue should agree on <see cref="MaxDeliveries"/>.</summary>
public sealed record JobQueueOptions
{
    /// <summary>Deliveries without a result after which a job becomes a dead letter.</summary>
    public int MaxDeliveries { get; init; } = 5;

    /// <summary>How often a client that waits looks by itself. Mostly the server wakes it earlier; expired leases are noticed this way.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The largest payload of a job or a result, in bytes. What is larger belongs into an artifact.</summary>
    public int MaxPayload { get; init; } = 16 << 20;

    /// <summary>Every problem of the options, one sentence each; empty when they are sound.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (MaxDeliveries < 1)
            problems.Add($"max-deliveries is {MaxDeliveries}; it must be at least 1");
        if (PollInterval <= TimeSpan.Zero)
            problems.Add($"poll-interval is {PollInterval}; it must be positive");
        if (MaxPayload is < 1 or > 16 << 20)
            problems.Add($"max-payload is {MaxPayload}; it must be from 1 to {16 << 20}");
        return problems;
    }
}
