using AspireIF.Instructions.Constraints;

namespace AspireIF.Training.Rewards;

/// <summary>
/// Constraints that contradict another one, in words in which some instruction asks for them. A contrary in words of its own would give itself away: the classifier
/// would learn those words, which only ever come with "violated", and not read the answer.
/// </summary>
public sealed class ContrastPool
{
    private readonly ILookup<(string, ConstraintArguments, string), Constraint> _asked;
    private readonly Func<Constraint, IReadOnlyList<Constraint>> _contradictions;

    /// <param name="asked">The constraints of all instructions that labels are made of.</param>
    /// <param name="contradictions">What an answer to the given constraint cannot also satisfy; empty where nothing is known.</param>
    public ContrastPool(IEnumerable<Constraint> asked, Func<Constraint, IReadOnlyList<Constraint>> contradictions)
    {
        _asked = asked.DistinctBy(c => (c.Id, c.Text)).ToLookup(Meaning);
        _contradictions = contradictions;
    }

    /// <summary>The asked constraints that contradict this one.</summary>
    public IReadOnlyList<Constraint> Of(Constraint constraint) => [.. _contradictions(constraint).SelectMany(c => _asked[Meaning(c)])];

    /// <summary>What is asked, whatever the words; a constraint without arguments says it in its text alone.</summary>
    internal static (string, ConstraintArguments, string) Meaning(Constraint c) => (c.Id, c.Arguments, c.Arguments.Count == 0 ? c.Text : "");
}
