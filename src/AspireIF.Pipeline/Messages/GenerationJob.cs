using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Datasets;

namespace AspireIF.Pipeline.Messages;

/// <summary>Answers to one prompt, wanted by the learner, by data preparation or by an evaluation; the same kind of job for all.</summary>
/// <param name="Messages">The conversation before the answer.</param>
/// <param name="Constraints">What the prompt asks: the answers are held against these.</param>
/// <param name="Seeds">One for each answer. The job's answers follow from it and the weights.</param>
/// <param name="Policy">Which weights may answer.</param>
public sealed record GenerationJob(IReadOnlyList<ChatMessage> Messages, IReadOnlyList<Constraint> Constraints, IReadOnlyList<ulong> Seeds, VersionRange Policy)
{
    /// <summary>Which classifier judges soft constraints; null leaves them unjudged.</summary>
    public VersionRange? Reward { get; init; }

    /// <summary>Whether the tokens and their log-probabilities are wanted, for learning.</summary>
    public bool WantTokens { get; init; }

    public bool Greedy { get; init; }
}

/// <summary>Versions from the least to the most that will do, both included; null for no upper limit.</summary>
public sealed record VersionRange(long Least, long? Most)
{
    public static VersionRange Exactly(long version) => new(version, version);

    public bool Holds(long version) => version >= Least && (Most is not { } most || version <= most);
}
