using System.Globalization;
using AspireIF.Instructions;
using AspireIF.Instructions.Constraints;

namespace AspireIF.Training.Rewards;

/// <summary>How pseudo-labels are made of a ladder's answers.</summary>
public sealed record PseudoLabelOptions
{
    /// <summary>
    /// Every answer is labelled for every soft constraint of the ladder: satisfied where its level asks it, violated where not yet. Off: the paper's pairs only,
    /// (o_k, c_k) and (o_k-1, c_k) (arXiv 2508.02150, section 3.2).
    /// </summary>
    public bool AllLevels { get; init; } = true;

    /// <summary>An answer written for a constraint is also a negative for one that contradicts it.</summary>
    public bool Contrastive { get; init; } = true;

    /// <summary>Share of instructions whose labels are kept out of training, for early stopping, calibration and the report.</summary>
    public double HeldOutShare { get; init; } = 0.15;

    /// <summary>Every problem of the options, one sentence each; empty when they are sound.</summary>
    public IReadOnlyList<string> Problems() => HeldOutShare is > 0 and < 0.9 ? [] : [$"held-out-share is {HeldOutShare}; it must be above 0 and below 0.9"];
}

/// <summary>
/// Labels from instructions alone: the answer written with a constraint satisfies it, the one written without does not. Often wrong for a single answer and right
/// on the whole, which is what a classifier learns.
/// </summary>
public static class PseudoLabels
{
    /// <param name="key">Of the instruction.</param>
    /// <param name="constraints">c_1 .. c_n in the order in which the levels add them.</param>
    /// <param name="answers">o_0 .. o_n.</param>
    /// <param name="contradictions">Constraints that an answer to the given one cannot also satisfy; empty where none is known.</param>
    public static IEnumerable<LabelledAnswer> Of(
        string key, IReadOnlyList<Constraint> constraints, IReadOnlyList<string> answers, PseudoLabelOptions options, Func<Constraint, IReadOnlyList<Constraint>> contradictions)
    {
        if (answers.Count != constraints.Count + 1)
            throw new ArgumentException($"instruction '{key}' has {constraints.Count} constraints and {answers.Count} answers; a ladder has one answer more", nameof(answers));
        for (int level = 0; level < answers.Count; level++)
        {
            string answer = answers[level];
            if (string.IsNullOrWhiteSpace(answer))
                continue;
            var labels = new List<LabelledConstraint>();
            for (int k = 1; k <= constraints.Count; k++)
            {
                Constraint constraint = constraints[k - 1];
                bool satisfied = level >= k;
                bool paired = options.AllLevels || level == k || level == k - 1;
                // An answer that also stands on the other side of the constraint teaches nothing.
                if (constraint.IsHard || !paired || OnOtherSide(answer, k, satisfied))
                    continue;
                labels.Add(new(constraint with { Span = null }, satisfied, LabelSource.Ladder));
                if (satisfied && options.Contrastive && Contrary(constraint, level) is { } contrary)
                    labels.Add(new(contrary with { Span = null }, false, LabelSource.Contrast));
            }
            if (labels.Count > 0)
                yield return new LabelledAnswer(key, level, answer, [.. labels.DistinctBy(l => l.Constraint.Text)]);
        }

        // One of them, or types with many contraries would have few positives; always the same one for the same answer.
        Constraint? Contrary(Constraint constraint, int level)
        {
            Constraint[] candidates = [.. contradictions(constraint).Where(c => !constraints.Any(asked => ContrastPool.Meaning(asked) == ContrastPool.Meaning(c)))];
            return candidates.Length == 0 ? null : candidates[Fingerprint.Of(key, constraint.Text, level.ToString(CultureInfo.InvariantCulture)) % (ulong)candidates.Length];
        }

        bool OnOtherSide(string answer, int k, bool satisfied)
        {
            var (from, to) = options.AllLevels ? (satisfied ? 0 : k, satisfied ? k : answers.Count) : (satisfied ? k - 1 : k, satisfied ? k : k + 1);
            for (int level = from; level < to; level++)
            {
                if (answers[level] == answer)
                    return true;
            }
            return false;
        }
    }

    /// <summary>Splits by instruction, so that no ladder is on both sides; the same instruction always falls on the same one.</summary>
    public static (IReadOnlyList<LabelledAnswer> Training, IReadOnlyList<LabelledAnswer> HeldOut) Split(IEnumerable<LabelledAnswer> labels, double heldOutShare)
    {
        ILookup<bool, LabelledAnswer> sides = labels.ToLookup(l => Fingerprint.Of(l.Key, "held out") % 10_000 < heldOutShare * 10_000);
        return ([.. sides[false]], [.. sides[true]]);
    }
}
