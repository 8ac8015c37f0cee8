using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AspireIF.Runs.Queues;

/// <summary>Spans and metrics of the queues, under the name <see cref="Name"/>.</summary>
public static class QueueTelemetry
{
    /// <summary>Of the activity source and of the meter.</summary>
    public const string Name = "AspireIF.Runs";

    internal static readonly ActivitySource Source = new(Name);
    internal static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Enqueued = Meter.CreateCounter<long>("aspireif.queue.enqueued", "{job}", "Jobs enqueued by this process.");
    private static readonly Counter<long> Leased = Meter.CreateCounter<long>("aspireif.queue.leased", "{job}", "Jobs leased by this process.");
    private static readonly Counter<long> Completed = Meter.CreateCounter<long>("aspireif.queue.completed", "{job}", "Results that this process stored.");
    private static readonly Counter<long> Ignored = Meter.CreateCounter<long>("aspireif.queue.ignored", "{job}", "Results of this process that came second or too late.");
    private static readonly Histogram<double> Waited = Meter.CreateHistogram<double>("aspireif.queue.wait", "s", "From being enqueued to being leased.");

    internal static void CountEnqueued(string queue, int jobs) => Enqueued.Add(jobs, Tag(queue));

    internal static void CountLeased(string queue, TimeSpan waited)
    {
        Leased.Add(1, Tag(queue));
        Waited.Record(waited.TotalSeconds, Tag(queue));
    }

    internal static void CountCompleted(string queue, bool stored) => (stored ? Completed : Ignored).Add(1, Tag(queue));

    internal static KeyValuePair<string, object?> Tag(string queue) => new("queue", queue);

    /// <summary>The time that a job lay in the queue, as a span of the requester's trace; null when nobody listens.</summary>
    internal static ActivityContext? RecordWait(string queue, string id, ActivityContext parent, DateTimeOffset from, DateTimeOffset to)
    {
        // Unlike StartActivity, this leaves the current activity of the leasing worker alone.
        Activity? outer = Activity.Current;
        using Activity? wait = Source.StartActivity("wait", ActivityKind.Consumer, parent, [Tag(queue), new("job", id)], startTime: from);
        wait?.SetEndTime(to.UtcDateTime);
        Activity.Current = outer;
        return wait?.Context;
    }
}
