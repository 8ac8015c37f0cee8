using AspireIF.Pipeline;
using AspireIF.Runs.Artifacts;

namespace AspireIF.EndToEnd;

/// <summary>A run with all phases, strictly on-policy, that takes half a minute undisturbed.</summary>
internal static class TinyRun
{
    public const string Preset = "quickstart", PolicySeries = "policy";

    public const int Steps = 4;

    // One thread: the last bits of sums depend on how many there are. Jobs may be delivered often: their workers are killed often.
    public static IReadOnlyList<string> Settings { get; } =
    [
        $"policy.steps={Steps}", "policy.promptsPerStep=4", "policy.checkpointEvery=1", "labels.ladders=20", "data.instructions=100", "evaluation.finalAnswers=12", "evaluation.everySteps=0",
        "reward.refresh.everySteps=2", "reward.refresh.ladders=10", "queue.leaseSeconds=2", "queue.maxDeliveries=50", "model.threads=1",
    ];

    /// <summary>The bytes of the trained weights; null when there are none.</summary>
    public static async Task<byte[]?> ModelAsync(IArtifactStore artifacts, string run) =>
        await artifacts.TryOpenAsync(run, ArtifactKinds.Model, 1) is { } folder ? await File.ReadAllBytesAsync(Path.Combine(folder, "model.safetensors")) : null;
}
