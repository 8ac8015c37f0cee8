using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using AspireIF.Runs.Queues;
using AspireIF.Runs.Server;
using AspireIF.Tests;

namespace AspireIF.Runs.Tests.Queues;

/// <summary>Listening is for the whole process, so these run alone.</summary>
[Collection(nameof(Alone))]
public sealed class TelemetryTests(RedisServers servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task One_trace_spans_the_requester_the_queue_and_the_worker()
    {
        RedisConnection connection = await servers.ConnectAsync("embedded");
        string run = RedisServers.NewRun();
        using var source = new ActivitySource("test");
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = from => from.Name is "test" or QueueTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        await using JobQueue asking = new(connection, run, "queue"), answering = new(connection, run, "queue");
        using (Activity? request = source.StartActivity("request"))
            await asking.EnqueueAsync([new("a", ReadOnlyMemory<byte>.Empty)]);
        JobLease lease = Assert.Single(await answering.LeaseAsync("worker", 1, Patience, Patience));
        using (Activity? work = source.StartActivity("work", ActivityKind.Internal, lease.Parent))
            await lease.CompleteAsync(ReadOnlyMemory<byte>.Empty);

        Dictionary<string, Activity> byName = spans.ToDictionary(span => span.DisplayName);
        Assert.Equal(["complete", "enqueue", "request", "wait", "work"], byName.Keys.Order());
        Assert.Single(spans.Select(span => span.TraceId).Distinct());
        Assert.Equal(byName["request"].SpanId, byName["enqueue"].ParentSpanId);
        Assert.Equal(byName["enqueue"].SpanId, byName["wait"].ParentSpanId);
        Assert.Equal(byName["wait"].SpanId, byName["work"].ParentSpanId);
        Assert.Equal(byName["work"].SpanId, byName["complete"].ParentSpanId);
        Assert.Equal(lease.Waited, byName["wait"].Duration);
        Assert.Equal("queue", byName["wait"].GetTagItem("queue"));
    }

    [Fact]
    public async Task The_state_of_queues_is_shown_as_metrics()
    {
        RedisConnection connection = await servers.ConnectAsync("embedded");
        string run = RedisServers.NewRun();
        await using JobQueue queue = new(connection, run, "queue"), other = new(connection, run, "other");
        await queue.EnqueueAsync([new("a", ReadOnlyMemory<byte>.Empty), new("b", ReadOnlyMemory<byte>.Empty)]);
        JobLease lease = Assert.Single(await queue.LeaseAsync("worker", 1, Patience, Patience));
        await using var monitor = new QueueMonitor([queue, other], TimeSpan.FromMilliseconds(20));

        var seen = new ConcurrentDictionary<(string Instrument, string Queue), double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == QueueTelemetry.Name)
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen[($"{instrument.Name} {instrument.Unit}", (string)tags[0].Value!)] = value);
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => seen[($"{instrument.Name} {instrument.Unit}", (string)tags[0].Value!)] = value);
        listener.Start();
        await UntilAsync(() => Value("aspireif.queue.pending {job}", "queue") == 1 && Value("aspireif.queue.held {job}", "queue") == 1);
        Assert.Equal(0, Value("aspireif.queue.pending {job}", "other"));
        Assert.Equal(0, Value("aspireif.queue.dead {job}", "queue"));
        Assert.Equal(0, Value("aspireif.queue.expired {lease}", "queue"));
        double age = Value("aspireif.queue.age s", "queue");
        await UntilAsync(() => Value("aspireif.queue.age s", "queue") > age);
        await lease.CompleteAsync(ReadOnlyMemory<byte>.Empty);
        Assert.Equal(1, Value("aspireif.queue.completed {job}", "queue"));
        await UntilAsync(() => Value("aspireif.queue.held {job}", "queue") == 0);

        double Value(string instrument, string of)
        {
            listener.RecordObservableInstruments();
            return seen.GetValueOrDefault((instrument, of), double.NaN);
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!condition())
            await Task.Delay(10, limit.Token);
    }
}
