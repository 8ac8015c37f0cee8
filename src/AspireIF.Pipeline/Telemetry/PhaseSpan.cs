using System.Diagnostics;

namespace AspireIF.Pipeline.Telemetry;

/// <summary>One phase of a step while it runs: a span where somebody listens, and a duration in any case.</summary>
public sealed class PhaseSpan : IDisposable
{
    private readonly string _phase;
    private readonly long _start = Stopwatch.GetTimestamp();

    internal PhaseSpan(string phase, ActivityContext parent)
    {
        _phase = phase;
        Activity = PipelineTelemetry.Source.StartActivity(phase, ActivityKind.Internal, parent);
    }

    /// <summary>The span; null when nobody listens.</summary>
    public Activity? Activity { get; }

    /// <summary>Adds a fact to the span, such as the step.</summary>
    public PhaseSpan With(string tag, object? value)
    {
        Activity?.SetTag(tag, value);
        return this;
    }

    public void Dispose()
    {
        PipelineTelemetry.PhaseDuration.Record(Stopwatch.GetElapsedTime(_start).TotalSeconds, new KeyValuePair<string, object?>(TelemetryTags.Phase, _phase));
        Activity?.Dispose();
    }
}
