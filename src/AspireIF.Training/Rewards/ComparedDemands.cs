using AspireIF.Instructions;
using AspireIF.Instructions.Constraints;

namespace AspireIF.Training.Rewards;

/// <summary>A demand in words in which some instruction makes it.</summary>
/// <param name="Id">Type of the constraint.</param>
/// <param name="Meaning">Of two demands the same where they ask for the same in other words: a constraint's arguments, or its text where it has none.</param>
public sealed record Demand(string Text, string Id, string Meaning)
{
    internal static Demand Of(Constraint constraint) => new(constraint.Text, constraint.Id, constraint.Arguments.Count == 0 ? constraint.Text : constraint.Arguments.ToString());
}

/// <summary>
/// What a likelihood ratio compares constraints with. Demands of other types tell whether an answer does anything of a constraint's kind; those of its own type whether it does
/// this one and not its neighbour, such as a greeting where a surprise was wanted to open with.
/// </summary>
/// <param name="General">Of different types; every constraint is compared with them.</param>
/// <param name="Pool">One of each meaning.</param>
/// <param name="OfType">How many of the pool's demands of its own type a constraint is compared with.</param>
public sealed record ComparedDemands(IReadOnlyList<Demand> General, IReadOnlyList<Demand> Pool, int OfType)
{
    private const string Nothing = "Write it.";

    private readonly ILookup<string, Demand> _types = Pool.ToLookup(d => d.Id);

    public static ComparedDemands None { get; } = new([], [], 0);

    /// <summary>The same ones for the same labels.</summary>
    public static ComparedDemands Of(IEnumerable<Constraint> labelled, int general, int ofType)
    {
        Demand[] pool = [.. labelled.Select(Demand.Of).GroupBy(d => (d.Id, d.Meaning)).Select(same => same.MinBy(d => Fingerprint.Of(d.Text))!).OrderBy(d => d.Id, StringComparer.Ordinal).ThenBy(d => Fingerprint.Of(d.Text))];
        return new([.. pool.GroupBy(d => d.Id).OrderBy(type => Fingerprint.Of(type.Key)).Take(general).Select(type => type.First())], pool, ofType);
    }

    /// <summary>Texts that a constraint of an answer is compared with, at least one.</summary>
    /// <param name="beside">All constraints of the answer.</param>
    public IReadOnlyList<string> For(Constraint constraint, IReadOnlyList<Constraint> beside)
    {
        Demand own = Demand.Of(constraint);
        IEnumerable<Demand> others = [.. General, .. beside.Select(Demand.Of), .. _types[own.Id].Where(d => d.Meaning != own.Meaning).OrderBy(d => Fingerprint.Of(own.Text, d.Text)).Take(OfType)];
        string[] texts = [.. others.Where(d => (d.Id, d.Meaning) != (own.Id, own.Meaning)).Select(d => d.Text).Distinct()];
        return texts.Length > 0 ? texts : [Nothing];
    }
}
