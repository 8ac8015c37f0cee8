using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Decomposition;

/// <summary>A hard constraint that a rule read, and the words it read it from: positions in the masked text.</summary>
internal sealed record Finding(string Id, ConstraintArguments Arguments, int Start, int End);

/// <summary>What the rules found in one unit.</summary>
internal sealed class Findings(Unit unit)
{
    private readonly List<Finding> _all = [];

    public Unit Unit { get; } = unit;

    public IReadOnlyList<Finding> All => _all;

    /// <summary>Positions are relative to the unit.</summary>
    public void Add(string id, int start, int end, params (string Name, object? Value)[] arguments) =>
        _all.Add(new Finding(id, ConstraintArguments.Of(arguments), Unit.Start + start, Unit.Start + end));

    /// <summary>One finding for each relation that the quantity states.</summary>
    public void AddCount(string id, int start, int end, Quantity quantity, string numberName, string relationName = "relation", params (string Name, object? Value)[] more)
    {
        foreach (var (relation, number) in quantity.Relations())
            Add(id, start, end, [(relationName, relation), (numberName, number), .. more]);
    }
}
