namespace AspireIF.Training.Rewards;

/// <summary>What of the classifier's probability becomes the reward of a soft constraint.</summary>
public enum SoftRewardMode
{
    /// <summary>The probability itself: the paper's choice.</summary>
    Probability,

    /// <summary>1 from one half on, else 0.</summary>
    Binary,

    /// <summary>The probability where "satisfied" can be relied on, else 0: a reward that is given wrongly is what gets exploited (arXiv 2601.04954).</summary>
    PrecisionThreshold,
}

public static class SoftReward
{
    /// <param name="probability">Of being satisfied, calibrated, in [0, 1].</param>
    /// <param name="threshold">From which "satisfied" can be relied on.</param>
    public static double Of(double probability, SoftRewardMode mode, double threshold) => mode switch
    {
        SoftRewardMode.Binary => probability >= 0.5 ? 1 : 0,
        SoftRewardMode.PrecisionThreshold => probability >= threshold ? probability : 0,
        _ => probability,
    };
}
