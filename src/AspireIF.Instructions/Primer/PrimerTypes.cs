using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Primer.Soft;
using AspireIF.Instructions.Primer.World;

namespace AspireIF.Instructions.Primer;

/// <summary>The primer's soft constraint types, "primer:tone" and so on; their one argument, "value", names what is asked.</summary>
public static class PrimerTypes
{
    public static IReadOnlyList<ConstraintType> All { get; } =
    [
        .. PrimerWorld.Instance.SoftTypes.Select(type =>
            new ConstraintType(type.Id, [new("value", ParameterKind.String)], arguments => Sentence(Value(type, arguments))) { Category = type.Category }),
    ];

    /// <summary>The constraint as an instruction says it by default.</summary>
    public static Constraint Ask(SoftType type, SoftValue value) =>
        new(type.Id, ConstraintArguments.Of(("value", value.Name)), Sentence(value)) { Category = type.Category };

    /// <summary>
    /// The constraints that an answer to <paramref name="constraint"/> cannot also satisfy: the contradicting values of its type.
    /// Empty for a constraint that is not the primer's own.
    /// </summary>
    public static IReadOnlyList<Constraint> Contradictions(Constraint constraint)
    {
        if (Find(constraint) is not var (type, value))
            return [];
        return [.. value.Contradicts.Select(name => Ask(type, type.Find(name)!))];
    }

    /// <exception cref="ConstraintArgumentException">The type is the primer's and the value is none of its values.</exception>
    internal static (SoftType Type, SoftValue Value)? Find(Constraint constraint)
    {
        foreach (SoftType type in PrimerWorld.Instance.SoftTypes)
        {
            if (type.Id == constraint.Id)
                return (type, Value(type, constraint.Arguments));
        }
        return null;
    }

    private static string Sentence(SoftValue value) => $"Write {value.Asks.Training[0].Text}.";

    private static SoftValue Value(SoftType type, ConstraintArguments arguments)
    {
        string name = arguments.RequireString("value");
        return type.Find(name)
            ?? throw new ConstraintArgumentException("value", name, "one of " + string.Join(", ", type.Values.Select(v => v.Name)));
    }
}
