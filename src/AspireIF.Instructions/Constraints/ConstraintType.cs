namespace AspireIF.Instructions.Constraints;

/// <summary>A kind of constraint: its id, its parameters, how it reads and, when it is hard, how it is checked.</summary>
/// <param name="Id">As in the public data sets: "group:name".</param>
/// <param name="Parameters">Names and kinds of its arguments.</param>
/// <param name="Describe">The constraint as one sentence of an instruction, for given arguments.</param>
public sealed record ConstraintType(string Id, IReadOnlyList<ConstraintParameter> Parameters, Func<ConstraintArguments, string> Describe)
{
    /// <summary>Makes the checker for given arguments; null for a soft type. Throws <see cref="ConstraintArgumentException"/>.</summary>
    public Func<ConstraintArguments, IConstraintCheck>? Bind { get; init; }

    /// <summary>What a soft type is about; null for a hard one.</summary>
    public SoftCategory? Category { get; init; }

    public bool IsHard => Bind is not null;
}

/// <summary>A named argument of a constraint type.</summary>
public sealed record ConstraintParameter(string Name, ParameterKind Kind, bool Optional = false);

public enum ParameterKind
{
    Integer,
    Number,
    String,
    Strings,

    /// <summary>"at least" or "less than", in some types also "at most", "exactly" or "around": the type says which.</summary>
    Relation,
}
