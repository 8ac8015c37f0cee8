using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Checkers;

/// <summary>
/// Checks answers against the constraints of one instruction. The constraints are bound once; after that any number of answers can be checked,
/// from any number of threads.
/// </summary>
public sealed class Verifier
{
    private readonly string[] _ids;
    private readonly IConstraintCheck?[] _checks;

    /// <exception cref="ConstraintArgumentException">A hard constraint's arguments are not what its type asks for.</exception>
    public Verifier(IReadOnlyList<Constraint> constraints)
    {
        _ids = [.. constraints.Select(c => c.Id)];
        _checks = [.. constraints.Select(c => c.Type?.Bind?.Invoke(c.Arguments))];
    }

    /// <summary>How many constraints there are, soft ones included.</summary>
    public int Count => _ids.Length;

    /// <summary>Binds, then checks one answer, strictly and loosely.</summary>
    /// <exception cref="ConstraintArgumentException">A hard constraint's arguments are not what its type asks for.</exception>
    public static Verification Verify(IReadOnlyList<Constraint> constraints, string response) => new Verifier(constraints).Verify(response);

    /// <summary>Checks an answer, strictly and loosely.</summary>
    public Verification Verify(string response)
    {
        var results = new ConstraintVerification[_ids.Length];
        var variants = new LooseVariants(response);
        for (int i = 0; i < results.Length; i++)
        {
            if (_checks[i] is not { } check)
            {
                results[i] = new ConstraintVerification(_ids[i], null, null);
                continue;
            }
            Verdict strict = check.Check(response);
            results[i] = new ConstraintVerification(_ids[i], strict.Satisfied, strict.Satisfied || variants.AnyFollows(check), strict.Reason, strict.Where);
        }
        return new Verification(results);
    }

    /// <summary>Checks an answer against the constraint at one place; null when that one is soft.</summary>
    public Verdict? CheckStrict(int index, string response) => _checks[index]?.Check(response);

    /// <summary>
    /// Writes one reward for each constraint: 1 or 0 by the strict verdict, NaN for a soft constraint. Allocates nothing for what is followed.
    /// </summary>
    /// <param name="rewards">[<see cref="Count"/>]</param>
    public void Reward(string response, Span<float> rewards)
    {
        for (int i = 0; i < _checks.Length; i++)
            rewards[i] = _checks[i] is { } check ? check.Check(response).Satisfied ? 1 : 0 : float.NaN;
    }
}
