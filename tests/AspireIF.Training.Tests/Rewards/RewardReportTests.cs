using AspireIF.Training.Rewards;

namespace AspireIF.Training.Tests.Rewards;

public sealed class RewardReportTests
{
    [Fact]
    public void Shares_are_counted_by_class()
    {
        var report = RewardReport.Of([new(0.9, true, null), new(0.8, false, null), new(0.2, false, null), new(0.4, true, null), new(0.1, false, null)]);
        Assert.Equal(0.6, report.Accuracy, 12);
        Assert.Equal(0.5, report.Satisfied.Precision, 12);
        Assert.Equal(0.5, report.Satisfied.Recall, 12);
        Assert.Equal(2.0 / 3, report.Violated.Precision, 12);
        Assert.Equal(2.0 / 3, report.Violated.Recall, 12);
        // Five bins of one pair each: |0.9 - 1|, |0.8 - 0|, |0.2 - 0|, |0.4 - 1|, |0.1 - 0|.
        Assert.Equal((0.1 + 0.8 + 0.2 + 0.6 + 0.1) / 5, report.Ece, 12);
    }

    [Fact]
    public void The_precision_threshold_is_the_least_probability_that_reaches_the_precision()
    {
        ScoredLabel[] labels = [new(0.9, true, null), new(0.8, true, null), new(0.7, false, null), new(0.6, true, null), new(0.5, false, null)];
        Assert.Equal(0.8, RewardReport.PrecisionThreshold(labels, 0.9));
        Assert.Equal(0.6, RewardReport.PrecisionThreshold(labels, 0.75));
        Assert.Equal(1, RewardReport.PrecisionThreshold([new(0.9, false, null)], 0.9));
    }
}
