namespace AspireIF.Instructions.Checkers;

/// <summary>What became of one constraint.</summary>
/// <param name="Id">The constraint's type.</param>
/// <param name="Strict">Whether the answer as it is follows; null for a soft constraint, which no rule can check.</param>
/// <param name="Loose">Whether the answer or one of IFEval's seven variants of it follows; null for a soft constraint.</param>
/// <param name="Reason">Why the answer as it is does not follow; null when it does or the constraint is soft.</param>
/// <param name="Where">The offending stretch of the answer, where there is one.</param>
public readonly record struct ConstraintVerification(string Id, bool? Strict, bool? Loose, string? Reason = null, Constraints.TextSpan? Where = null);

/// <summary>An answer held against all constraints of an instruction.</summary>
/// <param name="Constraints">In the order of the constraints.</param>
public sealed record Verification(IReadOnlyList<ConstraintVerification> Constraints)
{
    /// <summary>True when every hard constraint is followed by the answer as it is.</summary>
    public bool FollowsAllStrict => Constraints.All(c => c.Strict != false);

    /// <summary>True when every hard constraint is followed by the answer or a variant of it (not necessarily the same one).</summary>
    public bool FollowsAllLoose => Constraints.All(c => c.Loose != false);
}
