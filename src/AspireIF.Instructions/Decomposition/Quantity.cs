namespace AspireIF.Instructions.Decomposition;

internal enum Bound
{
    /// <summary>A bare number.</summary>
    None,
    AtLeast,
    MoreThan,
    LessThan,
    AtMost,
    Exactly,
    Around,

    /// <summary>From <see cref="Quantity.Number"/> to <see cref="Quantity.High"/>, both included.</summary>
    Range,
}

/// <summary>"at least 300", "2-3", "twelve".</summary>
internal readonly record struct Quantity(Bound Bound, int Number, int High = 0)
{
    /// <summary>
    /// As IFEval says it: "at most 150" is "less than 151", "more than 30" is "at least 31", a range is two relations. Only "exactly" has no such form and stays.
    /// </summary>
    public IEnumerable<(string Relation, int Number)> Relations(string bare = "at least")
    {
        switch (Bound)
        {
            case Bound.MoreThan:
                yield return ("at least", Next(Number));
                break;
            case Bound.LessThan:
                yield return ("less than", Number);
                break;
            case Bound.AtMost:
                yield return ("less than", Next(Number));
                break;
            case Bound.Exactly:
                yield return ("exactly", Number);
                break;
            case Bound.Range:
                yield return ("at least", Number);
                yield return ("less than", Next(High));
                break;
            case Bound.AtLeast:
                yield return ("at least", Number);
                break;
            default:
                yield return (bare, Number);
                break;
        }
    }

    private static int Next(int number) => number == int.MaxValue ? number : number + 1;
}
