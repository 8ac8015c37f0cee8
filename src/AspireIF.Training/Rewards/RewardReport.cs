using AspireIF.Instructions.Constraints;

namespace AspireIF.Training.Rewards;

/// <summary>A verdict beside what it should have been.</summary>
/// <param name="Probability">Of being satisfied.</param>
public readonly record struct ScoredLabel(double Probability, bool Satisfied, SoftCategory? Category);

/// <summary>Precision: of those named so, the share that is. Recall: of those that are, the share named so. NaN where there are none.</summary>
public sealed record ClassQuality(double Precision, double Recall);

/// <summary>How a classifier agrees with labels.</summary>
/// <param name="Pairs">Labels looked at.</param>
/// <param name="Ece">Expected calibration error over ten bins of equal width (Guo et al., ICML 2017, section 2).</param>
/// <param name="Loss">Mean negative log-likelihood, in nats.</param>
public sealed record RewardReport(
    int Pairs, double Accuracy, ClassQuality Satisfied, ClassQuality Violated, double Ece, double Loss, IReadOnlyDictionary<string, double> AccuracyByCategory)
{
    private const int Bins = 10;

    public static RewardReport Of(IReadOnlyList<ScoredLabel> labels)
    {
        int Count(bool named, bool isSo) => labels.Count(l => l.Probability >= 0.5 == named && l.Satisfied == isSo);
        double right = Count(true, true), falseAlarm = Count(true, false), missed = Count(false, true), found = Count(false, false);
        double ece = labels.GroupBy(l => Math.Min(Bins - 1, (int)(l.Probability * Bins)))
            .Sum(bin => Math.Abs(bin.Average(l => l.Probability) - bin.Average(l => l.Satisfied ? 1.0 : 0)) * bin.Count() / labels.Count);
        return new(
            labels.Count, (right + found) / labels.Count, new(right / (right + falseAlarm), right / (right + missed)), new(found / (found + missed), found / (found + falseAlarm)), ece,
            labels.Count == 0 ? double.NaN : labels.Average(l => -Math.Log(Math.Max(1e-12, l.Satisfied ? l.Probability : 1 - l.Probability))),
            new SortedDictionary<string, double>(labels.GroupBy(l => l.Category?.ToString() ?? "none").ToDictionary(g => g.Key, g => g.Average(l => l.Probability >= 0.5 == l.Satisfied ? 1.0 : 0)), StringComparer.Ordinal));
    }

    /// <summary>The least probability from which "satisfied" is right with a wanted precision; 1 when none reaches it.</summary>
    public static double PrecisionThreshold(IReadOnlyList<ScoredLabel> labels, double precision)
    {
        double threshold = 1;
        int named = 0, right = 0;
        foreach (var group in labels.GroupBy(l => l.Probability).OrderByDescending(g => g.Key))
        {
            named += group.Count();
            right += group.Count(l => l.Satisfied);
            if ((double)right / named >= precision)
                threshold = group.Key;
        }
        return threshold;
    }
}
