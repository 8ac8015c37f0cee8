using System.Globalization;
using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Checkers.IfEval;

/// <summary>How a count compares with a number. IFEval has the first two; other data sets have the rest.</summary>
internal enum Relation
{
    AtLeast,
    LessThan,
    AtMost,
    MoreThan,
    Exactly,
}

/// <summary>"at least 3".</summary>
internal readonly record struct Comparison(Relation Relation, int Number)
{
    /// <summary>From a relation and a number among the arguments.</summary>
    public static Comparison Read(ConstraintArguments arguments, string relation, string number) =>
        new(ReadRelation(arguments, relation), arguments.RequireCount(number));

    public static Relation ReadRelation(ConstraintArguments arguments, string name) => arguments.RequireString(name) switch
    {
        "at least" => Relation.AtLeast,
        "less than" => Relation.LessThan,
        "at most" => Relation.AtMost,
        "more than" => Relation.MoreThan,
        "exactly" => Relation.Exactly,
        string other => throw new ConstraintArgumentException(name, $"\"{other}\"", "\"at least\", \"less than\", \"at most\", \"more than\" or \"exactly\""),
    };

    public bool Holds(int found) => Relation switch
    {
        Relation.AtLeast => found >= Number,
        Relation.LessThan => found < Number,
        Relation.AtMost => found <= Number,
        Relation.MoreThan => found > Number,
        _ => found == Number,
    };

    public override string ToString() => Words + " " + Number.ToString(CultureInfo.InvariantCulture);

    private string Words => Relation switch
    {
        Relation.AtLeast => "at least",
        Relation.LessThan => "less than",
        Relation.AtMost => "at most",
        Relation.MoreThan => "more than",
        _ => "exactly",
    };
}
