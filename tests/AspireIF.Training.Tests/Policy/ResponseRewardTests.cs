using AspireIF.Training.Policy;

namespace AspireIF.Training.Tests.Policy;

public sealed class ResponseRewardTests
{
    private static readonly int[] Distinct = [.. Enumerable.Range(0, 100)];

    [Fact]
    public void Without_penalties_it_is_the_mean_of_the_scores()
    {
        var options = new RewardOptions();
        Assert.Equal(0.75, ResponseReward.Of([1, 0.5], judged: true, Distinct, options).Total);
        Assert.Equal(1, ResponseReward.Of([], judged: true, Distinct, options).Total);
        Assert.Equal(0, ResponseReward.Of([], judged: false, Distinct, options).Total);
    }

    [Theory]
    [InlineData(60, 0)]
    [InlineData(80, 0)]
    [InlineData(90, 0.5)]
    [InlineData(100, 1)]
    public void Long_answers_lose_more_the_nearer_they_come_to_the_limit(int length, double penalty) =>
        Assert.Equal(1 - penalty, ResponseReward.Of([1], true, Distinct.AsSpan(0, length), new RewardOptions { MaxAnswerTokens = 100, OverlongBuffer = 20 }).Total, 9);

    [Fact]
    public void Short_and_repetitive_answers_lose_what_is_set()
    {
        var options = new RewardOptions { MinAnswerTokens = 10, ShortPenalty = 0.3, RepetitionPenalty = 0.8, RepetitionLength = 2, RepetitionAllowed = 0.5 };
        Assert.Equal(0.7, ResponseReward.Of([1], true, Distinct.AsSpan(0, 9), options).Total, 9);
        Assert.Equal(1.0, ResponseReward.Of([1], true, Distinct, options).Total, 9);
        int[] same = [.. Enumerable.Repeat(7, 101)];
        Assert.Equal(0.99, ResponseReward.Repeated(same, 2), 9);
        Assert.Equal(1 - 0.8 * (0.99 - 0.5) / 0.5, ResponseReward.Of([1], true, same, options).Total, 9);
        Assert.Equal(0, ResponseReward.Repeated([1], 2));
    }

    [Fact]
    public void All_problems_of_the_options_are_told_at_once() =>
        Assert.Equal(3, new RewardOptions { MaxAnswerTokens = 10, OverlongBuffer = 20, ShortPenalty = -1, RepetitionLength = 0 }.Problems().Count);
}
