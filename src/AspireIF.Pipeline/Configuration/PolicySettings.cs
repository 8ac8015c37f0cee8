using AspireIF.Training.Curriculum;
using AspireIF.Training.Policy;

namespace AspireIF.Pipeline.Configuration;

/// <summary>How the policy is trained.</summary>
public sealed record PolicySettings
{
    public int Steps { get; init; } = 260;

    /// <summary>Groups of one update.</summary>
    public int PromptsPerStep { get; init; } = 77;

    /// <summary>G: answers of a group.</summary>
    public int AnswersPerPrompt { get; init; } = 5;

    /// <summary>The lowest level of the ladders that is trained on.</summary>
    public int MinLevel { get; init; } = 1;

    /// <summary>How many updates old the weights may be that sampled an answer. 0: strictly on-policy, and the whole run is deterministic.</summary>
    public int Staleness { get; init; }

    /// <summary>How often groups without spread are replaced by new ones before a step goes on with what it has.</summary>
    public int Refills { get; init; } = 1;

    /// <summary>Steps between checkpoints; a run that is interrupted continues from the newest.</summary>
    public int CheckpointEvery { get; init; } = 10;

    public int KeepCheckpoints { get; init; } = 2;

    /// <summary>How policies reach rollout workers on the learner's machine; those elsewhere get the artifacts.</summary>
    public WeightSharing Sharing { get; init; }

    public CurriculumSamplerOptions Curriculum { get; init; } = new();

    public PolicyOptions Update { get; init; } = new();

    /// <summary>Guards beside the satisfaction of constraints: length and repetition.</summary>
    public RewardOptions Guards { get; init; } = new();

    // A schedule ends with the last step, which is judged by its own name.
    public IEnumerable<string> Problems() =>
    [
        .. Check.AtLeast("policy.steps", Steps, 1), .. Check.AtLeast("policy.promptsPerStep", PromptsPerStep, 1), .. Check.AtLeast("policy.answersPerPrompt", AnswersPerPrompt, 2),
        .. Check.AtLeast("policy.minLevel", MinLevel, 0), .. Check.Between("policy.staleness", Staleness, 0, 64), .. Check.Between("policy.refills", Refills, 0, 20), .. Check.AtLeast("policy.checkpointEvery", CheckpointEvery, 1),
        .. Check.AtLeast("policy.keepCheckpoints", KeepCheckpoints, 1),
        .. Check.Under("policy.curriculum", Curriculum.Problems()), .. Check.Under("policy.update", (Update with { TotalSteps = Math.Max(1, Steps) }).Problems()), .. Check.Under("policy.guards", Guards.Problems()),
    ];
}

public enum WeightSharing
{
    /// <summary>From the learner's GPU memory, or through shared memory where that cannot be read; by artifacts on a CPU.</summary>
    Auto,

    /// <summary>Through shared memory, on a CPU too.</summary>
    Memory,

    /// <summary>By artifacts alone.</summary>
    Off,
}
