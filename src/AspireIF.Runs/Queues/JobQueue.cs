using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using AspireIF.Runs.Server;
using StackExchange.Redis;

namespace AspireIF.Runs.Queues;

/// <summary>
/// A named queue of a run. Delivery is at least once: a job whose worker dies comes back when its lease runs out. The first result of a job stays, so nothing counts
/// twice. Every operation survives a restart of the server.
/// </summary>
public sealed partial class JobQueue : IAsyncDisposable
{
    private const int ChunkSize = 256;
    private const int ChunkBytes = 4 << 20;

    // Longer than any answer takes; a server that is away is not waited for, since leases run out by themselves.
    private static readonly TimeSpan ClosingLimit = TimeSpan.FromSeconds(5);

    private readonly RedisConnection connection;
    private readonly QueueKeys keys;
    private readonly JobQueueOptions options;
    private readonly RedisSignal added, finished;
    private readonly LeaseKeeper keeper;
    private readonly CompletionBatch completions;
    private readonly ConcurrentBag<Task> abandoned = [];
    private readonly CancellationTokenSource closing = new();

    /// <param name="connection">Remains the caller's.</param>
    /// <exception cref="ArgumentException">Names or options are unsound.</exception>
    public JobQueue(RedisConnection connection, string run, string name, JobQueueOptions? options = null)
    {
        this.options = options ?? new JobQueueOptions();
        if (this.options.Problems() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join("; ", problems), nameof(options));
        this.connection = connection;
        Name = RunNames.Check(name, "queue");
        keys = new QueueKeys(RunNames.Check(run, "run"), name);
        added = new RedisSignal(connection, keys.Added);
        finished = new RedisSignal(connection, keys.Finished);
        keeper = new LeaseKeeper(connection, keys);
        completions = new CompletionBatch(connection, keys, closing.Token);
    }

    public string Name { get; }

    /// <summary>Adds jobs, except those that are pending, leased, dead or completed already.</summary>
    public async Task EnqueueAsync(IReadOnlyList<Job> jobs, CancellationToken cancellation = default)
    {
        foreach (Job job in jobs)
            Check(job);
        using Activity? span = QueueTelemetry.Source.StartActivity("enqueue", ActivityKind.Producer);
        span?.AddTag("queue", Name).AddTag("jobs", jobs.Count);
        string? trace = (span ?? Activity.Current)?.Id;
        foreach (List<Job> chunk in Chunks(jobs))
        {
            RedisKey[] all = [keys.Pending, keys.Leased, keys.Jobs, keys.Dead, .. chunk.SelectMany(IEnumerable<RedisKey> (job) => [keys.Payload(job.Id), keys.Result(job.Id)])];
            RedisValue[] values = [.. chunk.SelectMany(IEnumerable<RedisValue> (job) => [job.Id, JobMessage.Pack(job.Payload, trace)])];
            await QueueScript.Enqueue.WriteAsync(connection, all, values, cancellation).ConfigureAwait(false);
            connection.Publish(keys.Added, chunk.Count);
        }
        QueueTelemetry.CountEnqueued(Name, jobs.Count);
    }

    /// <summary>Leases the oldest jobs. They are renewed until they are completed or given back.</summary>
    /// <param name="worker">Who asks; unique among the workers that live.</param>
    /// <param name="max">At most so many.</param>
    /// <param name="leaseTime">How long after the death of this process the jobs come back.</param>
    /// <param name="wait">How long to wait for the first job when there is none.</param>
    /// <returns>Empty when none came.</returns>
    public async Task<IReadOnlyList<JobLease>> LeaseAsync(string worker, int max, TimeSpan leaseTime, TimeSpan wait, CancellationToken cancellation = default)
    {
        RunNames.Check(worker, "worker");
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(leaseTime, TimeSpan.FromMilliseconds(100));
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            Task woken = await added.NextAsync(cancellation).ConfigureAwait(false);
            Task<IReadOnlyList<JobLease>> attempt = TryLeaseAsync(worker, Math.Min(max, ChunkSize), leaseTime, closing.Token);
            IReadOnlyList<JobLease> leases;
            try
            {
                leases = await attempt.WaitAsync(cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // What the server hands out all the same belongs to nobody.
                abandoned.Add(ReturnAsync(attempt));
                throw;
            }
            TimeSpan left = wait - Stopwatch.GetElapsedTime(start);
            if (leases.Count > 0 || left <= TimeSpan.Zero)
                return leases;
            await Task.WhenAny(woken, Task.Delay(left < options.PollInterval ? left : options.PollInterval, cancellation)).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Removes all that is left of jobs: results, and those still pending or leased.</summary>
    public async Task ForgetAsync(IReadOnlyCollection<string> ids, CancellationToken cancellation = default)
    {
        foreach (string[] chunk in ids.Chunk(ChunkSize))
        {
            RedisKey[] all = [keys.Pending, keys.Leased, keys.Jobs, keys.Dead, .. chunk.SelectMany(IEnumerable<RedisKey> (id) => [keys.Payload(id), keys.Result(id)])];
            await QueueScript.Forget.WriteAsync(connection, all, Values(chunk), cancellation).ConfigureAwait(false);
        }
    }

    public async Task<QueueStatistics> StatisticsAsync(CancellationToken cancellation = default)
    {
        RedisResult result = await QueueScript.Statistics.ReadAsync(connection, [keys.Pending, keys.Leased, keys.Dead, keys.Counters], [], cancellation).ConfigureAwait(false);
        long[] numbers = (long[])result!;
        return new(numbers[0], numbers[1], numbers[2], TimeSpan.FromMicroseconds(Math.Max(0, numbers[3])), numbers[4], numbers[5]);
    }

    public async Task<IReadOnlyList<DeadLetter>> DeadLettersAsync(CancellationToken cancellation = default)
    {
        HashEntry[] entries = await connection.ReadAsync(database => database.HashGetAllAsync(keys.Dead), cancellation).ConfigureAwait(false);
        return [.. entries.Select(entry => Letter(entry.Name!, entry.Value!)).OrderBy(letter => letter.At)];
    }

    /// <summary>Makes dead letters pending again, with as many deliveries as a new job.</summary>
    /// <returns>How many of the ids were dead letters.</returns>
    public async Task<int> RequeueAsync(IReadOnlyCollection<string> ids, CancellationToken cancellation = default)
    {
        int requeued = 0;
        foreach (string[] chunk in ids.Chunk(ChunkSize))
            requeued += (int)await QueueScript.Requeue.WriteAsync(connection, [keys.Pending, keys.Jobs, keys.Dead], Values(chunk), cancellation).ConfigureAwait(false);
        connection.Publish(keys.Added, requeued);
        return requeued;
    }

    /// <summary>Waits for the results under way and gives back the leases that are still held.</summary>
    public async ValueTask DisposeAsync()
    {
        closing.CancelAfter(ClosingLimit);
        await completions.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(abandoned).ConfigureAwait(false);
        IReadOnlyCollection<JobLease> held = keeper.Held;
        await keeper.DisposeAsync().ConfigureAwait(false);
        await ReturnAsync(Task.FromResult(held)).ConfigureAwait(false);
        await added.DisposeAsync().ConfigureAwait(false);
        await finished.DisposeAsync().ConfigureAwait(false);
        closing.Dispose();
    }

    internal static long Microseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    internal async Task<bool> CompleteAsync(JobLease lease, ReadOnlyMemory<byte> result, CancellationToken cancellation)
    {
        if (result.Length > options.MaxPayload)
            throw new ArgumentException($"The result of job '{lease.Job.Id}' has {result.Length:N0} bytes; queue '{Name}' takes at most {options.MaxPayload:N0}. Publish it as an artifact.", nameof(result));
        using Activity? span = Activity.Current is null
            ? QueueTelemetry.Source.StartActivity("complete", ActivityKind.Internal, lease.Parent)
            : QueueTelemetry.Source.StartActivity("complete");
        span?.AddTag("queue", Name).AddTag("job", lease.Job.Id);
        try
        {
            bool stored = await completions.AddAsync(lease, result).WaitAsync(cancellation).ConfigureAwait(false);
            QueueTelemetry.CountCompleted(Name, stored);
            return stored;
        }
        finally
        {
            keeper.Remove(lease);
        }
    }

    internal async Task GiveBackAsync(IReadOnlyCollection<JobLease> leases, string? reason, CancellationToken cancellation)
    {
        foreach (JobLease[] chunk in leases.Chunk(ChunkSize))
        {
            // An empty reason means that the delivery does not count.
            string why = reason is null ? "" : string.IsNullOrWhiteSpace(reason) ? "no reason given" : reason;
            RedisValue[] values = [options.MaxDeliveries, .. chunk.SelectMany(IEnumerable<RedisValue> (lease) => [lease.Job.Id, lease.Token, why])];
            RedisResult dead = await QueueScript.GiveBack.WriteAsync(connection, [keys.Pending, keys.Leased, keys.Jobs, keys.Dead], values, cancellation).ConfigureAwait(false);
            foreach (JobLease lease in chunk)
                keeper.Remove(lease);
            PublishFinished((string[])dead!);
            connection.Publish(keys.Added, chunk.Length);
        }
    }

    private async Task ReturnAsync<T>(Task<T> leases)
        where T : IReadOnlyCollection<JobLease>
    {
        try
        {
            await GiveBackAsync(await leases.ConfigureAwait(false), reason: null, closing.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or RunStorageException)
        {
            // They run out.
        }
    }

    private async Task<IReadOnlyList<JobLease>> TryLeaseAsync(string worker, int max, TimeSpan leaseTime, CancellationToken cancellation)
    {
        string token = Guid.NewGuid().ToString("N");
        RedisResult result = await QueueScript.Lease.WriteAsync(
            connection, [keys.Pending, keys.Leased, keys.Jobs, keys.Dead, keys.Calls, keys.Counters],
            [worker, token, max, Microseconds(leaseTime), options.MaxDeliveries], cancellation).ConfigureAwait(false);
        string[] answer = (string[])result!;
        DateTimeOffset now = Time(answer[0]);
        int dead = int.Parse(answer[1], CultureInfo.InvariantCulture);
        PublishFinished(answer.AsSpan(2, dead).ToArray());
        string[][] leased = [.. answer.Skip(2 + dead).Chunk(3)];
        if (leased.Length == 0)
            return [];

        RedisKey[] payloads = [.. leased.Select(job => keys.Payload(job[0]))];
        RedisValue[] messages = await connection.ReadAsync(database => database.StringGetAsync(payloads), cancellation).ConfigureAwait(false);
        var leases = new List<JobLease>(leased.Length);
        for (int i = 0; i < leased.Length; i++)
        {
            // One that was completed or forgotten since has no payload.
            if (messages[i].IsNull)
                continue;
            (ReadOnlyMemory<byte> payload, ActivityContext parent) = JobMessage.Unpack(messages[i]!);
            DateTimeOffset enqueued = Time(leased[i][2]);
            TimeSpan waited = now > enqueued ? now - enqueued : TimeSpan.Zero;
            parent = QueueTelemetry.RecordWait(Name, leased[i][0], parent, now - waited, now) ?? parent;
            QueueTelemetry.CountLeased(Name, waited);
            int deliveries = int.Parse(leased[i][1], CultureInfo.InvariantCulture);
            leases.Add(new JobLease(this, new Job(leased[i][0], payload), token, deliveries, leaseTime, waited, parent));
        }
        keeper.Add(leases);
        return leases;
    }

    private void PublishFinished(string[] ids)
    {
        if (ids.Length > 0)
            connection.Publish(keys.Finished, string.Join('\n', ids));
    }

    private void Check(Job job)
    {
        if (job.Id.Length is 0 or > 256 || job.Id.Any(c => c <= ' ' || c == 127))
            throw new ArgumentException($"'{job.Id}' cannot be a job's id: it must have 1 to 256 characters and no white space.");
        if (job.Payload.Length > options.MaxPayload)
            throw new ArgumentException($"Job '{job.Id}' has {job.Payload.Length:N0} bytes; queue '{Name}' takes at most {options.MaxPayload:N0}. Publish them as an artifact.");
    }

    private static IEnumerable<List<Job>> Chunks(IReadOnlyList<Job> jobs)
    {
        var chunk = new List<Job>();
        int bytes = 0;
        foreach (Job job in jobs)
        {
            if (chunk.Count == ChunkSize || (chunk.Count > 0 && bytes + job.Payload.Length > ChunkBytes))
            {
                yield return chunk;
                (chunk, bytes) = ([], 0);
            }
            chunk.Add(job);
            bytes += job.Payload.Length;
        }
        if (chunk.Count > 0)
            yield return chunk;
    }

    private static DeadLetter Letter(string id, string value)
    {
        string[] parts = value.Split(' ', 3);
        return new(id, parts[2], int.Parse(parts[1], CultureInfo.InvariantCulture), Time(parts[0]));
    }

    private static DateTimeOffset Time(string microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(long.Parse(microseconds, CultureInfo.InvariantCulture) * TimeSpan.TicksPerMicrosecond);

    private static RedisValue[] Values(string[] ids) => [.. ids.Select(id => (RedisValue)id)];
}
