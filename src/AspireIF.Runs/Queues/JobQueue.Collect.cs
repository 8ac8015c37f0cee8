using System.Runtime.CompilerServices;
using System.Threading.Channels;
using StackExchange.Redis;

namespace AspireIF.Runs.Queues;

public sealed partial class JobQueue
{
    private const int ResultsAtOnce = 32;
    private const int TokenLength = 32;

    /// <summary>The results of jobs as they come, each once. They stay on the server until forgotten, so that a requester that dies can collect again.</summary>
    /// <exception cref="JobFailedException">One of the jobs is a dead letter, or was never enqueued or has been forgotten.</exception>
    public async IAsyncEnumerable<JobResult> CollectAsync(IReadOnlyCollection<string> ids, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var missing = new HashSet<string>(ids);
        var told = Channel.CreateUnbounded<string>(new() { SingleReader = true });
        using IDisposable listening = await finished.ListenAsync(message => Tell(told.Writer, message), cancellation).ConfigureAwait(false);
        // What was finished before listening, or told while the connection was lost, is found by looking at all of them.
        string[] looked = [.. missing];
        bool all = true;
        while (true)
        {
            foreach (string[] chunk in looked.Chunk(ResultsAtOnce))
            {
                foreach (JobResult result in await ResultsAsync(chunk, cancellation).ConfigureAwait(false))
                {
                    if (missing.Remove(result.Id))
                        yield return result;
                }
            }
            if (missing.Count == 0)
                yield break;
            await ThrowIfFailedAsync([.. (all ? missing : looked.Where(missing.Contains))], cancellation).ConfigureAwait(false);

            all = !await WaitAsync(told.Reader, cancellation).ConfigureAwait(false);
            looked = [.. all ? missing : Drain(told.Reader).Where(missing.Contains).Distinct()];
        }
    }

    private static void Tell(ChannelWriter<string> writer, RedisValue message)
    {
        foreach (string id in ((string)message!).Split('\n'))
            writer.TryWrite(id);
    }

    private static IEnumerable<string> Drain(ChannelReader<string> reader)
    {
        while (reader.TryRead(out string? id))
            yield return id;
    }

    /// <returns>False when nothing was told for a while.</returns>
    private async Task<bool> WaitAsync(ChannelReader<string> reader, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.PollInterval);
        try
        {
            return await reader.WaitToReadAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<IReadOnlyList<JobResult>> ResultsAsync(string[] ids, CancellationToken cancellation)
    {
        RedisKey[] results = [.. ids.Select(id => keys.Result(id))];
        RedisValue[] stored = await connection.ReadAsync(database => database.StringGetAsync(results), cancellation).ConfigureAwait(false);
        return [.. ids.Zip(stored).Where(pair => !pair.Second.IsNull).Select(pair => new JobResult(pair.First, ((ReadOnlyMemory<byte>)pair.Second)[TokenLength..]))];
    }

    private async Task ThrowIfFailedAsync(string[] ids, CancellationToken cancellation)
    {
        foreach (string[] chunk in ids.Chunk(ChunkSize))
        {
            RedisKey[] all = [keys.Jobs, keys.Dead, .. chunk.Select(id => keys.Result(id))];
            string[] found = (string[])(await QueueScript.Find.ReadAsync(connection, all, Values(chunk), cancellation).ConfigureAwait(false))!;
            foreach (var (id, where) in chunk.Zip(found))
            {
                if (where == "absent")
                    throw new JobFailedException($"Job '{id}' of queue '{Name}' is not on the server: it was never enqueued, or it has been forgotten.", id);
                if (where.Length == 0)
                    continue;
                DeadLetter letter = Letter(id, where);
                throw new JobFailedException($"Job '{id}' of queue '{Name}' has failed {letter.Deliveries} times, last: {letter.Reason}. Mend the cause, then requeue it.", id);
            }
        }
    }
}
