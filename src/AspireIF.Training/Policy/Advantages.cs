namespace AspireIF.Training.Policy;

/// <summary>How much better than its group each answer is.</summary>
public static class Advantages
{
    // Keeps the quotient finite; a group with so little spread is left out anyway.
    private const double Epsilon = 1e-6;

    /// <summary>r - mean, divided by the standard deviation unless the algorithm is Dr.GRPO.</summary>
    public static double[] Of(IReadOnlyList<double> rewards, PolicyAlgorithm algorithm)
    {
        double mean = rewards.Average(), scale = algorithm == PolicyAlgorithm.DrGrpo ? 1 : Spread(rewards) + Epsilon;
        return [.. rewards.Select(reward => (reward - mean) / scale)];
    }

    /// <summary>The standard deviation of a group's rewards (of the group itself, not of what it is a sample of).</summary>
    public static double Spread(IReadOnlyList<double> rewards)
    {
        double mean = rewards.Average();
        return Math.Sqrt(rewards.Average(reward => (reward - mean) * (reward - mean)));
    }

    /// <summary>Whether a group's rewards differ enough to teach something. With continuous rewards a test for equality would never fire.</summary>
    public static bool Informative(ResponseGroup group, double threshold) => Spread([.. group.Samples.Select(sample => sample.Reward)]) > threshold;
}
