using System.Text.Json;
using AspireIF.Pipeline.Data;
using AspireIF.Pipeline.DataPrep;
using AspireIF.Pipeline.Evaluation;
using AspireIF.Pipeline.Messages;
using AspireIF.Pipeline.Telemetry;

namespace AspireIF.Pipeline.Learning;

/// <summary>The evaluations of a run: whole ones before and after, short ones in between. Each is made once and kept as an artifact.</summary>
internal sealed class Evaluations(RunContext run, PreparedData data)
{
    private const string FileName = "evaluation.json", FullKind = ArtifactKinds.Evaluation + "-full";

    private readonly Evaluator _evaluator = new(run.Configuration, data, run.Requests);

    /// <param name="step">Which policy.</param>
    /// <param name="reward">Which classifier judges; null when no constraint is soft.</param>
    public Task<EvaluationReport> FullAsync(long step, long? reward, RunPhase phase, CancellationToken cancellation) =>
        OnceAsync(FullKind, step, async () =>
        {
            await run.EnterAsync(phase, cancellation).ConfigureAwait(false);
            return await _evaluator.RunAsync($"full/{step}", step, VersionRange.Exactly(step), Range(reward), run.Configuration.Evaluation.FinalAnswers,
                share => _ = run.TellProgressAsync(share, cancellation), cancellation).ConfigureAwait(false);
        }, cancellation);

    public Task<EvaluationReport> ShortAsync(long step, VersionRange policy, long? reward, CancellationToken cancellation) =>
        OnceAsync(ArtifactKinds.Evaluation, step, () => _evaluator.RunAsync($"short/{step}", step, policy, Range(reward), run.Configuration.Evaluation.Answers, _ => { }, cancellation), cancellation);

    private static VersionRange? Range(long? reward) => reward is { } version ? VersionRange.Exactly(version) : null;

    private async Task<EvaluationReport> OnceAsync(string kind, long step, Func<Task<EvaluationReport>> evaluate, CancellationToken cancellation)
    {
        if (await run.TryOpenAsync(kind, step, cancellation).ConfigureAwait(false) is { } folder)
            return PipelineJson.Read<EvaluationReport>(await File.ReadAllBytesAsync(Path.Combine(folder, FileName), cancellation).ConfigureAwait(false));
        using PhaseSpan span = PipelineTelemetry.BeginPhase(Phases.Evaluation).With(TelemetryTags.Step, step);
        EvaluationReport report = await evaluate().ConfigureAwait(false);
        await run.PublishAsync(kind, step, path =>
        {
            Directory.CreateDirectory(path);
            File.WriteAllText(Path.Combine(path, FileName), JsonSerializer.Serialize(report, PipelineJson.Indented));
        }, cancellation).ConfigureAwait(false);
        foreach (var (name, split) in report.Splits)
        {
            PipelineTelemetry.Satisfaction.Record(split.Constraint.Value, new KeyValuePair<string, object?>(TelemetryTags.Split, name));
            var values = new Dictionary<string, double> { ["satisfaction"] = split.Constraint.Value, ["soft"] = split.Soft.Value, ["hard"] = split.Hard.Value, ["tokens"] = split.MeanTokens };
            if (split.Truth is { } truth)
                (values["truth"], values["truth all"], values["classifier"]) = (truth.Constraint.Value, truth.AllHigh.Value, truth.ClassifierAccuracy.Value);
            await run.Store.AppendMetricsAsync(run.Run, $"evaluation.{name}", step, values, cancellation).ConfigureAwait(false);
        }
        return report;
    }
}
