using AspireIF.Training.Policy;

namespace AspireIF.Training.Tests.Policy;

public sealed class AdvantagesTests
{
    [Fact]
    public void They_are_relative_to_the_group()
    {
        Assert.Equal([-1, 1], Advantages.Of([0.2, 0.4], PolicyAlgorithm.Grpo).Select(a => Math.Round(a, 4)));
        Assert.Equal([-0.1, 0.1], Advantages.Of([0.2, 0.4], PolicyAlgorithm.DrGrpo).Select(a => Math.Round(a, 4)));
        Assert.All(Advantages.Of([0.3, 0.3, 0.3], PolicyAlgorithm.Dapo), a => Assert.Equal(0, a));
    }

    [Fact]
    public void A_group_with_little_spread_is_not_informative()
    {
        Assert.True(Advantages.Informative(Group(0.2, 0.4), 0.05));
        Assert.False(Advantages.Informative(Group(0.30, 0.31), 0.05));
        Assert.False(Advantages.Informative(Group(0.3), 0));

        static ResponseGroup Group(params double[] rewards) => new("a", 1, [1], [.. rewards.Select(reward => new PolicySample([1], [0], [0], reward, true))]);
    }
}
