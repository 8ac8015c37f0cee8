using System.Text.Json;
using AspireIF.Models.Native;
using AspireIF.Models.Tokenization;
using AspireIF.Pipeline.Configuration;
using AspireIF.Pipeline.Data;
using AspireIF.Pipeline.DataPrep;
using AspireIF.Pipeline.Telemetry;
using AspireIF.Runs.Artifacts;
using AspireIF.Runs.Server;
using AspireIF.Runs.State;
using AspireIF.Training.Rewards;
using Microsoft.Extensions.Logging;
using static TorchSharp.torch;

namespace AspireIF.Pipeline.RewardTraining;

/// <summary>Trains the classifier on every version of the pseudo-labels, each from the classifier before.</summary>
public sealed class RewardTrainingWorker(RunSelection selection, RedisConnection connection, RunStore store, IArtifactStore artifacts, ILogger<RewardTrainingWorker> logger)
    : RunWorker("reward-trainer", selection, connection, store, artifacts, logger)
{
    protected override async Task WorkAsync(RunContext run, CancellationToken cancellation)
    {
        IReadOnlyList<long> made = await run.Artifacts.ListAsync(run.Run, ArtifactKinds.Reward, cancellation).ConfigureAwait(false);
        long newest = made.Count == 0 ? 0 : made[^1];
        while (true)
        {
            // A worker that died between publishing and telling left the state behind.
            await run.UpdateAsync(s => s.RewardVersion >= newest ? s : s with { RewardVersion = newest }, cancellation).ConfigureAwait(false);
            await run.WaitAsync(s => RunContext.LabelsOf(s).Wanted > newest, cancellation).ConfigureAwait(false);
            string labels = await run.OpenAsync(ArtifactKinds.Labels, newest + 1, cancellation).ConfigureAwait(false);
            await TrainAsync(run, newest + 1, labels, cancellation).ConfigureAwait(false);
            TorchDevices.ReleaseCache(run.Device()); // the other workers may be on the same GPU
            newest++;
        }
    }

    private static async Task TrainAsync(RunContext run, long version, string labelsFolder, CancellationToken cancellation)
    {
        using PhaseSpan span = PipelineTelemetry.BeginPhase(Phases.ClassifierTraining);
        RunConfiguration configuration = run.Configuration;
        LabelledAnswer[] labels = [.. LabelFiles.Read(labelsFolder)];
        if (version == 1)
            await run.EnterAsync(RunPhase.TrainingReward, cancellation).ConfigureAwait(false);
        Device device = run.Device();
        // The base model's tokenizer and body; a refresh goes on from the classifier before.
        string start = version == 1 ? await run.OpenAsync(ArtifactKinds.Policy, 0, cancellation).ConfigureAwait(false) : await run.OpenAsync(ArtifactKinds.Reward, version - 1, cancellation).ConfigureAwait(false);
        double? agreement = null;
        ClassifierOptions options = configuration.Reward.Training with { Seed = Seeds.Of(configuration.Seed, $"reward/{version}") };
        if (version > 1)
        {
            using (RewardModel before = RewardModel.Load(start, device))
                agreement = ClassifierTrainer.Agreement(before, labels).Accuracy;
            PipelineTelemetry.ClassifierAgreement.Record(agreement.Value);
            labels = [.. labels, .. await ReplayAsync(run, version, labels.Length, cancellation).ConfigureAwait(false)];
            options = options with { Epochs = configuration.Reward.Refresh.Epochs, LearningRate = configuration.Reward.Refresh.LearningRate ?? options.LearningRate };
        }
        var (training, heldOut) = PseudoLabels.Split(labels, configuration.Labels.Pairs.HeldOutShare);
        using RewardModel model = ClassifierTrainer.Train(
            RewardModel.LoadStart(start, options.Kind, device, (long)(configuration.Seed & long.MaxValue)), Tokenizer.Load(start), training, heldOut, options, configuration.Reward.Precision,
            step => _ = version == 1 ? run.TellProgressAsync((double)step.Step / step.Steps, cancellation) : Task.CompletedTask, cancellation);
        var report = new RewardVersionReport(version, agreement, model.Description);
        await run.PublishAsync(ArtifactKinds.Reward, version, folder =>
        {
            model.Save(folder);
            report.Save(folder);
        }, cancellation).ConfigureAwait(false);
        await run.UpdateAsync(s => s.RewardVersion >= version ? s : s with { RewardVersion = version }, cancellation).ConfigureAwait(false);
        RewardReport held = model.Description.HeldOut;
        await run.LogAsync($"classifier {version}: {100 * held.Accuracy:F1}% of {held.Pairs} held-out labels, finds {100 * held.Violated.Recall:F1}% of the violated ones" +
            (agreement is { } a ? $"; the one before agreed with {100 * a:F1}% of the fresh labels" : ""), cancellation).ConfigureAwait(false);
    }

    /// <summary>Older labels that are mixed with the new ones, so that what the base model's answers taught is not forgotten.</summary>
    private static async Task<IReadOnlyList<LabelledAnswer>> ReplayAsync(RunContext run, long version, int fresh, CancellationToken cancellation)
    {
        var older = new List<LabelledAnswer>();
        for (long v = 1; v < version; v++)
            older.AddRange(LabelFiles.Read(await run.OpenAsync(ArtifactKinds.Labels, v, cancellation).ConfigureAwait(false)));
        Seeds.Random(run.Configuration.Seed, $"replay/{version}").Shuffle(older);
        return [.. older.Take((int)Math.Round(run.Configuration.Reward.Refresh.Replay * fresh))];
    }
}

/// <summary>What the learner needs to know of a version of the classifier: <c>version.json</c> beside its weights.</summary>
/// <param name="Agreement">Of the version before with the fresh labels that this one was trained on; null for the first.</param>
public sealed record RewardVersionReport(long Version, double? Agreement, RewardModelDescription Model)
{
    private const string FileName = "version.json";

    public void Save(string folder) => File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, PipelineJson.Options));

    public static RewardVersionReport Load(string folder) => PipelineJson.Read<RewardVersionReport>(File.ReadAllBytes(Path.Combine(folder, FileName)));
}
