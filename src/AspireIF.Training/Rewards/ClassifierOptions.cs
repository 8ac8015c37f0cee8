using AspireIF.Training.Optimisation;

namespace AspireIF.Training.Rewards;

/// <summary>How a reward model judges.</summary>
public enum RewardModelKind
{
    /// <summary>A two-class head over the answer and the constraint (arXiv 2508.02150, section 3.3).</summary>
    Classifier,

    /// <summary>The base model's own likelihood ratio, calibrated on the labels: nothing else is trained.</summary>
    LikelihoodRatio,
}

/// <summary>How the classifier of soft constraints is trained.</summary>
public sealed record ClassifierOptions
{
    /// <summary>What is trained; the settings below are a classifier's.</summary>
    public RewardModelKind Kind { get; init; }

    /// <summary>Demands of other instructions that a likelihood ratio compares every constraint with. Each costs a pass over the answer.</summary>
    public int Alternatives { get; init; } = 3;

    /// <summary>Demands of its own type that it compares a constraint with, beside. Each costs a pass over the answer for every constraint. Both 0: it compares with nothing asked.</summary>
    public int Contraries { get; init; } = 1;

    public double LearningRate { get; init; } = 5e-6;

    /// <summary>Passes over the labels, at most.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>Answers of one update.</summary>
    public int BatchAnswers { get; init; } = 32;

    /// <summary>Tokens in one forward and backward pass: decides the memory.</summary>
    public int MicroBatchTokens { get; init; } = 8192;

    /// <summary>Share of the updates in which the learning rate rises.</summary>
    public double WarmupShare { get; init; } = 0.05;

    public double WeightDecay { get; init; } = 0.01;

    /// <summary>The largest norm of the gradient.</summary>
    public double ClipNorm { get; init; } = 1;

    /// <summary>Looks at the held-out labels in each pass.</summary>
    public int LooksPerEpoch { get; init; } = 1;

    /// <summary>Looks without a better held-out loss after which training ends; the best weights are kept.</summary>
    public int Patience { get; init; } = 2;

    /// <summary>Whether both classes weigh alike however many labels each has.</summary>
    public bool Balance { get; init; } = true;

    /// <summary>
    /// How much a label that says "violated" counts beside one that says "satisfied". Above 1, doubt speaks against an answer: a violation that is overlooked is
    /// what a policy learns to exploit, a false alarm costs it a little reward.
    /// </summary>
    public double ViolationWeight { get; init; } = 1;

    /// <summary>Keep only the layers' inputs for the backward pass: less memory, a third more work.</summary>
    public bool Recompute { get; init; }

    /// <summary>Keep the optimiser's moments in 8 bits: 6 bytes a parameter less (<see cref="AdamWOptions.EightBitMoments"/>).</summary>
    public bool EightBitMoments { get; init; }

    /// <summary>Of the order of the answers.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Every problem of the options, one sentence each; empty when they are sound.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Require(Alternatives is >= 0 and <= 64, $"alternatives is {Alternatives}; it must be from 0 to 64");
        Require(Contraries is >= 0 and <= 64, $"contraries is {Contraries}; it must be from 0 to 64");
        Require(LearningRate > 0 && double.IsFinite(LearningRate), $"learning-rate is {LearningRate}; it must be a positive number");
        Require(Epochs >= 1, $"epochs is {Epochs}; it must be at least 1");
        Require(BatchAnswers >= 1, $"batch-answers is {BatchAnswers}; it must be at least 1");
        Require(MicroBatchTokens >= 16, $"micro-batch-tokens is {MicroBatchTokens}; it must be at least 16");
        Require(WarmupShare is >= 0 and < 1, $"warmup-share is {WarmupShare}; it must be at least 0 and below 1");
        Require(WeightDecay is >= 0 and < 10, $"weight-decay is {WeightDecay}; it must be from 0 to 10");
        Require(ClipNorm > 0, $"clip-norm is {ClipNorm}; it must be positive");
        Require(LooksPerEpoch >= 1, $"looks-per-epoch is {LooksPerEpoch}; it must be at least 1");
        Require(Patience >= 1, $"patience is {Patience}; it must be at least 1");
        Require(ViolationWeight is > 0 and <= 100, $"violation-weight is {ViolationWeight}; it must be above 0 and at most 100");
        return problems;

        void Require(bool holds, string problem)
        {
            if (!holds)
                problems.Add(problem);
        }
    }
}
