using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Primer;
using AspireIF.Pipeline.Data;
using AspireIF.Pipeline.Messages;
using AspireIF.Training.Evaluation;

namespace AspireIF.Pipeline.Evaluation;

/// <summary>Makes reports of judged answers.</summary>
internal static class EvaluationBuilder
{
    // Where the classifier says satisfied.
    private const double Threshold = 0.5;

    /// <param name="primer">Whether the constraints have a computable truth.</param>
    public static SplitReport Report(IReadOnlyList<(LadderItem Item, JudgedAnswer Answer)> answers, bool primer)
    {
        var outcomes = answers.SelectMany(a => a.Item.Constraints.Zip(a.Answer.Verdicts, (constraint, verdict) => (constraint, verdict, a.Answer))).ToArray();
        return new(
            Rate.Of(outcomes.Select(o => Satisfied(o.verdict))),
            Rate.Of(outcomes.Select(o => SatisfiedLoosely(o.verdict))),
            Rate.Of(outcomes.Where(o => !o.constraint.IsHard).Select(o => Satisfied(o.verdict))),
            Rate.Of(outcomes.Where(o => o.constraint.IsHard).Select(o => Satisfied(o.verdict))),
            Rate.Of(answers.Select(a => a.Answer.Verdicts.All(Satisfied))),
            Rate.Of(answers.Select(a => a.Answer.Verdicts.All(SatisfiedLoosely))),
            ByLevel(answers, a => a.Answer.Verdicts.All(Satisfied)),
            new SortedDictionary<string, Rate>(outcomes.GroupBy(o => o.constraint.Id).ToDictionary(g => g.Key, g => Rate.Of(g.Select(o => Satisfied(o.verdict)))), StringComparer.Ordinal),
            Rate.Of(answers.Select(a => a.Answer.Finished)),
            answers.Count == 0 ? 0 : answers.Average(a => a.Answer.TokenCount),
            primer ? Truth(answers) : null);
    }

    public static bool Satisfied(ConstraintVerdict verdict) => verdict.Strict ?? verdict.Probability >= Threshold;

    private static bool SatisfiedLoosely(ConstraintVerdict verdict) => verdict.Loose ?? verdict.Probability >= Threshold;

    private static TruthReport Truth(IReadOnlyList<(LadderItem Item, JudgedAnswer Answer)> answers)
    {
        var truths = answers.Select(a => (a.Item, a.Answer, Holds: Holds(a.Item.Constraints, a.Answer.Judged))).ToArray();
        var outcomes = truths.SelectMany(t => t.Item.Constraints.Select((constraint, i) => (constraint, True: t.Holds[i], Judged: Satisfied(t.Answer.Verdicts[i])))).ToArray();
        var soft = outcomes.Where(o => !o.constraint.IsHard).ToArray();
        return new(
            Rate.Of(outcomes.Select(o => o.True)), Rate.Of(soft.Select(o => o.True)), Rate.Of(outcomes.Where(o => o.constraint.IsHard).Select(o => o.True)),
            Rate.Of(truths.Where(t => t.Holds.Length >= 3).Select(t => t.Holds.All(h => h))),
            ByLevel([.. truths.Select(t => (t.Item, t.Answer))], a => Holds(a.Item.Constraints, a.Answer.Judged).All(h => h)),
            Rate.Of(soft.Select(o => o.Judged == o.True)), Rate.Of(soft.Where(o => !o.True).Select(o => !o.Judged)), Rate.Of(soft.Where(o => !o.Judged).Select(o => !o.True)));
    }

    public static bool[] Holds(IReadOnlyList<Constraint> constraints, string answer) => [.. constraints.Select(c => PrimerTruth.Holds(c, answer))];

    private static SortedDictionary<int, Rate> ByLevel(
        IReadOnlyList<(LadderItem Item, JudgedAnswer Answer)> answers, Func<(LadderItem Item, JudgedAnswer Answer), bool> all) =>
        new(answers.Where(a => a.Item.Constraints.Count > 0).GroupBy(a => a.Item.Constraints.Count).ToDictionary(g => g.Key, g => Rate.Of(g.Select(all))));
}
