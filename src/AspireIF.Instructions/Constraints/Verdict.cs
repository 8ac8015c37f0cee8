namespace AspireIF.Instructions.Constraints;

/// <summary>Whether an answer satisfies a constraint and, where it does not, why: what was found against what was asked.</summary>
/// <param name="Satisfied">True when the constraint is followed.</param>
/// <param name="Reason">A sentence for people ("3 commas, none allowed"); null when satisfied.</param>
/// <param name="Where">The offending stretch of the answer, where there is one.</param>
public readonly record struct Verdict(bool Satisfied, string? Reason = null, TextSpan? Where = null)
{
    public static Verdict Followed => new(true);

    public static Verdict Violated(string reason, TextSpan? where = null) => new(false, reason, where);
}
