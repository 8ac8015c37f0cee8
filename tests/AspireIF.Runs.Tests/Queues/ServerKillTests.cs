using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using AspireIF.Runs.Queues;
using AspireIF.Runs.Server;
using AspireIF.Runs.State;
using AspireIF.Tests;

namespace AspireIF.Runs.Tests.Queues;

/// <summary>The server is killed with -9 again and again while jobs flow: nothing is lost and nothing counts twice.</summary>
public sealed class ServerKillTests(ITestOutputHelper output)
{
    private const int Kills = 8, Workers = 3, JobsAtOnce = 40, LeasedAtOnce = 8;

    /// <summary>Small jobs; and large ones, with which Garnet, given the least memory, moves values to the disk, writes checkpoints and compacts all the time.</summary>
    [Theory]
    [InlineData("garnet", 0)]
    [InlineData("redis", 0)]
    [InlineData("garnet", 100_000)]
    public async Task Jobs_flow_on_over_restarts_of_the_server(string kind, int padding)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using RedisProcess server = padding == 0 ? RedisServers.NewProcess(kind) : new GarnetProcess { LogMegabytes = 64, MemoryMegabytes = 32 };
        await server.StartAsync();
        string run = RedisServers.NewRun();
        bool enough = false;
        using var finished = new CancellationTokenSource();
        var stored = new ConcurrentDictionary<string, int>();
        // Made before the first kill: who finds no server when it starts gives up.
        RedisConnection[] connections = await Task.WhenAll(Enumerable.Range(0, Workers + 1).Select(_ => RedisConnection.OpenAsync(server.ConnectionString)));
        Task[] workers = [.. connections.Skip(1).Select((connection, i) => WorkAsync(connection, run, $"worker-{i}", stored, finished.Token))];
        Task<int> requesting = RequestAsync(connections[0], run, padding, () => Volatile.Read(ref enough));

        for (int i = 0; i < Kills; i++)
        {
            await Task.Delay(random.Next(50, padding == 0 ? 400 : 2000));
            await server.KillAsync();
            await server.StartAsync();
            // A job goes all the way between two kills, however slow the machine is.
            await ProgressAsync(server, run, requesting);
        }
        Volatile.Write(ref enough, true);
        int steps = await requesting.WaitAsync(TimeSpan.FromMinutes(2));
        await finished.CancelAsync();
        await Task.WhenAll(workers);
        foreach (RedisConnection each in connections)
            await each.DisposeAsync();

        output.WriteLine($"{steps} steps, {stored.Count} jobs");
        // The requester has seen one result of each job. Of no job two answers were told to be its result; none was where the server died when its result was taken and not committed
        // yet: asked to store it again, the next server knows of no such job any more.
        Assert.All(stored, job => Assert.Equal(1, job.Value));
        Assert.InRange(stored.Count, (steps * JobsAtOnce) - (Kills * Workers * LeasedAtOnce), steps * JobsAtOnce);
        await using RedisConnection connection = await RedisConnection.OpenAsync(server.ConnectionString);
        Assert.Equal(steps, (await new RunStore(connection).GetAsync(run)).Step);
        await using var queue = new JobQueue(connection, run, "queue");
        QueueStatistics statistics = await queue.StatisticsAsync();
        Assert.Equal((0, 0, 0), (statistics.Pending, statistics.Leased, statistics.Dead));
    }

    /// <summary>Asks for jobs, collects and checks their results, notes the step in the run's state and forgets them, until told to stop.</summary>
    private static async Task<int> RequestAsync(RedisConnection connection, string run, int padding, Func<bool> enough)
    {
        await using var queue = new JobQueue(connection, run, "queue");
        var store = new RunStore(connection);
        await store.CreateAsync(run, "{}");
        string end = new('.', padding);
        int step = 0;
        do
        {
            string[] ids = [.. Enumerable.Range(0, JobsAtOnce).Select(i => $"job-{step}-{i}")];
            await queue.EnqueueAsync([.. ids.Select(id => new Job(id, Encoding.UTF8.GetBytes("question " + id + end)))]);
            var results = new Dictionary<string, string>();
            await foreach (JobResult result in queue.CollectAsync(ids))
                results.Add(result.Id, Encoding.UTF8.GetString(result.Payload.Span));
            Assert.Equal(ids.Order(StringComparer.Ordinal).Select(id => (id, "answer to question " + id + end)), results.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)));
            step++;
            int reached = step;
            await store.UpdateAsync(run, state => state with { Step = reached });
            await queue.ForgetAsync(ids);
        }
        while (!enough());
        return step;
    }

    private static async Task WorkAsync(RedisConnection connection, string run, string name, ConcurrentDictionary<string, int> stored, CancellationToken finished)
    {
        await using var queue = new JobQueue(connection, run, "queue", new() { MaxDeliveries = 1000, PollInterval = TimeSpan.FromMilliseconds(200) });
        try
        {
            while (true)
            {
                foreach (JobLease lease in await queue.LeaseAsync(name, LeasedAtOnce, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1), finished))
                {
                    if (await lease.CompleteAsync(Encoding.UTF8.GetBytes("answer to " + Encoding.UTF8.GetString(lease.Job.Payload.Span)), CancellationToken.None))
                        stored.AddOrUpdate(lease.Job.Id, 1, (_, count) => count + 1);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the test.
        }
    }

    private static async Task ProgressAsync(RedisProcess server, string run, Task requesting)
    {
        await using RedisConnection connection = await RedisConnection.OpenAsync(server.ConnectionString);
        await using var queue = new JobQueue(connection, run, "queue");
        long before = (await queue.StatisticsAsync()).Completed, start = Stopwatch.GetTimestamp();
        while ((await queue.StatisticsAsync()).Completed == before)
        {
            if (requesting.IsCompleted)
                await requesting; // it failed: say why
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromMinutes(1))
                Assert.Fail($"no job was completed for a minute: {await queue.StatisticsAsync()}");
            await Task.Delay(20);
        }
    }
}
