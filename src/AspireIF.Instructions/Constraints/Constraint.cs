namespace AspireIF.Instructions.Constraints;

/// <summary>One thing that an instruction asks of its answer, beyond the task itself.</summary>
/// <param name="Id">The type, as in IFEval ("length_constraints:number_words"). An id that no catalogued type has is a soft constraint.</param>
/// <param name="Arguments">The type's arguments (IFEval's kwargs); empty for most soft constraints.</param>
/// <param name="Text">How the instruction says it.</param>
public sealed record Constraint(string Id, ConstraintArguments Arguments, string Text)
{
    /// <summary>What a soft constraint is about; null for a hard one.</summary>
    public SoftCategory? Category { get; init; }

    /// <summary>Where <see cref="Text"/> stands in the prompt it was read from, if it was.</summary>
    public TextSpan? Span { get; init; }

    /// <summary>The catalogued type, or null when <see cref="Id"/> is unknown.</summary>
    public ConstraintType? Type => ConstraintCatalog.Find(Id);

    /// <summary>True when a rule can check it; the others are the reward model's.</summary>
    public bool IsHard => Type is { IsHard: true };
}
