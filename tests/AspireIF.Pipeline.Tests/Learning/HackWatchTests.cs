using AspireIF.Pipeline.Configuration;
using AspireIF.Pipeline.Learning;

namespace AspireIF.Pipeline.Tests.Learning;

public sealed class HackWatchTests
{
    private static readonly HackWatchSettings Settings = new() { Threshold = 0.8, Action = HackAction.RaiseKl };

    [Fact]
    public void A_rising_reward_with_little_agreement_is_acted_on()
    {
        var (first, watch) = new HackWatch(null).Look(0.5, 0.6, Settings);
        Assert.Null(first); // nothing to compare with yet
        var (second, next) = watch.Look(0.7, 0.6, Settings);
        Assert.Equal(HackAction.RaiseKl, second);
        Assert.Equal(0.7, next.PreviousReward);
    }

    [Theory]
    [InlineData(0.7, 0.9)] // the classifier is right
    [InlineData(0.4, 0.6)] // the reward falls
    public void Otherwise_nothing_is_done(double reward, double agreement) => Assert.Null(new HackWatch(0.5).Look(reward, agreement, Settings).Action);
}
