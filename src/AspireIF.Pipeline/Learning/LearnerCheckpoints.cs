using System.Text.Json;
using AspireIF.Pipeline.Data;
using AspireIF.Training.Policy;

namespace AspireIF.Pipeline.Learning;

/// <summary>The learner's checkpoints among a run's artifacts, and which published policies are kept.</summary>
internal sealed class LearnerCheckpoints(RunContext run)
{
    private const string StateName = "learner.json";

    // Rollout workers may be fetching the one before the newest.
    private const int KeptPolicies = 3;

    public async Task<LearnerState?> FindAsync(CancellationToken cancellation)
    {
        IReadOnlyList<long> versions = await run.Artifacts.ListAsync(run.Run, ArtifactKinds.Learner, cancellation).ConfigureAwait(false);
        if (versions.Count == 0)
            return null;
        string folder = await run.OpenAsync(ArtifactKinds.Learner, versions[^1], cancellation).ConfigureAwait(false);
        return PipelineJson.Read<LearnerState>(await File.ReadAllBytesAsync(Path.Combine(folder, StateName), cancellation).ConfigureAwait(false));
    }

    public async Task RestoreAsync(long step, PolicyTrainer trainer, CancellationToken cancellation) =>
        trainer.Restore(await run.OpenAsync(ArtifactKinds.Learner, step, cancellation).ConfigureAwait(false));

    public async Task SaveAsync(LearnerState state, PolicyTrainer trainer, CancellationToken cancellation)
    {
        if (await run.TryOpenAsync(ArtifactKinds.Learner, state.Step, cancellation).ConfigureAwait(false) is not null)
            return;
        await run.PublishAsync(ArtifactKinds.Learner, state.Step, folder =>
        {
            trainer.Save(folder);
            File.WriteAllText(Path.Combine(folder, StateName), JsonSerializer.Serialize(state, PipelineJson.Options));
        }, cancellation).ConfigureAwait(false);
        IReadOnlyList<long> versions = await run.Artifacts.ListAsync(run.Run, ArtifactKinds.Learner, cancellation).ConfigureAwait(false);
        foreach (long old in versions.SkipLast(run.Configuration.Policy.KeepCheckpoints))
            await run.Artifacts.DeleteAsync(run.Run, ArtifactKinds.Learner, old, cancellation).ConfigureAwait(false);
    }

    /// <summary>Deletes published policies that nobody needs any more: all but the base model, the newest, those of checkpoints and the best.</summary>
    public async Task PrunePoliciesAsync(long step, long? best, CancellationToken cancellation)
    {
        int stale = run.Configuration.Policy.Staleness, every = run.Configuration.Policy.CheckpointEvery;
        // The newest checkpoint is at most so many steps old: a learner that goes on from it needs that policy again.
        long checkpoint = step / every * every;
        foreach (long version in await run.Artifacts.ListAsync(run.Run, ArtifactKinds.Policy, cancellation).ConfigureAwait(false))
        {
            bool needed = version == 0 || version > step - KeptPolicies - stale || version == checkpoint || version == checkpoint - every || version == best;
            if (!needed)
                await run.Artifacts.DeleteAsync(run.Run, ArtifactKinds.Policy, version, cancellation).ConfigureAwait(false);
        }
    }
}
