namespace AspireIF.Training.Pretraining;

/// <summary>How a model is pre-trained. Everything that decides the resulting weights is in here, in the model's configuration and in the documents.</summary>
public sealed record PretrainOptions
{
    /// <summary>Updates.</summary>
    public long Steps { get; init; } = 1000;

    /// <summary>About how many tokens an update sees, gathered over micro-batches: a whole number of them.</summary>
    public int BatchTokens { get; init; } = 16_384;

    /// <summary>Tokens in one forward and backward pass: decides the memory.</summary>
    public int MicroBatchTokens { get; init; } = 8192;

    /// <summary>Tokens whose logits exist at once.</summary>
    public int HeadChunkTokens { get; init; } = 4096;

    /// <summary>Documents that are sorted by length together.</summary>
    public int WindowDocuments { get; init; } = 16_384;

    public double LearningRate { get; init; } = 1e-3;

    public long WarmupSteps { get; init; } = 100;

    /// <summary>The last step's learning rate as a share of the peak.</summary>
    public double FinalShare { get; init; } = 0.05;

    public double WeightDecay { get; init; } = 0.1;

    /// <summary>The largest norm of the gradient.</summary>
    public double ClipNorm { get; init; } = 1.0;

    /// <summary>How much the tokens of what was asked count, beside 1 for those of the answer.</summary>
    public double PromptWeight { get; init; } = 0.2;

    /// <summary>Of the initial weights and the order of the batches.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Steps between checkpoints; 0 for none but the last.</summary>
    public long CheckpointEvery { get; init; } = 200;

    /// <summary>Older checkpoints than so many are deleted.</summary>
    public int KeepCheckpoints { get; init; } = 2;

    /// <summary>Every problem of the options, one sentence each; empty when they are sound.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Require(Steps >= 1, $"steps is {Steps}; it must be at least 1");
        Require(MicroBatchTokens >= 16, $"micro-batch-tokens is {MicroBatchTokens}; it must be at least 16");
        Require(BatchTokens >= MicroBatchTokens, $"batch-tokens is {BatchTokens}; it must be at least micro-batch-tokens ({MicroBatchTokens})");
        Require(HeadChunkTokens >= 1, $"head-chunk-tokens is {HeadChunkTokens}; it must be at least 1");
        Require(WindowDocuments >= 1, $"window-documents is {WindowDocuments}; it must be at least 1");
        Require(LearningRate > 0 && double.IsFinite(LearningRate), $"learning-rate is {LearningRate}; it must be a positive number");
        Require(WarmupSteps >= 0, $"warmup-steps is {WarmupSteps}; it must not be negative");
        Require(FinalShare is >= 0 and <= 1, $"final-share is {FinalShare}; it must be from 0 to 1");
        Require(WeightDecay is >= 0 and < 10, $"weight-decay is {WeightDecay}; it must be from 0 to 10");
        Require(ClipNorm > 0, $"clip-norm is {ClipNorm}; it must be positive");
        Require(PromptWeight is >= 0 and <= 1, $"prompt-weight is {PromptWeight}; it must be from 0 to 1");
        Require(CheckpointEvery >= 0, $"checkpoint-every is {CheckpointEvery}; it must not be negative");
        Require(KeepCheckpoints >= 1, $"keep-checkpoints is {KeepCheckpoints}; it must be at least 1");
        return problems;

        void Require(bool holds, string problem)
        {
            if (!holds)
                problems.Add(problem);
        }
    }
}
