using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Primer.Soft;

namespace AspireIF.Instructions.Primer;

/// <summary>
/// Whether an answer really satisfies a constraint: hard ones by their checkers, the primer's soft ones by their marks.
/// The truth of soft constraints is for measuring, never for a reward or a label.
/// </summary>
public static class PrimerTruth
{
    /// <exception cref="ArgumentException">Neither a hard constraint nor one of the primer's own.</exception>
    /// <exception cref="ConstraintArgumentException">An argument is missing or unknown.</exception>
    public static bool Holds(Constraint constraint, string answer)
    {
        if (constraint.Type is { Bind: { } bind })
            return bind(constraint.Arguments).Check(answer).Satisfied;
        if (PrimerTypes.Find(constraint) is var (type, value))
            return new MarkedText(answer).Shows(type, value);
        throw new ArgumentException($"constraint '{constraint.Id}' has no computed truth: it is neither hard nor one of the primer's", nameof(constraint));
    }
}
