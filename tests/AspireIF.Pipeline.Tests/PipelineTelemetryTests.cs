using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using AspireIF.Pipeline.Telemetry;

namespace AspireIF.Pipeline.Tests;

public sealed partial class PipelineTelemetryTests
{
    [Fact]
    public void Every_instrument_has_a_unit_a_description_and_a_name_of_ours()
    {
        var instruments = new List<Instrument>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => { if (instrument.Meter.Name == PipelineTelemetry.Name) instruments.Add(instrument); } };
        _ = PipelineTelemetry.Meter;
        listener.Start();

        Assert.True(instruments.Count >= 12, $"{instruments.Count} instruments");
        Assert.All(instruments, instrument =>
        {
            Assert.Matches(InstrumentName(), instrument.Name);
            Assert.False(string.IsNullOrEmpty(instrument.Unit), $"{instrument.Name} has no unit");
            Assert.False(string.IsNullOrEmpty(instrument.Description), $"{instrument.Name} has no description");
        });
        Assert.Equal(instruments.Count, instruments.Select(instrument => instrument.Name).Distinct().Count());
    }

    [Fact]
    public void A_phase_is_a_span_under_the_one_that_asked_for_it_and_a_duration()
    {
        var requester = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, isRemote: true);
        var spans = new List<Activity>();
        using var traces = new ActivityListener
        {
            ShouldListenTo = source => source.Name == PipelineTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => { if (span.TraceId == requester.TraceId) spans.Add(span); },
        };
        ActivitySource.AddActivityListener(traces);
        var durations = new List<(double Seconds, string? Phase)>();
        using var metrics = new MeterListener();
        metrics.SetMeasurementEventCallback<double>((_, value, tags, _) =>
        {
            string? phase = tags[0].Value as string;
            if (phase is "phase of this test" or "inner phase of this test")
                durations.Add((value, phase));
        });
        metrics.EnableMeasurementEvents(PipelineTelemetry.PhaseDuration);

        using (PipelineTelemetry.BeginPhase("phase of this test", requester).With(TelemetryTags.Step, 7))
        using (PipelineTelemetry.BeginPhase("inner phase of this test"))
        {
        }

        Assert.Equal(["inner phase of this test", "phase of this test"], spans.Select(span => span.OperationName));
        Assert.Equal(requester.SpanId, spans[1].ParentSpanId);
        Assert.Equal(spans[1].SpanId, spans[0].ParentSpanId);
        Assert.Equal(7, spans[1].GetTagItem(TelemetryTags.Step));
        Assert.Equal(["inner phase of this test", "phase of this test"], durations.Select(duration => duration.Phase));
        Assert.All(durations, duration => Assert.InRange(duration.Seconds, 0, 60));
    }

    [GeneratedRegex(@"^aspireif(\.[a-z_]+)+$")]
    private static partial Regex InstrumentName();
}
