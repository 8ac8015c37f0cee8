using System.Diagnostics.Metrics;

namespace AspireIF.Runs.Queues;

/// <summary>
/// Shows how full queues are, as metrics of <see cref="QueueTelemetry.Name"/>, tagged with the queue: depth, age, dead letters, expired leases. It looks at
/// intervals, since metrics are read without waiting. One process of a run is enough.
/// </summary>
public sealed class QueueMonitor : IAsyncDisposable
{
    private readonly IReadOnlyList<JobQueue> queues;
    private readonly Meter meter = new(QueueTelemetry.Name);
    private readonly CancellationTokenSource stop = new();
    private readonly Task looking;
    private volatile IReadOnlyList<(JobQueue Queue, QueueStatistics Statistics)> last = [];

    /// <param name="queues">Remain the caller's.</param>
    public QueueMonitor(IReadOnlyList<JobQueue> queues, TimeSpan interval)
    {
        this.queues = queues;
        meter.CreateObservableGauge("aspireif.queue.pending", () => Read(statistics => statistics.Pending), "{job}", "Jobs that wait for a worker.");
        meter.CreateObservableGauge("aspireif.queue.held", () => Read(statistics => statistics.Leased), "{job}", "Jobs that workers hold.");
        meter.CreateObservableGauge("aspireif.queue.dead", () => Read(statistics => statistics.Dead), "{job}", "Jobs given up.");
        meter.CreateObservableGauge("aspireif.queue.age", () => Read(statistics => statistics.OldestAge.TotalSeconds), "s", "How long the oldest pending job has been waiting.");
        meter.CreateObservableCounter("aspireif.queue.expired", () => Read(statistics => statistics.Expired), "{lease}", "Leases that ran out: workers that died or stalled.");
        looking = Task.Run(() => LookAsync(interval));
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await looking.ConfigureAwait(false);
        meter.Dispose();
        stop.Dispose();
    }

    private List<Measurement<T>> Read<T>(Func<QueueStatistics, T> figure)
        where T : struct => [.. last.Select(seen => new Measurement<T>(figure(seen.Statistics), QueueTelemetry.Tag(seen.Queue.Name)))];

    private async Task LookAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval);
        try
        {
            do
            {
                try
                {
                    last = await Task.WhenAll(queues.Select(async queue => (queue, await queue.StatisticsAsync(stop.Token).ConfigureAwait(false)))).ConfigureAwait(false);
                }
                catch (RunStorageException)
                {
                    // The server is away: nothing is known of the queues. Whoever works with them reports it.
                    last = [];
                }
            }
            while (await timer.WaitForNextTickAsync(stop.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }
}
