using System.Collections.Concurrent;
using AspireIF.Runs.Server;
using StackExchange.Redis;

namespace AspireIF.Runs.Queues;

/// <summary>Renews all leases that this client holds, in one script, three times in the time of the shortest.</summary>
internal sealed class LeaseKeeper(RedisConnection connection, QueueKeys keys) : IAsyncDisposable
{
    private const int ChunkSize = 256;

    private readonly ConcurrentDictionary<JobLease, bool> held = new();
    private readonly CancellationTokenSource stop = new();
    private readonly SemaphoreSlim added = new(0);
    private readonly Lock gate = new();
    private Task? beats;

    public IReadOnlyCollection<JobLease> Held => [.. held.Keys];

    public void Add(IReadOnlyList<JobLease> leases)
    {
        foreach (JobLease lease in leases)
            held.TryAdd(lease, true);
        lock (gate)
            beats ??= Task.Run(BeatAsync);
        // A lease shorter than those held so far must not wait for their next beat.
        if (leases.Count > 0)
            added.Release();
    }

    public void Remove(JobLease lease) => held.TryRemove(lease, out _);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        if (beats is not null)
            await beats.ConfigureAwait(false);
        stop.Dispose();
        added.Dispose();
    }

    private async Task BeatAsync()
    {
        DateTime last = DateTime.UtcNow;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                TimeSpan shortest = held.IsEmpty ? Timeout.InfiniteTimeSpan : held.Keys.Min(lease => lease.Duration) / 3;
                TimeSpan pause = shortest == Timeout.InfiniteTimeSpan ? shortest : Max(last + shortest - DateTime.UtcNow, TimeSpan.Zero);
                if (await added.WaitAsync(pause, stop.Token).ConfigureAwait(false))
                    continue;
                last = DateTime.UtcNow;
                foreach (JobLease[] chunk in held.Keys.Chunk(ChunkSize))
                    await RenewAsync(chunk).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (RunStorageException)
            {
                // The server is away for long. The worker meets this at its next own command; should the server return, the leases may still hold.
            }
        }
    }

    private async Task RenewAsync(JobLease[] leases)
    {
        RedisValue[] values = [.. leases.SelectMany(IEnumerable<RedisValue> (lease) => [lease.Job.Id, lease.Token, JobQueue.Microseconds(lease.Duration)])];
        RedisResult lost = await QueueScript.Renew.WriteAsync(connection, [keys.Leased, keys.Jobs], values, stop.Token).ConfigureAwait(false);
        var ids = ((string[])lost!).ToHashSet();
        foreach (JobLease lease in leases)
        {
            // One that was completed or given back meanwhile is not lost.
            if (ids.Contains(lease.Job.Id) && held.TryRemove(lease, out _))
                lease.MarkLost();
        }
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
