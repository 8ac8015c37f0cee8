using AspireIF.Training.Optimisation;

namespace AspireIF.Training.Policy;

/// <summary>How a policy is updated.</summary>
public sealed record PolicyOptions
{
    public PolicyAlgorithm Algorithm { get; init; } = PolicyAlgorithm.Grpo;

    public double LearningRate { get; init; } = 1e-6;

    public long WarmupSteps { get; init; }

    /// <summary>Where a falling schedule ends; not used by a constant one.</summary>
    public long TotalSteps { get; init; }

    public ScheduleShape Schedule { get; init; } = ScheduleShape.Constant;

    public double WeightDecay { get; init; } = 0.01;

    /// <summary>The largest norm of the gradient.</summary>
    public double ClipNorm { get; init; } = 1.0;

    /// <summary>How far the ratio may fall below 1; null for the algorithm's own: 0.2, of GSPO 3e-4.</summary>
    public double? ClipLow { get; init; }

    /// <summary>How far the ratio may rise above 1; null for the algorithm's own: 0.2, of DAPO 0.28 (clip-higher), of GSPO 4e-4.</summary>
    public double? ClipHigh { get; init; }

    /// <summary>Weight of the divergence from the reference model; 0 for none.</summary>
    public double KlCoefficient { get; init; }

    /// <summary>
    /// Truncated importance sampling: the weight of a token, its probability before the update over the sampler's, is at most this. 0 for none.
    /// </summary>
    public double ImportanceCap { get; init; } = 2;

    /// <summary>Groups whose rewards' standard deviation is not above this teach nothing and are left out.</summary>
    public double SpreadThreshold { get; init; } = 1e-3;

    /// <summary>Dr.GRPO's constant: the most tokens of an answer.</summary>
    public int MaxAnswerTokens { get; init; } = 1024;

    /// <summary>Passes over the groups of one update call.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Optimiser steps in a pass. With more than one step in all, the probabilities before the first are the old ones.</summary>
    public int MiniBatches { get; init; } = 1;

    /// <summary>Tokens in one forward and backward pass: decides the memory.</summary>
    public int MicroBatchTokens { get; init; } = 8192;

    /// <summary>Tokens whose logits exist at once.</summary>
    public int HeadChunkTokens { get; init; } = 512;

    /// <summary>Keep only the layers' inputs for the backward pass: less memory, a third more work.</summary>
    public bool Recompute { get; init; }

    /// <summary>Keep the optimiser's moments in 8 bits: 6 bytes a parameter less (<see cref="AdamWOptions.EightBitMoments"/>).</summary>
    public bool EightBitMoments { get; init; }

    /// <summary>Of the order of mini-batches.</summary>
    public int Seed { get; init; } = 1;

    internal double Low => ClipLow ?? (Algorithm == PolicyAlgorithm.Gspo ? 3e-4 : 0.2);

    internal double High => ClipHigh ?? Algorithm switch { PolicyAlgorithm.Gspo => 4e-4, PolicyAlgorithm.Dapo => 0.28, _ => 0.2 };

    /// <summary>Every problem of the options, one sentence each; empty when they are sound.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Require(Enum.IsDefined(Algorithm), $"algorithm is {Algorithm}; it must be grpo, drGrpo, dapo or gspo");
        Require(LearningRate > 0 && double.IsFinite(LearningRate), $"learning-rate is {LearningRate}; it must be a positive number");
        Require(WarmupSteps >= 0, $"warmup-steps is {WarmupSteps}; it must not be negative");
        Require(Schedule == ScheduleShape.Constant || TotalSteps >= 1, $"total-steps is {TotalSteps}; a {Schedule} schedule needs at least 1");
        Require(WeightDecay is >= 0 and < 10, $"weight-decay is {WeightDecay}; it must be from 0 to 10");
        Require(ClipNorm > 0, $"clip-norm is {ClipNorm}; it must be positive");
        Require(Low is > 0 and <= 1, $"clip-low is {Low}; it must be above 0 and at most 1");
        Require(High > 0 && double.IsFinite(High), $"clip-high is {High}; it must be positive");
        Require(KlCoefficient is >= 0 and < 100, $"kl-coefficient is {KlCoefficient}; it must be from 0 to 100");
        Require(ImportanceCap == 0 || ImportanceCap >= 1 && double.IsFinite(ImportanceCap), $"importance-cap is {ImportanceCap}; it must be 0 (off) or at least 1");
        Require(SpreadThreshold >= 0, $"spread-threshold is {SpreadThreshold}; it must not be negative");
        Require(MaxAnswerTokens >= 1, $"max-answer-tokens is {MaxAnswerTokens}; it must be at least 1");
        Require(Epochs >= 1, $"epochs is {Epochs}; it must be at least 1");
        Require(MiniBatches >= 1, $"mini-batches is {MiniBatches}; it must be at least 1");
        Require(MicroBatchTokens >= 16, $"micro-batch-tokens is {MicroBatchTokens}; it must be at least 16");
        Require(HeadChunkTokens >= 1, $"head-chunk-tokens is {HeadChunkTokens}; it must be at least 1");
        return problems;

        void Require(bool holds, string problem)
        {
            if (!holds)
                problems.Add(problem);
        }
    }
}
