using AspireIF.Training.Rewards;

namespace AspireIF.Pipeline.Configuration;

/// <summary>The classifier of soft constraints: its training, its renewal while the policy moves, and what is made of its probabilities.</summary>
public sealed record RewardSettings
{
    public ClassifierOptions Training { get; init; } = new();

    /// <summary>What of the classifier's probability becomes reward.</summary>
    public SoftRewardMode Soft { get; init; } = SoftRewardMode.Probability;

    /// <summary>Of what a precision threshold lets through, the share that is to be satisfied (held-out labels).</summary>
    public double Precision { get; init; } = 0.9;

    public RefreshSettings Refresh { get; init; } = new();

    public HackWatchSettings HackWatch { get; init; } = new();

    public IEnumerable<string> Problems() =>
    [
        .. Check.Under("reward.training", Training.Problems()), .. Check.Between("reward.precision", Precision, 0.5, 1), .. Refresh.Problems(), .. HackWatch.Problems(),
    ];
}

/// <summary>On-policy refresh: the present policy answers ladders, and the classifier learns from these too.</summary>
public sealed record RefreshSettings
{
    /// <summary>Steps between refreshes; 0 never refreshes (the plain recipe).</summary>
    public int EverySteps { get; init; } = 15;

    /// <summary>Instructions whose ladders are answered.</summary>
    public int Ladders { get; init; } = 300;

    /// <summary>Passes over the mixture of new and older labels.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Peak learning rate of a refresh; null for that of the first training.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Older labels in the mixture, beside one of the new.</summary>
    public double Replay { get; init; } = 1;

    public IEnumerable<string> Problems() =>
    [
        .. Check.AtLeast("reward.refresh.everySteps", EverySteps, 0), .. Check.AtLeast("reward.refresh.ladders", Ladders, 1), .. Check.AtLeast("reward.refresh.epochs", Epochs, 1),
        .. Check.Between("reward.refresh.replay", Replay, 0, 100), .. LearningRate is { } rate ? Check.Positive("reward.refresh.learningRate", rate) : [],
    ];
}

/// <summary>When the classifier's agreement with fresh pseudo-labels on the policy's own answers falls under a threshold while the reward rises.</summary>
public sealed record HackWatchSettings
{
    /// <summary>Agreement below which a rising reward is not believed.</summary>
    public double Threshold { get; init; } = 0.75;

    public HackAction Action { get; init; } = HackAction.Warn;

    public IEnumerable<string> Problems() => Check.Between("reward.hackWatch.threshold", Threshold, 0, 1);
}

public enum HackAction
{
    /// <summary>The run says so and goes on.</summary>
    Warn,

    /// <summary>Another refresh at once.</summary>
    Refresh,

    /// <summary>Doubles the weight of the divergence from the reference.</summary>
    RaiseKl,

    /// <summary>The run ends with the policy it has.</summary>
    Stop,
}
