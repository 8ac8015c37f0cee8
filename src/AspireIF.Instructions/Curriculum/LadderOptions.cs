namespace AspireIF.Instructions.Curriculum;

/// <summary>How a ladder is built.</summary>
public sealed record LadderOptions
{
    public static LadderOptions Default { get; } = new();

    public ConstraintOrder Order { get; init; } = ConstraintOrder.AsGiven;

    /// <summary>
    /// Chooses how constraints are joined to the seed, and the order when that is random. The same instruction and seed give the same texts;
    /// all levels of a ladder are joined in the same way.
    /// </summary>
    public ulong Seed { get; init; }

    /// <summary>How constraints are joined; null: drawn from those that suit the instruction.</summary>
    public JoinStyle? Style { get; init; }
}
