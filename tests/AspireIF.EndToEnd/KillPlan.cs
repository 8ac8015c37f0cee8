using AspireIF.Pipeline;
using AspireIF.Runs.State;

namespace AspireIF.EndToEnd;

/// <summary>
/// Whom to kill and when: every phase has its share of kills, at random moments, so that a slow machine sees as many as a fast one and a run that is killed all the time
/// still gets on.
/// </summary>
internal sealed class KillPlan(Random random, IReadOnlyList<string> programs)
{
    private const int KillsAStep = 2;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly Queue<string> _victims = new();

    /// <summary>How many kills there may have been so far in the run.</summary>
    public static int Allowed(RunState state) => Enum.TryParse(state.Phase, out RunPhase phase) ? phase switch
    {
        RunPhase.Preparing => 2,
        RunPhase.Labelling => 5,
        RunPhase.TrainingReward => 6,
        RunPhase.EvaluatingBefore => 8,
        RunPhase.TrainingPolicy => 8 + (KillsAStep * (int)Math.Min(state.Step + 1, TinyRun.Steps)),
        _ => 9 + (KillsAStep * TinyRun.Steps),
    } : 0;

    /// <summary>Each program once, in random order, before any comes again.</summary>
    public string NextVictim()
    {
        if (_victims.Count == 0)
        {
            string[] shuffled = [.. programs];
            random.Shuffle(shuffled);
            foreach (string program in shuffled)
                _victims.Enqueue(program);
        }
        return _victims.Dequeue();
    }

    public TimeSpan NextPause() => random.NextDouble() * LongestPause;
}
