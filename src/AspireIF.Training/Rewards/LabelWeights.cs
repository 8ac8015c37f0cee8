namespace AspireIF.Training.Rewards;

/// <summary>
/// How much each label counts. Balanced, both verdicts weigh alike within every type of constraint, so that neither the type nor its share of contraries says
/// anything about the verdict; then violations are weighed as the options say.
/// </summary>
internal sealed class LabelWeights
{
    private readonly Dictionary<(string Id, bool Satisfied), double> _weights = [];

    public LabelWeights(IEnumerable<LabelledAnswer> labels, ClassifierOptions options)
    {
        foreach (var type in labels.SelectMany(l => l.Labels).GroupBy(l => l.Constraint.Id))
        {
            int all = type.Count(), satisfied = type.Count(l => l.Satisfied);
            _weights[(type.Key, true)] = options.Balance && satisfied > 0 ? all / (2.0 * satisfied) : 1;
            _weights[(type.Key, false)] = options.ViolationWeight * (options.Balance && satisfied < all ? all / (2.0 * (all - satisfied)) : 1);
        }
    }

    public double Of(LabelledConstraint label) => _weights.GetValueOrDefault((label.Constraint.Id, label.Satisfied), 1);
}
