using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Datasets;
using AspireIF.Instructions.Primer.World;

namespace AspireIF.Instructions.Primer;

/// <summary>An instruction about a topic and the conversation that leads up to its answer, at every level of its ladder.</summary>
public sealed class PrimerInstruction
{
    private readonly PrimerPhrasing _phrasing;
    private IReadOnlyList<ChatMessage>? _messages;

    internal PrimerInstruction(
        string key, PrimerSplit split, PrimerTopic topic, TopicFact? focus, string seed, IReadOnlyList<AskedConstraint> asked, PrimerPhrasing phrasing)
    {
        (Key, Split, Topic, Focus, Seed, Asked, _phrasing) = (key, split, topic, focus, seed, asked, phrasing);
        Constraints = [.. asked.Select(a => a.Constraint)];
    }

    /// <summary>Unique within split and seed.</summary>
    public string Key { get; }

    public PrimerSplit Split { get; }

    public PrimerTopic Topic { get; }

    /// <summary>The task alone, with the topic's facts.</summary>
    public string Seed { get; }

    /// <summary>What the answer to the full instruction is asked to do, in order.</summary>
    public IReadOnlyList<Constraint> Constraints { get; }

    internal IReadOnlyList<AskedConstraint> Asked { get; }

    internal (AskedConstraint Constraint, int By)? Replaced => (_phrasing as TwoTurns)?.Replaced;

    /// <summary>The fact that the task asks for in particular.</summary>
    internal TopicFact? Focus { get; }

    /// <summary>The conversation before the answer, with all constraints.</summary>
    public IReadOnlyList<ChatMessage> Messages => _messages ??= MessagesAt(Constraints.Count);

    /// <summary>
    /// The conversation x_k, with the first <paramref name="level"/> constraints in the same words; x_0 asks only the task.
    /// Earlier answers are written for the constraints that stand before them.
    /// </summary>
    public IReadOnlyList<ChatMessage> MessagesAt(int level)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, Constraints.Count);
        return _phrasing.Say(this, level);
    }

    /// <summary>As an instruction like any other; its prompt is set when the conversation is a single message.</summary>
    public Instruction ToInstruction() =>
        new(Key, Seed, Constraints) { Prompt = Messages is [{ Role: "user" } only] ? only.Content : null };
}

/// <summary>An answer to an instruction and what is true of it.</summary>
/// <param name="Asked">The first constraints of the instruction, up to the level that was answered.</param>
/// <param name="Satisfied">For each of them whether the answer satisfies it.</param>
public sealed record PrimerExample(PrimerInstruction Instruction, string Answer, IReadOnlyList<Constraint> Asked, IReadOnlyList<bool> Satisfied);
