using AspireIF.Models.Sharing;
using AspireIF.Models.Transformer;
using AspireIF.Pipeline.Configuration;
using AspireIF.Pipeline.Telemetry;
using Microsoft.Extensions.Logging;
using TorchSharp;

namespace AspireIF.Pipeline.Learning;

/// <summary>
/// Gives each new policy to the rollout workers: as an artifact, and before that from the learner's memory to those on its machine. Then the artifact is written while they
/// already generate; it is there before the weights change again and before a checkpoint relies on it.
/// </summary>
internal sealed class PolicyPublisher(RunContext run, LearnerCheckpoints checkpoints, DecoderModel model, ILogger logger) : IDisposable
{
    private SharedWeights? _shared;
    private Task _artifact = Task.CompletedTask;

    /// <summary>Announces a policy that is published already and shares it from where its weights are now, if the run's settings say so.</summary>
    public async Task ShareAsync(long version, CancellationToken cancellation)
    {
        bool share = run.Configuration.Policy.Sharing switch
        {
            WeightSharing.Auto => model.Device.type == DeviceType.CUDA,
            WeightSharing.Memory => true,
            _ => false,
        };
        if (share)
            _shared = SharedWeights.TryCreate(model, run.Configuration.Policy.Sharing == WeightSharing.Memory, line => logger.LogInformation("{Line}", line));
        _shared?.Publish(version);
        await run.AnnouncePolicyAsync(version, _shared?.Offer, cancellation).ConfigureAwait(false);
    }

    /// <param name="best">The step of the best evaluation so far, whose policy is kept.</param>
    public async Task PublishAsync(long version, long? best, CancellationToken cancellation)
    {
        using PhaseSpan span = PipelineTelemetry.BeginPhase(Phases.Publishing);
        if (_shared is not null)
        {
            _shared.Publish(version);
            await run.AnnouncePolicyAsync(version, _shared.Offer, cancellation).ConfigureAwait(false);
            _artifact = Task.Run(WriteAsync, CancellationToken.None);
            return;
        }
        await WriteAsync().ConfigureAwait(false);
        await run.AnnouncePolicyAsync(version, null, cancellation).ConfigureAwait(false);

        async Task WriteAsync()
        {
            await run.PublishAsync(ArtifactKinds.Policy, version, folder => model.Save(folder), cancellation).ConfigureAwait(false);
            await checkpoints.PrunePoliciesAsync(version, best, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Ends when the artifact of the last policy is there.</summary>
    public Task FinishAsync() => _artifact;

    /// <summary>The weights are about to change.</summary>
    public void Withdraw() => _shared?.Withdraw();

    public void StopSharing()
    {
        _shared?.Dispose();
        _shared = null;
    }

    public void Dispose() => StopSharing();
}
