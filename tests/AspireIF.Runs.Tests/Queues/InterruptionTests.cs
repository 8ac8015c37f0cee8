using AspireIF.Runs.Queues;
using AspireIF.Runs.Server;
using StackExchange.Redis;

namespace AspireIF.Runs.Tests.Queues;

/// <summary>Random operations on a server that dies in the middle of scripts: each is repeated and takes effect once, and no job is lost.</summary>
public sealed class InterruptionTests(RedisServers servers, ITestOutputHelper output)
{
    private const int Operations = 200, MaxDeliveries = 3;
    private const double Probability = 0.25;

    private static readonly string[] Ids = [.. Enumerable.Range(0, 12).Select(i => $"job-{i:D2}")];

    public static TheoryData<string> Servers => RedisServers.All;

    [Theory, MemberData(nameof(Servers))]
    public async Task An_interrupted_operation_is_repeated_and_takes_effect_once(string server)
    {
        for (int round = 0; round < 3; round++)
        {
            int seed = Random.Shared.Next();
            output.WriteLine($"seed {seed}");
            await new Scenario(await servers.ConnectAsync(server), new Random(seed)).RunAsync();
        }
    }

    private sealed class Scenario(RedisConnection server, Random random)
    {
        private readonly string run = RedisServers.NewRun();
        private readonly HashSet<string> known = [];
        private readonly Dictionary<string, byte> results = [];
        private readonly List<JobLease> leases = [];
        private QueueKeys keys = null!;

        public async Task RunAsync()
        {
            keys = new QueueKeys(run, "queue");
            await using var connection = new RedisConnection(InterruptedDatabase.Over(server.Multiplexer, random, Probability));
            await using var queue = new JobQueue(connection, run, "queue", new() { MaxDeliveries = MaxDeliveries });
            for (int i = 0; i < Operations; i++)
            {
                await OperateAsync(queue);
                await CompareAsync();
            }
            await FinishAsync(queue);
        }

        private async Task OperateAsync(JobQueue queue)
        {
            string[] some = [.. Ids.Where(_ => random.Next(3) == 0)];
            JobLease? lease = leases.Count == 0 ? null : leases[random.Next(leases.Count)];
            switch (random.Next(14))
            {
                case <= 2:
                    await queue.EnqueueAsync([.. some.Select(id => new Job(id, new byte[] { 1 }))]);
                    known.UnionWith(some);
                    break;
                case <= 5:
                    leases.AddRange(await queue.LeaseAsync("worker", random.Next(1, 5), TimeSpan.FromMinutes(10), TimeSpan.Zero));
                    break;
                case <= 8 when lease is not null:
                    await CompleteAsync(lease);
                    break;
                case 9 when lease is not null:
                    await lease.ReturnAsync();
                    break;
                case 10 when lease is not null:
                    await lease.FailAsync("failed");
                    break;
                case 11:
                    await ExpireAsync();
                    break;
                case 12:
                    await queue.RequeueAsync(some);
                    break;
                case 13:
                    await queue.ForgetAsync([.. some.Take(1)]);
                    foreach (string id in some.Take(1))
                        _ = known.Remove(id) | results.Remove(id);
                    break;
            }
        }

        private async Task CompleteAsync(JobLease lease)
        {
            byte result = (byte)random.Next(256);
            string id = lease.Job.Id;
            bool first = known.Contains(id) && !results.ContainsKey(id);
            // Its own result repeated counts as its own.
            bool stored = await lease.CompleteAsync(new[] { result });
            if (first)
                results[id] = result;
            if (stored != first)
                Assert.Fail($"completing {id} said {stored}");
            leases.Remove(lease);
        }

        private async Task ExpireAsync()
        {
            foreach (RedisValue id in await server.Database.SortedSetRangeByRankAsync(keys.Leased))
                await server.Database.SortedSetAddAsync(keys.Leased, id, 1);
        }

        private async Task CompareAsync()
        {
            RedisValue[] stored = await server.Database.StringGetAsync([.. Ids.Select(keys.Result)]);
            Assert.Equal(
                results.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)),
                Ids.Zip(stored).Where(pair => !pair.Second.IsNull).Select(pair => (pair.First, ((byte[])pair.Second!)[^1])));
            HashSet<string> found =
            [
                .. (await server.Database.SortedSetRangeByRankAsync(keys.Pending)).Select(id => (string)id!),
                .. (await server.Database.SortedSetRangeByRankAsync(keys.Leased)).Select(id => (string)id!),
                .. (await server.Database.HashKeysAsync(keys.Dead)).Select(id => (string)id!),
            ];
            // None is lost, and of what has a result or is forgotten nothing is left.
            Assert.Equal(known.Except(results.Keys).Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
            Assert.Equal(found.Count, await server.Database.HashLengthAsync(keys.Jobs));
            foreach (string id in Ids)
                Assert.Equal(found.Contains(id), await server.Database.KeyExistsAsync(keys.Payload(id)));
        }

        /// <summary>Whatever happened, all jobs can be done.</summary>
        private async Task FinishAsync(JobQueue queue)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            while (results.Count < known.Count)
            {
                limit.Token.ThrowIfCancellationRequested();
                await ExpireAsync();
                await queue.RequeueAsync(Ids);
                foreach (JobLease lease in await queue.LeaseAsync("finisher", 20, TimeSpan.FromMinutes(10), TimeSpan.Zero))
                    await CompleteAsync(lease);
                await CompareAsync();
            }
        }
    }
}
