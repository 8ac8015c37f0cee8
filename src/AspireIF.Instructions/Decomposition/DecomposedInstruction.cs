using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Decomposition;

/// <summary>An instruction taken apart.</summary>
/// <param name="Prompt">The text as given.</param>
/// <param name="Seed">The task alone, mended where constraints were cut out.</param>
/// <param name="Constraints">In the order of the text, each with its span and arguments.</param>
/// <param name="Unplaced">Clauses that read like demands but fit no type; they are left in the seed.</param>
/// <param name="Contradictions">Constraints that no answer can satisfy together.</param>
public sealed record DecomposedInstruction(
    string Prompt, string Seed, IReadOnlyList<Constraint> Constraints, IReadOnlyList<UnplacedClause> Unplaced, IReadOnlyList<Contradiction> Contradictions);

/// <summary>A clause that asks for something that could not be told.</summary>
public sealed record UnplacedClause(string Text, TextSpan Span);
