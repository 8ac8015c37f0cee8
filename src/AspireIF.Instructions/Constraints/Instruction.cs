namespace AspireIF.Instructions.Constraints;

/// <summary>A task and what is asked of its answer: a seed plus constraints, in the order in which they are added.</summary>
/// <param name="Key">Names the instruction within its data set.</param>
/// <param name="Seed">The task alone, without constraints.</param>
/// <param name="Constraints">In order; level k of the curriculum asks the first k.</param>
public sealed record Instruction(string Key, string Seed, IReadOnlyList<Constraint> Constraints)
{
    /// <summary>The full text as it was given, when it was given as one text; else null and <c>Curriculum.Ladder</c> composes it.</summary>
    public string? Prompt { get; init; }
}
