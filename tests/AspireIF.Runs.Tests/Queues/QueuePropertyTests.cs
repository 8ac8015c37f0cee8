using AspireIF.Runs.Queues;
using AspireIF.Runs.Server;
using StackExchange.Redis;

namespace AspireIF.Runs.Tests.Queues;

/// <summary>Random sequences of operations do what the model says.</summary>
public sealed class QueuePropertyTests(RedisServers servers, ITestOutputHelper output)
{
    private const int Operations = 250, MaxDeliveries = 3;

    private static readonly string[] Ids = [.. Enumerable.Range(0, 12).Select(i => $"job-{i:D2}")];

    public static TheoryData<string> Servers => RedisServers.All;

    [Theory, MemberData(nameof(Servers))]
    public async Task A_queue_does_what_its_model_does(string server)
    {
        for (int round = 0; round < 3; round++)
        {
            int seed = Random.Shared.Next();
            output.WriteLine($"seed {seed}");
            RedisConnection connection = await servers.ConnectAsync(server);
            await RunAsync(connection, new Random(seed));
        }
    }

    private static async Task RunAsync(RedisConnection connection, Random random)
    {
        string run = RedisServers.NewRun();
        var keys = new QueueKeys(run, "queue");
        await using var queue = new JobQueue(connection, run, "queue", new() { MaxDeliveries = MaxDeliveries });
        var model = new QueueModel(MaxDeliveries);
        var leases = new List<JobLease>();
        for (int operation = 0; operation < Operations; operation++)
        {
            string[] some = [.. Ids.Where(_ => random.Next(3) == 0)];
            JobLease? lease = leases.Count == 0 ? null : leases[random.Next(leases.Count)];
            switch (random.Next(16))
            {
                case <= 3:
                    await queue.EnqueueAsync([.. some.Select(id => new Job(id, new byte[] { 1 }))]);
                    model.Enqueue(some);
                    break;
                case <= 7:
                    await LeaseAsync(random.Next(1, 5));
                    break;
                case <= 10 when lease is not null:
                    byte[] result = [(byte)random.Next(256)];
                    Assert.Equal(model.Complete(lease.Job.Id, result), await lease.CompleteAsync(result));
                    leases.Remove(lease);
                    break;
                case 11 when lease is not null:
                    await lease.ReturnAsync();
                    model.Return(lease.Job.Id, lease);
                    break;
                case 12 when lease is not null:
                    await lease.FailAsync("failed");
                    model.Fail(lease.Job.Id, lease);
                    break;
                case 13:
                    await ExpireAsync();
                    break;
                case 14:
                    Assert.Equal(model.Requeue(some), await queue.RequeueAsync(some));
                    break;
                case 15:
                    string[] few = [.. some.Take(2)];
                    await queue.ForgetAsync(few);
                    model.Forget(few);
                    break;
            }
            await CompareAsync();
        }

        async Task LeaseAsync(int max)
        {
            IReadOnlyList<JobLease> got = await queue.LeaseAsync("worker", max, TimeSpan.FromMinutes(10), TimeSpan.Zero);
            List<QueueModel.Entry> expected = model.Lease(max);
            Assert.Equal(expected.Select(entry => (entry.Id, entry.Deliveries)), got.Select(one => (one.Job.Id, one.Deliveries)));
            foreach (var (one, entry) in got.Zip(expected))
                entry.Holder = one;
            leases.AddRange(got);
        }

        // Makes all leases run out now, and the next lease notice it.
        async Task ExpireAsync()
        {
            foreach (RedisValue id in await connection.Database.SortedSetRangeByRankAsync(keys.Leased))
                await connection.Database.SortedSetAddAsync(keys.Leased, id, 1);
            model.ExpireAll();
            await LeaseAsync(1);
        }

        async Task CompareAsync()
        {
            QueueStatistics statistics = await queue.StatisticsAsync();
            Assert.Equal(model.Counts, ((int)statistics.Pending, (int)statistics.Leased, (int)statistics.Dead));
            Assert.Equal(model.Dead, (await queue.DeadLettersAsync()).Select(letter => letter.Id).Order(StringComparer.Ordinal));
            RedisValue[] stored = await connection.Database.StringGetAsync([.. Ids.Select(keys.Result)]);
            Assert.Equal(
                model.Results.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value[0])),
                Ids.Zip(stored).Where(pair => !pair.Second.IsNull).Select(pair => (pair.First, ((byte[])pair.Second!)[^1])));
        }
    }
}
