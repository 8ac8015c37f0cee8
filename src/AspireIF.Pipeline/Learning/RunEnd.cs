using System.Text.Json;
using System.Text.Json.Nodes;
using AspireIF.Pipeline.Data;
using AspireIF.Pipeline.Evaluation;
using AspireIF.Pipeline.RewardTraining;
using AspireIF.Runs.State;

namespace AspireIF.Pipeline.Learning;

/// <summary>Publishes the trained model and the summary, and ends the run.</summary>
public sealed class RunEnd(RunContext run)
{
    public const string SummaryName = "summary.json";

    internal async Task FinishAsync(EvaluationReport before, EvaluationReport after, long kept, LearnerState end, DateTimeOffset started, CancellationToken cancellation)
    {
        string policy = await run.OpenAsync(ArtifactKinds.Policy, kept, cancellation).ConfigureAwait(false);
        await run.PublishAsync(ArtifactKinds.Model, 1, folder =>
        {
            Directory.CreateDirectory(folder);
            foreach (string file in Directory.EnumerateFiles(policy).Where(f => Path.GetFileName(f) != "manifest.json"))
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }, cancellation).ConfigureAwait(false);
        string model = await run.OpenAsync(ArtifactKinds.Model, 1, cancellation).ConfigureAwait(false);
        JsonNode? reward = end.RewardVersion == 0 ? null : JsonSerializer.SerializeToNode(
            RewardVersionReport.Load(await run.OpenAsync(ArtifactKinds.Reward, end.RewardVersion, cancellation).ConfigureAwait(false)), PipelineJson.Options);
        var summary = new RunSummary(run.Run, before, after, reward, (DateTimeOffset.UtcNow - started).TotalSeconds, end.Step, model);
        if (await run.TryOpenAsync(ArtifactKinds.Summary, 1, cancellation).ConfigureAwait(false) is null)
        {
            await run.PublishAsync(ArtifactKinds.Summary, 1, folder =>
            {
                Directory.CreateDirectory(folder);
                File.WriteAllText(Path.Combine(folder, SummaryName), JsonSerializer.Serialize(summary, PipelineJson.Indented));
            }, cancellation).ConfigureAwait(false);
        }
        await run.UpdateAsync(s => s with { Phase = nameof(RunPhase.Done), Status = RunStatus.Finished }, cancellation).ConfigureAwait(false);
    }
}
