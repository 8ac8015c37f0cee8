using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Primer;
using AspireIF.Pipeline.Configuration;
using AspireIF.Pipeline.Data;
using AspireIF.Pipeline.Telemetry;
using AspireIF.Runs.Artifacts;
using AspireIF.Runs.Server;
using AspireIF.Runs.State;
using AspireIF.Training.Rewards;
using Microsoft.Extensions.Logging;

namespace AspireIF.Pipeline.DataPrep;

/// <summary>Makes ladders of instructions, then pseudo-labels of the answers to them: once with the base model and again for each refresh.</summary>
public sealed class DataPrepWorker(RunSelection selection, RedisConnection connection, RunStore store, IArtifactStore artifacts, ILogger<DataPrepWorker> logger)
    : RunWorker("data-prep", selection, connection, store, artifacts, logger)
{
    protected override async Task WorkAsync(RunContext run, CancellationToken cancellation)
    {
        PreparedData data = await PrepareAsync(run, cancellation).ConfigureAwait(false);
        IReadOnlyList<long> made = await run.Artifacts.ListAsync(run.Run, ArtifactKinds.Labels, cancellation).ConfigureAwait(false);
        long newest = made.Count == 0 ? 0 : made[^1];
        while (true)
        {
            RunState state = await run.WaitAsync(s => RunContext.LabelsOf(s).Wanted > newest, cancellation).ConfigureAwait(false);
            var (wanted, policy) = RunContext.LabelsOf(state);
            await LabelAsync(run, data, wanted, policy, cancellation).ConfigureAwait(false);
            newest = wanted;
        }
    }

    private static async Task<PreparedData> PrepareAsync(RunContext run, CancellationToken cancellation)
    {
        if (await run.TryOpenAsync(ArtifactKinds.Data, 1, cancellation).ConfigureAwait(false) is { } folder)
            return PreparedData.Load(folder);
        using PhaseSpan span = PipelineTelemetry.BeginPhase(Phases.Preparation);
        string model = await run.OpenAsync(ArtifactKinds.Policy, 0, cancellation).ConfigureAwait(false);
        var decomposition = new PromptDecomposition(run.Configuration, run.Requests);
        var (data, report) = await new InstructionSources(run.Configuration, PromptRoom.Of(model, run.Configuration.Generation), decomposition.DecomposeAsync).ReadAsync(cancellation).ConfigureAwait(false);
        await run.PublishAsync(ArtifactKinds.Data, 1, path => data.Save(path, report), cancellation).ConfigureAwait(false);
        await run.LogAsync($"{report.Instructions} instructions with {report.Soft} soft and {report.Hard} hard constraints; {report.Synthesised} had constraints added", cancellation).ConfigureAwait(false);
        if (report.Skipped.Count > 0)
            await run.LogAsync($"{report.Skipped.Count} lines were skipped, the first: {report.Skipped[0]}", cancellation, "Warning").ConfigureAwait(false);
        return PreparedData.Load(await run.OpenAsync(ArtifactKinds.Data, 1, cancellation).ConfigureAwait(false));
    }

    private static async Task LabelAsync(RunContext run, PreparedData data, long version, long policy, CancellationToken cancellation)
    {
        using PhaseSpan span = PipelineTelemetry.BeginPhase(Phases.Labelling).With(TelemetryTags.PolicyVersion, policy);
        RunConfiguration configuration = run.Configuration;
        IReadOnlyList<LadderItem> ladders = LadderAnswering.Choose(
            data.Training, version == 1 ? configuration.Labels.Ladders : configuration.Reward.Refresh.Ladders, configuration.Seed, version);
        IReadOnlyList<AnsweredLadder> answered = await LadderAnswering.AnswerAsync(ladders, version, policy, run.Synchronous || version == 1, configuration, run.Requests,
            share => _ = version == 1 ? run.TellProgressAsync(share, cancellation) : Task.CompletedTask, cancellation).ConfigureAwait(false);
        var pool = new ContrastPool(ladders.SelectMany(l => l.Constraints).Where(c => !c.IsHard), PrimerTypes.Contradictions);
        LabelledAnswer[] labels = [.. answered.SelectMany(a => PseudoLabels.Of(a.Item.Key, a.Item.Constraints, a.Answers, configuration.Labels.Pairs, c => Contradictions(c, pool)))];
        await run.PublishAsync(ArtifactKinds.Labels, version, folder =>
        {
            Directory.CreateDirectory(folder);
            PipelineJson.WriteLines(Path.Combine(folder, LabelFiles.Name), labels);
        }, cancellation).ConfigureAwait(false);
        await run.LogAsync($"labels {version}: {labels.Sum(l => l.Labels.Count)} pairs of {labels.Length} answers to {ladders.Count} ladders by policy {policy}", cancellation).ConfigureAwait(false);
    }

    // An opposite demand is the demand's own sentence with another word in it, so it needs nobody who asks for it.
    private static IReadOnlyList<Constraint> Contradictions(Constraint constraint, ContrastPool pool) =>
        PrimerTypes.Contradictions(constraint).Count > 0 ? pool.Of(constraint)
        : OppositeDemands.Find(constraint.Text) is { } opposite ? [constraint with { Text = opposite, Span = null }] : [];
}
