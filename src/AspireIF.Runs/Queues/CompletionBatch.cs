using System.Text;
using System.Threading.Channels;
using AspireIF.Runs.Server;
using StackExchange.Redis;

namespace AspireIF.Runs.Queues;

/// <summary>Stores results, many in one script: those that come while one script runs go with the next. One result alone goes at once.</summary>
internal sealed class CompletionBatch(RedisConnection connection, QueueKeys keys, CancellationToken closing) : IAsyncDisposable
{
    private const int MaxJobs = 256;
    private const int MaxBytes = 4 << 20;

    private readonly Channel<Entry> entries = Channel.CreateUnbounded<Entry>(new() { SingleReader = true });
    private readonly Lock gate = new();
    private Task? pump;

    /// <returns>Whether the result is the job's.</returns>
    public Task<bool> AddAsync(JobLease lease, ReadOnlyMemory<byte> result)
    {
        // The result begins with the token: a repeated script recognises its own.
        byte[] stored = new byte[lease.Token.Length + result.Length];
        Encoding.ASCII.GetBytes(lease.Token, stored);
        result.CopyTo(stored.AsMemory(lease.Token.Length));
        var entry = new Entry(lease.Job.Id, lease.Token, stored, new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (gate)
            pump ??= Task.Run(PumpAsync);
        return entries.Writer.TryWrite(entry) ? entry.Done.Task : throw new ObjectDisposedException(nameof(JobQueue));
    }

    /// <summary>Waits for the results under way.</summary>
    public async ValueTask DisposeAsync()
    {
        entries.Writer.TryComplete();
        if (pump is not null)
            await pump.ConfigureAwait(false);
    }

    private async Task PumpAsync()
    {
        var batch = new List<Entry>(MaxJobs);
        while (await entries.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            for (int bytes = 0; batch.Count < MaxJobs && bytes < MaxBytes && entries.Reader.TryRead(out Entry? entry); bytes += entry.Stored.Length)
                batch.Add(entry);
            try
            {
                int[] outcomes = await StoreAsync(batch).ConfigureAwait(false);
                for (int i = 0; i < batch.Count; i++)
                    batch[i].Done.SetResult(outcomes[i] == 1);
            }
            catch (Exception error)
            {
                // Each waiting caller gets it; the next batch tries anew.
                batch.ForEach(entry => entry.Done.SetException(error));
            }
        }
    }

    private async Task<int[]> StoreAsync(List<Entry> batch)
    {
        RedisKey[] all = [keys.Pending, keys.Leased, keys.Jobs, keys.Dead, keys.Counters, .. batch.SelectMany(IEnumerable<RedisKey> (entry) => [keys.Payload(entry.Id), keys.Result(entry.Id)])];
        RedisValue[] values = [.. batch.SelectMany(IEnumerable<RedisValue> (entry) => [entry.Id, entry.Token, entry.Stored])];
        RedisResult outcomes = await QueueScript.Complete.WriteAsync(connection, all, values, closing).ConfigureAwait(false);
        connection.Publish(keys.Finished, string.Join('\n', batch.Select(entry => entry.Id)));
        return (int[])outcomes!;
    }

    private sealed record Entry(string Id, string Token, byte[] Stored, TaskCompletionSource<bool> Done);
}
