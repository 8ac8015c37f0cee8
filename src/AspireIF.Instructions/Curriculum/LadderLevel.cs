using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Curriculum;

/// <summary>Level k of an instruction, x_k: the seed and its first k constraints.</summary>
/// <param name="Level">k; 0 is the seed alone.</param>
/// <param name="Prompt">What the model is given.</param>
/// <param name="Constraints">The k constraints asked, in order.</param>
public sealed record LadderLevel(int Level, string Prompt, IReadOnlyList<Constraint> Constraints);
