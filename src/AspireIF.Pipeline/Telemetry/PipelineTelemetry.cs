using System.Diagnostics;
using System.Diagnostics.Metrics;
using AspireIF.Models.Native.Cuda;

namespace AspireIF.Pipeline.Telemetry;

/// <summary>
/// What the workers report: spans of their phases and the figures that say how training goes. Names and units follow OpenTelemetry's conventions
/// (dots between words, UCUM units). What queues do is in the meter "AspireIF.Runs".
/// </summary>
public static class PipelineTelemetry
{
    public const string Name = "AspireIF.Pipeline";

    public static readonly ActivitySource Source = new(Name);
    public static readonly Meter Meter = new(Name);

    /// <summary>Of the answers of one step; with <see cref="TelemetryTags.ConstraintType"/> of one type only, without it over all.</summary>
    public static readonly Gauge<double> RewardMean = Meter.CreateGauge<double>("aspireif.reward.mean", "1", "Mean reward of a step's answers, of one constraint type or over all");

    /// <summary>Share of constraints that answers satisfy; tags as for <see cref="RewardMean"/>, and <see cref="TelemetryTags.Split"/> for an evaluation.</summary>
    public static readonly Gauge<double> Satisfaction = Meter.CreateGauge<double>("aspireif.satisfaction", "1", "Share of the constraints that answers satisfy");

    public static readonly Gauge<double> ReferenceKl = Meter.CreateGauge<double>("aspireif.policy.kl", "{nat}", "Mean divergence of the policy from the reference, of a token");

    public static readonly Gauge<double> Entropy = Meter.CreateGauge<double>("aspireif.policy.entropy", "{nat}", "Mean entropy of the policy's next token");

    public static readonly Gauge<double> ClipFraction = Meter.CreateGauge<double>("aspireif.policy.clip_fraction", "1", "Share of tokens whose probability ratio was clipped");

    public static readonly Gauge<double> SamplerKl = Meter.CreateGauge<double>("aspireif.policy.sampler_kl", "{nat}", "Mean divergence of the learner's probabilities from the sampler's, of a token");

    public static readonly Histogram<int> ResponseLength = Meter.CreateHistogram("aspireif.response.length", "{token}", "Length of an answer", tags: null,
        new InstrumentAdvice<int> { HistogramBucketBoundaries = [8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384] });

    /// <summary>Tagged with <see cref="TelemetryTags.Phase"/>: generation, scoring or update.</summary>
    public static readonly Gauge<double> Throughput = Meter.CreateGauge<double>("aspireif.throughput", "{token}/s", "Tokens a second of a phase");

    /// <summary>Tagged with <see cref="TelemetryTags.Device"/>.</summary>
    public static readonly Gauge<long> GpuMemory = Meter.CreateGauge<long>("aspireif.gpu.memory", "By", "Memory in use on a GPU");

    /// <summary>Model FLOPs utilisation (Chowdhery et al., "PaLM", 2022, appendix B), tagged with <see cref="TelemetryTags.Phase"/>.</summary>
    public static readonly Gauge<double> ModelFlopsUtilisation = Meter.CreateGauge<double>("aspireif.mfu", "1", "Share of the device's peak that the model's own floating point operations make");

    /// <summary>Tagged with <see cref="TelemetryTags.Phase"/>; <see cref="BeginPhase"/> records it.</summary>
    public static readonly Histogram<double> PhaseDuration = Meter.CreateHistogram("aspireif.step.duration", "s", "Time that a phase of a step takes", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000] });

    /// <summary>Of the classifier with fresh pseudo-labels on the policy's own answers.</summary>
    public static readonly Gauge<double> ClassifierAgreement = Meter.CreateGauge<double>("aspireif.classifier.agreement", "1", "Share of fresh pseudo-labels on the policy's answers that the classifier agrees with");

    /// <summary>Records the memory in use on a GPU, by all processes; nothing on a CPU.</summary>
    public static void RecordGpuMemory(TorchSharp.torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (device.type == TorchSharp.DeviceType.CUDA)
            GpuMemory.Record(CudaDevice.Of(device.index).Memory().Used, new KeyValuePair<string, object?>(TelemetryTags.Device, $"cuda:{Math.Max(0, device.index)}"));
    }

    /// <summary>Opens a span named <paramref name="phase"/> and, when disposed, records how long it took.</summary>
    /// <param name="parent">Where the work was asked for, when that was another process; without it the current span.</param>
    public static PhaseSpan BeginPhase(string phase, ActivityContext parent = default) => new(phase, parent);
}
