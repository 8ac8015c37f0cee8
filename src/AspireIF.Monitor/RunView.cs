using AspireIF.Monitor.Charts;
using AspireIF.Runs.Queues;
using AspireIF.Runs.State;

namespace AspireIF.Monitor;

/// <summary>What the page of a run shows.</summary>
/// <param name="Progress">Of the phase, from 0 to 1; 0 also when the phase does not tell.</param>
/// <param name="PlannedSteps">Updates of the policy that the run is to make, where its configuration says so.</param>
/// <param name="Events">The newest first.</param>
public sealed record RunView(
    RunState State, double Progress, long? PlannedSteps, IReadOnlyList<LineChart> Charts, IReadOnlyList<QueueView> Queues, IReadOnlyList<WorkerSign> Workers, IReadOnlyList<RunEvent> Events)
{
    /// <summary>Workers show themselves every few seconds.</summary>
    public static readonly TimeSpan SilenceOfTheDead = TimeSpan.FromSeconds(30);

    public bool IsRunning => State.Status == RunStatus.Running;

    public TimeSpan Duration => (IsRunning ? DateTimeOffset.UtcNow : State.Updated) - State.Started;
}

/// <summary>A queue of a run at one moment.</summary>
public sealed record QueueView(string Name, QueueStatistics Statistics);
