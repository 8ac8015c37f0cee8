using System.Globalization;
using AspireIF.Models.Configuration;
using AspireIF.Models.Transformer;
using AspireIF.Training.Policy;
using AspireIF.Training.Rewards;

namespace AspireIF.Pipeline.Configuration;

/// <summary>What a run takes of a GPU that all its workers use, at its fullest: when the classifier is renewed while answers are generated and the policy is updated.</summary>
public static class RunMemory
{
    /// <summary>A rollout worker keeps the classifier in use and the one before.</summary>
    private const int KeptClassifiers = 2;

    /// <returns>In bytes, by worker; weights in bf16.</returns>
    public static IReadOnlyList<MemoryPart> Of(RunConfiguration run, ModelConfiguration model)
    {
        PolicyOptions update = run.Policy.Update;
        ClassifierOptions classifier = run.Reward.Training;
        long weights = new ModelMemory(model).Weights(bytesPerElement: 2);
        // A group is not cut.
        int tokens = Math.Max(update.MicroBatchTokens, run.Policy.AnswersPerPrompt * run.Generation.MaxNewTokens);
        long learner = GpuMemoryPlan.Of(model, new GpuMemoryRequest
        {
            MicroBatchTokens = tokens, HeadChunkTokens = update.HeadChunkTokens, Recompute = update.Recompute, EightBitMoments = update.EightBitMoments,
        }).Total;
        long training = classifier.Kind == RewardModelKind.LikelihoodRatio ? weights : GpuMemoryPlan.Of(model, new GpuMemoryRequest
        {
            MicroBatchTokens = classifier.MicroBatchTokens, HeadChunkTokens = 0, Recompute = classifier.Recompute, EightBitMoments = classifier.EightBitMoments,
        }).Parts.Where(part => part.Name != GpuMemoryPlan.OverheadName).Sum(part => part.Bytes);
        bool reference = update.KlCoefficient > 0 || run.Reward.HackWatch.Action == HackAction.RaiseKl;
        MemoryPart[] parts =
        [
            new("learner", learner), new("reference", reference ? weights : 0), new("rollouts", run.Generation.MemoryMiB << 20), new("classifiers that score", KeptClassifiers * weights),
            new("classifier in training", training),
        ];
        return [.. parts.Where(part => part.Bytes > 0)];
    }

    /// <summary>The parts beside what there is, in a line.</summary>
    /// <param name="memory">Of the GPU, in bytes.</param>
    public static string Describe(IReadOnlyList<MemoryPart> parts, long memory)
    {
        long total = parts.Sum(part => part.Bytes);
        return $"GPU memory planned if all workers use one: {Gigabytes(total)} of {Gigabytes(memory)} GB ({string.Join(", ", parts.Select(part => $"{part.Name} {Gigabytes(part.Bytes)}"))})"
            + (total <= memory ? "" : "; lower generation.memoryMiB or policy.update.microBatchTokens, or set policy.update.recompute, policy.update.eightBitMoments, reward.training.recompute and reward.training.eightBitMoments");
    }

    private static string Gigabytes(long bytes) => (bytes / 1e9).ToString("F1", CultureInfo.InvariantCulture);
}
