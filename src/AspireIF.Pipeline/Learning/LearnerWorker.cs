using AspireIF.Models.Configuration;
using AspireIF.Models.Native.Cuda;
using AspireIF.Models.Transformer;
using AspireIF.Pipeline.Configuration;
using AspireIF.Pipeline.DataPrep;
using AspireIF.Pipeline.Evaluation;
using AspireIF.Runs.Artifacts;
using AspireIF.Runs.Queues;
using AspireIF.Runs.Server;
using AspireIF.Runs.State;
using Microsoft.Extensions.Logging;
using static TorchSharp.torch;

namespace AspireIF.Pipeline.Learning;

/// <summary>
/// Makes the run, leads it through its phases and trains the policy. Every phase leaves an artifact and is skipped when that is there, so a learner that died goes on where it was.
/// </summary>
public sealed class LearnerWorker(RunSelection selection, RedisConnection connection, RunStore store, IArtifactStore artifacts, ILogger<LearnerWorker> logger)
    : RunWorker("learner", selection, connection, store, artifacts, logger)
{
    private static readonly TimeSpan QueueInterval = TimeSpan.FromSeconds(5);

    protected override Task PrepareAsync(CancellationToken cancellation) => RunCreation.EnsureAsync(Store, Artifacts, Selection, cancellation);

    protected override async Task WorkAsync(RunContext run, CancellationToken cancellation)
    {
        await using var monitor = new QueueMonitor([run.Queue], QueueInterval);
        DateTimeOffset started = (await run.StateAsync(cancellation).ConfigureAwait(false)).Started;
        string? model = await run.TryOpenAsync(ArtifactKinds.Policy, 0, cancellation).ConfigureAwait(false);
        if (model is null)
        {
            model = run.Configuration.Model.Folder;
            await run.Artifacts.PublishAsync(run.Run, ArtifactKinds.Policy, 0, model, cancellation).ConfigureAwait(false);
        }
        await TellMemoryAsync(run, model, cancellation).ConfigureAwait(false);

        if (await run.TryOpenAsync(ArtifactKinds.Data, 1, cancellation).ConfigureAwait(false) is null)
            await run.EnterAsync(RunPhase.Preparing, cancellation).ConfigureAwait(false);
        PreparedData data = PreparedData.Load(await run.OpenAsync(ArtifactKinds.Data, 1, cancellation).ConfigureAwait(false));
        bool soft = data.Training.Any(item => item.Constraints.Any(c => !c.IsHard));
        if (soft && await run.TryOpenAsync(ArtifactKinds.Reward, 1, cancellation).ConfigureAwait(false) is null)
        {
            await run.EnterAsync(RunPhase.Labelling, cancellation).ConfigureAwait(false);
            await run.WantLabelsAsync(1, 0, cancellation).ConfigureAwait(false);
            await run.OpenAsync(ArtifactKinds.Reward, 1, cancellation).ConfigureAwait(false);
        }

        var evaluations = new Evaluations(run, data);
        EvaluationReport before = await evaluations.FullAsync(0, soft ? 1 : null, RunPhase.EvaluatingBefore, cancellation).ConfigureAwait(false);
        await run.EnterAsync(RunPhase.TrainingPolicy, cancellation).ConfigureAwait(false);
        LearnerState end;
        using (var loop = await PolicyLoop.StartAsync(run, data, evaluations, soft, Logger, cancellation).ConfigureAwait(false))
            end = await loop.RunAsync(cancellation).ConfigureAwait(false);

        long kept = run.Configuration.Evaluation.Keep == FinalModel.Best && end.Best is { } best ? best.Step : end.Step;
        EvaluationReport after = await evaluations.FullAsync(kept, soft ? end.RewardVersion : null, RunPhase.EvaluatingAfter, cancellation).ConfigureAwait(false);
        await new RunEnd(run).FinishAsync(before, after, kept, end, started, cancellation).ConfigureAwait(false);
    }

    /// <param name="model">The folder of the model that is trained.</param>
    private static async Task TellMemoryAsync(RunContext run, string model, CancellationToken cancellation)
    {
        Device device = run.Device();
        if (device.type != TorchSharp.DeviceType.CUDA)
            return;
        IReadOnlyList<MemoryPart> parts = RunMemory.Of(run.Configuration, ConfigurationFile.Load(model));
        long memory = CudaDevice.Of(device.index).Memory().Total;
        await run.LogAsync(RunMemory.Describe(parts, memory), cancellation, parts.Sum(part => part.Bytes) <= memory ? "Information" : "Warning").ConfigureAwait(false);
    }
}
