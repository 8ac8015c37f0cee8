namespace AspireIF.Runs.State;

public enum RunStatus
{
    Running,
    Finished,
    Failed,
    Stopped,
}

/// <summary>What is known of a run. A value that changes is written with <see cref="RunStore.UpdateAsync"/>.</summary>
public sealed record RunState
{
    public required string Run { get; init; }

    /// <summary>JSON, as the run was started with.</summary>
    public required string Configuration { get; init; }

    /// <summary>What the run is doing.</summary>
    public string Phase { get; init; } = "";

    /// <summary>Updates of the policy done.</summary>
    public long Step { get; init; }

    /// <summary>The newest published policy; 0 for the base model.</summary>
    public long PolicyVersion { get; init; }

    /// <summary>The newest published reward model; 0 for none.</summary>
    public long RewardVersion { get; init; }

    public RunStatus Status { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>What the phases keep for each other, by name.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    public DateTimeOffset Started { get; init; }

    public DateTimeOffset Updated { get; init; }

    /// <summary>Grows by one with every change.</summary>
    public long Version { get; init; }
}

/// <summary>One row of a metrics series.</summary>
public sealed record MetricsRow(long Step, IReadOnlyDictionary<string, double> Values);

/// <summary>One line of a run's log.</summary>
/// <param name="Level">As Microsoft.Extensions.Logging names them: Information, Warning, Error.</param>
public sealed record RunEvent(DateTimeOffset Time, string Level, string Worker, string Text);

/// <summary>A worker that has shown itself.</summary>
/// <param name="Kind">Its part in the run.</param>
/// <param name="Device">What it computes on.</param>
/// <param name="LastSeen">By the server's clock.</param>
/// <param name="Silent">How long ago that was.</param>
public sealed record WorkerSign(string Name, string Kind, string Device, DateTimeOffset LastSeen, TimeSpan Silent);
