using AspireIF.Models.Native.Cuda;
using AspireIF.Models.Transformer;
using AspireIF.Pipeline.Evaluation;
using AspireIF.Pipeline.Messages;
using AspireIF.Pipeline.RewardTraining;
using AspireIF.Pipeline.Telemetry;
using AspireIF.Training.Policy;

namespace AspireIF.Pipeline.Learning;

/// <summary>Tells how each step went: as a row of the run's metrics and to whoever collects telemetry.</summary>
public sealed class StepReports(RunContext run, DecoderModel model)
{
    // Of one H100 in bf16, which the figures of other trainers are given for.
    private const double PeakFlops = 989e12;

    public const string Series = "policy", AgreementSeries = "agreement";

    private long _before = System.Diagnostics.Stopwatch.GetTimestamp();

    internal async Task TellAsync(PolicyStep step, StepGroups groups, IReadOnlyDictionary<int, double> levels, CancellationToken cancellation)
    {
        double seconds = System.Diagnostics.Stopwatch.GetElapsedTime(_before).TotalSeconds;
        _before = System.Diagnostics.Stopwatch.GetTimestamp();
        var outcomes = groups.Prompts.Zip(groups.Outcomes).SelectMany(pair => pair.Second.Answers.SelectMany(
            answer => pair.First.Item.ConstraintsAt(pair.First.Level).Zip(answer.Verdicts))).ToArray();
        double satisfaction = outcomes.Length == 0 ? 0 : outcomes.Average(o => EvaluationBuilder.Satisfied(o.Second) ? 1.0 : 0);
        long generated = groups.Outcomes.Sum(o => o.Answers.Sum(a => (long)a.TokenCount));
        var values = new Dictionary<string, double>
        {
            ["reward"] = step.Reward, ["spread"] = step.RewardSpread, ["satisfaction"] = satisfaction, ["loss"] = step.Loss, ["kl"] = step.Kl ?? 0, ["entropy"] = step.Entropy,
            ["clip"] = step.ClipFraction, ["mismatch"] = step.MismatchKl, ["norm"] = step.GradientNorm, ["rate"] = step.LearningRate, ["length"] = step.AnswerLength, ["finished"] = step.Finished,
            ["groups"] = step.Groups, ["filtered"] = step.Filtered, ["staleness"] = step.Staleness, ["seconds"] = seconds, ["update seconds"] = step.Seconds.Total, ["generated"] = generated, ["trained"] = step.TrainedTokens,
        };
        foreach (var (level, weight) in levels)
            values[$"level {level}"] = weight;
        if (model.Device.type == TorchSharp.DeviceType.CUDA)
        {
            double flops = 6.0 * new ModelMemory(model.Configuration).Parameters * step.TrainedTokens;
            values["mfu"] = flops / (step.Seconds.Total * PeakFlops);
            values["gpu memory"] = CudaDevice.Of(model.Device.index).Memory().Used;
            PipelineTelemetry.RecordGpuMemory(model.Device);
            PipelineTelemetry.ModelFlopsUtilisation.Record(values["mfu"], new KeyValuePair<string, object?>(TelemetryTags.Phase, Phases.Update));
        }
        await run.Store.AppendMetricsAsync(run.Run, Series, step.Step, values, cancellation).ConfigureAwait(false);

        PipelineTelemetry.RewardMean.Record(step.Reward);
        PipelineTelemetry.Satisfaction.Record(satisfaction);
        foreach (var type in outcomes.GroupBy(o => o.First.Id))
        {
            var tag = new KeyValuePair<string, object?>(TelemetryTags.ConstraintType, type.Key);
            PipelineTelemetry.RewardMean.Record(type.Average(o => Score(o.Second)), tag);
            PipelineTelemetry.Satisfaction.Record(type.Average(o => EvaluationBuilder.Satisfied(o.Second) ? 1.0 : 0), tag);
        }
        PipelineTelemetry.ReferenceKl.Record(step.Kl ?? 0);
        PipelineTelemetry.Entropy.Record(step.Entropy);
        PipelineTelemetry.ClipFraction.Record(step.ClipFraction);
        PipelineTelemetry.SamplerKl.Record(step.MismatchKl);
        PipelineTelemetry.Throughput.Record(step.TrainedTokens / Math.Max(1e-9, step.Seconds.Total), new KeyValuePair<string, object?>(TelemetryTags.Phase, Phases.Update));
        PipelineTelemetry.Throughput.Record(generated / Math.Max(1e-9, seconds), new KeyValuePair<string, object?>(TelemetryTags.Phase, Phases.Generation));
    }

    public Task TellAgreementAsync(long step, RewardVersionReport report, CancellationToken cancellation) =>
        run.Store.AppendMetricsAsync(run.Run, AgreementSeries, step, new Dictionary<string, double>
        {
            ["agreement"] = report.Agreement ?? double.NaN, ["accuracy"] = report.Model.HeldOut.Accuracy, ["violation recall"] = report.Model.HeldOut.Violated.Recall, ["temperature"] = report.Model.Temperature,
        }, cancellation);

    private static double Score(ConstraintVerdict verdict) => verdict.Strict is { } strict ? strict ? 1 : 0 : verdict.Probability ?? 0;
}
