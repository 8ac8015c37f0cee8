using System.Collections.Frozen;
using AspireIF.Instructions.Checkers.FinalAnswers;
using AspireIF.Instructions.Checkers.IfBench;
using AspireIF.Instructions.Checkers.IfEval;
using AspireIF.Instructions.Primer;

namespace AspireIF.Instructions.Constraints;

/// <summary>Every constraint type that this library knows.</summary>
public static class ConstraintCatalog
{
    /// <summary>All types; the families follow one another (IFEval, IFBench, final answers, soft).</summary>
    public static IReadOnlyList<ConstraintType> All { get; } = [.. IfEvalTypes.All, .. IfBenchTypes.All, .. FinalAnswerTypes.All, .. PrimerTypes.All, .. SoftTypes.All];

    private static readonly FrozenDictionary<string, ConstraintType> ById = All.ToFrozenDictionary(t => t.Id, StringComparer.Ordinal);

    /// <summary>The type, or null: an unknown id is a soft constraint, never an error.</summary>
    public static ConstraintType? Find(string id) => ById.GetValueOrDefault(id);
}
