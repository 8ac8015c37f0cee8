using System.Text;
using AspireIF.Runs.Queues;
using AspireIF.Runs.Server;

namespace AspireIF.Runs.Tests.Queues;

public sealed class JobQueueTests(RedisServers servers)
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5), Short = TimeSpan.FromMilliseconds(200), Patience = TimeSpan.FromSeconds(30);

    public static TheoryData<string> Servers => RedisServers.All;

    [Theory, MemberData(nameof(Servers))]
    public async Task A_job_goes_from_the_requester_to_a_worker_and_its_result_back(string server)
    {
        await using JobQueue queue = await OpenAsync(server);
        await queue.EnqueueAsync([Text("a", "question")]);
        JobLease lease = Assert.Single(await queue.LeaseAsync("worker", 8, Long, Patience));
        Assert.Equal("question", Encoding.UTF8.GetString(lease.Job.Payload.Span));
        Assert.Equal(1, lease.Deliveries);
        Assert.True(await lease.CompleteAsync("answer"u8.ToArray()));
        JobResult result = Assert.Single(await CollectAsync(queue, "a"));
        Assert.Equal("answer", Encoding.UTF8.GetString(result.Payload.Span));
        Assert.Equal((0, 0, 0, 1), Counts(await queue.StatisticsAsync()));
    }

    [Theory, MemberData(nameof(Servers))]
    public async Task Jobs_are_leased_in_the_order_in_which_they_were_enqueued(string server)
    {
        await using JobQueue queue = await OpenAsync(server);
        string[] ids = [.. Enumerable.Range(0, 600).Select(i => $"job-{(i * 7919) % 600}")];
        await queue.EnqueueAsync([.. ids.Select(id => Text(id))]);
        var leased = new List<string>();
        while (leased.Count < ids.Length)
            leased.AddRange((await queue.LeaseAsync("worker", 50, Long, Patience)).Select(lease => lease.Job.Id));
        Assert.Equal(ids, leased);
    }

    [Theory, MemberData(nameof(Servers))]
    public async Task A_job_that_is_known_is_not_added_again(string server)
    {
        await using JobQueue queue = await OpenAsync(server);
        await queue.EnqueueAsync([Text("done"), Text("leased"), Text("pending")]);
        IReadOnlyList<JobLease> leases = await queue.LeaseAsync("worker", 2, Long, Patience);
        await leases[0].CompleteAsync("first"u8.ToArray());
        await queue.EnqueueAsync([Text("done"), Text("leased"), Text("pending"), Text("pending")]);
        Assert.Equal((1, 1, 0, 1), Counts(await queue.StatisticsAsync()));
        Assert.Equal("pending", Assert.Single(await queue.LeaseAsync("worker", 8, Long, Patience)).Job.Id);
    }

    [Theory, MemberData(nameof(Servers))]
    public async Task The_jobs_of_a_worker_that_dies_come_back_before_all_others(string server)
    {
        string run = RedisServers.NewRun();
        await using JobQueue queue = await OpenAsync(server, run);
        await queue.EnqueueAsync([Text("first"), Text("second"), Text("third")]);
        await LeaseUnrenewedAsync(server, run, queue);
        await LeaseUnrenewedAsync(server, run, queue);
        await ExpireAsync(server, run);
        IReadOnlyList<JobLease> leases = await queue.LeaseAsync("survivor", 8, Long, Patience);
        Assert.Equal([("first", 2), ("second", 2), ("third", 1)], leases.Select(lease => (lease.Job.Id, lease.Deliveries)));
        Assert.Equal(2, (await queue.StatisticsAsync()).Expired);
    }

    [Theory, MemberData(nameof(Servers))]
    public async Task A_held_lease_is_renewed(string server)
    {
        string run = RedisServers.NewRun();
        await using JobQueue queue = await OpenAsync(server, run), other = await OpenAsync(server, run);
        await queue.EnqueueAsync([Text("a")]);
        JobLease lease = Assert.Single(await queue.LeaseAsync("worker", 1, TimeSpan.FromSeconds(3), Patience));
        // More than twice its length, and nobody else gets it.
        Assert.Empty(await other.LeaseAsync("other", 1, Long, TimeSpan.FromSeconds(7)));
        Assert.False(lease.Lost.IsCancellationRequested);
        Assert.True(await lease.CompleteAsync("late"u8.ToArray()));
    }

    [Theory, MemberData(nameof(Servers))]
    public async Task The_first_of_two_results_counts(string server)
    {
        string run = RedisServers.NewRun();
        await using JobQueue queue = await OpenAsync(server, run);
        await queue.EnqueueAsync([Text("a")]);
        JobLease dead = await LeaseUnrenewedAsync(server, run, queue);
        JobLease second = Assert.Single(await queue.LeaseAsync("second", 1, Long, Patience));
        Assert.Equal(2, second.Deliveries);
        Assert.True(await dead.CompleteAsync("from the dead"u8.ToArray()));
        Assert.False(await second.CompleteAsync("second"u8.ToArray()));
        Assert.Equal("from the dead", Encoding.UTF8.GetString(Assert.Single(await CollectAsync(queue, "a")).Payload.Span));
        Assert.Equal((0, 0, 0, 1), Counts(await queue.StatisticsAsync()));
    }

    [Theory, MemberData(nameof(Servers))]
    public async Task A_job_given_back_is_delivered_at_once_and_as_if_never_before(string server)
    {
        await using JobQueue queue = await OpenAsync(server);
        await queue.EnqueueAsync([Text("a"), Text("b")]);
        JobLease lease = Assert.Single(await queue.LeaseAsync("worker", 1, Long, Patience));
        await lease.ReturnAsync();
        JobLease again = Assert.Single(await queue.LeaseAsync("worker", 1, Long, Patience));
        Assert.Equal(("a", 1), (again.Job.Id, again.Deliveries));
    }

    [Theory, MemberData(nameof(Servers))]
    public async Task A_job_that_fails_too_often_is_a_dead_letter_until_it_is_requeued(string server)
    {
        await using JobQueue queue = await OpenAsync(server, options: new() { MaxDeliveries = 2 });
        await queue.EnqueueAsync([Text("good"), Text("bad")]);
        for (int round = 0; round < 2; round++)
        {
            foreach (JobLease lease in await queue.LeaseAsync("worker", 8, Long, Patience))
                await (lease.Job.Id == "good" ? lease.CompleteAsync("fine"u8.ToArray()) : lease.FailAsync($"error number {round}\nof two"));
        }
        Assert.Empty(await queue.LeaseAsync("worker", 8, Long, TimeSpan.Zero));
        DeadLetter letter = Assert.Single(await queue.DeadLettersAsync());
        Assert.Equal(("bad", "error number 1\nof two", 2), (letter.Id, letter.Reason, letter.Deliveries));
        var failure = await Assert.ThrowsAsync<JobFailedException>(() => CollectAsync(queue, "good", "bad"));
        Assert.Equal("bad", failure.Id);
        Assert.Contains("error number 1", failure.Message);

        Assert.Equal(1, await queue.RequeueAsync(["bad", "good", "unknown"]));
        JobLease revived = Assert.Single(await queue.LeaseAsync("worker", 8, Long, Patience));
        Assert.Equal(("bad", 1), (revived.Job.Id, revived.Deliveries));
        await revived.CompleteAsync("mended"u8.ToArray());
        Assert.Equal(2, (await CollectAsync(queue, "good", "bad")).Count);
    }

    [Theory, MemberData(nameof(Servers))]
    public async Task A_job_whose_workers_all_die_is_a_dead_letter(string server)
    {
        string run = RedisServers.NewRun();
        var options = new JobQueueOptions { MaxDeliveries = 2, PollInterval = TimeSpan.FromMilliseconds(100) };
        await using JobQueue queue = await OpenAsync(server, run, options);
        await queue.EnqueueAsync([Text("killer")]);
        for (int death = 0; death < 2; death++)
        {
            await LeaseUnrenewedAsync(server, run, queue, options.MaxDeliveries);
            await ExpireAsync(server, run);
        }
        Task<IReadOnlyList<JobResult>> collecting = CollectAsync(queue, "killer");
        Assert.Empty(await queue.LeaseAsync("survivor", 1, Long, TimeSpan.FromSeconds(1)));
        var failure = await Assert.ThrowsAsync<JobFailedException>(() => collecting);
        Assert.Contains("last held by mortal", failure.Message);
    }

    [Theory, MemberData(nameof(Servers))]
    public async Task Results_are_collected_as_they_come_and_again_by_a_requester_that_died(string server)
    {
        await using JobQueue queue = await OpenAsync(server);
        await queue.EnqueueAsync([Text("a"), Text("b"), Text("c")]);
        await using (IAsyncEnumerator<JobResult> results = queue.CollectAsync(["a", "b", "c"]).GetAsyncEnumerator())
        {
            foreach (string id in (string[])["a", "b"])
            {
                JobLease lease = Assert.Single(await queue.LeaseAsync("worker", 1, Long, Patience));
                await lease.CompleteAsync(Encoding.UTF8.GetBytes("answer " + id));
                Assert.True(await results.MoveNextAsync());
                Assert.Equal(id, results.Current.Id);
            }
        }
        await Assert.Single(await queue.LeaseAsync("worker", 1, Long, Patience)).CompleteAsync("answer c"u8.ToArray());
        IReadOnlyList<JobResult> all = await CollectAsync(queue, "a", "b", "c");
        Assert.Equal(["answer a", "answer b", "answer c"], all.Select(result => Encoding.UTF8.GetString(result.Payload.Span)).Order());
    }

    [Theory, MemberData(nameof(Servers))]
    public async Task What_is_forgotten_leaves_nothing_and_late_results_of_it_are_ignored(string server)
    {
        string run = RedisServers.NewRun();
        RedisConnection connection = await servers.ConnectAsync(server);
        await using JobQueue queue = new(connection, run, "queue");
        await queue.EnqueueAsync([Text("done"), Text("leased"), Text("pending")]);
        IReadOnlyList<JobLease> leases = await queue.LeaseAsync("worker", 2, Long, Patience);
        await leases[0].CompleteAsync("x"u8.ToArray());
        await queue.ForgetAsync(["done", "leased", "pending", "unknown"]);
        Assert.False(await leases[1].CompleteAsync("too late"u8.ToArray()));
        Assert.Equal((0, 0, 0, 1), Counts(await queue.StatisticsAsync()));
        foreach (string id in (string[])["done", "leased", "pending"])
        {
            Assert.False(await connection.Database.KeyExistsAsync($"aspireif:{{{run}}}:queue:payload:{id}"));
            Assert.False(await connection.Database.KeyExistsAsync($"aspireif:{{{run}}}:queue:result:{id}"));
        }
        await Assert.ThrowsAsync<JobFailedException>(() => CollectAsync(queue, "leased"));
    }

    [Theory, MemberData(nameof(Servers))]
    public async Task Who_waits_is_woken_by_a_new_job(string server)
    {
        // A poll that would come too late: only the wake can be in time.
        await using JobQueue queue = await OpenAsync(server, options: new() { PollInterval = TimeSpan.FromHours(1) });
        Task<IReadOnlyList<JobLease>> waiting = queue.LeaseAsync("worker", 1, Long, TimeSpan.FromHours(2));
        Task<IReadOnlyList<JobResult>> collecting = Task.Run(async () =>
        {
            await queue.EnqueueAsync([Text("a")]);
            return await CollectAsync(queue, "a");
        });
        JobLease lease = Assert.Single(await waiting.WaitAsync(Patience));
        await lease.CompleteAsync("x"u8.ToArray());
        Assert.Single(await collecting.WaitAsync(Patience));
    }

    [Theory, MemberData(nameof(Servers))]
    public async Task Payloads_of_megabytes_and_of_nothing_arrive(string server)
    {
        await using JobQueue queue = await OpenAsync(server);
        byte[] large = new byte[8 << 20];
        new Random(1).NextBytes(large);
        await queue.EnqueueAsync([new("large", large), new("empty", ReadOnlyMemory<byte>.Empty)]);
        foreach (JobLease lease in await queue.LeaseAsync("worker", 2, Long, Patience))
        {
            Assert.Equal(lease.Job.Id == "large" ? large : [], lease.Job.Payload.ToArray());
            await lease.CompleteAsync(lease.Job.Payload);
        }
        Dictionary<string, byte[]> results = (await CollectAsync(queue, "large", "empty")).ToDictionary(result => result.Id, result => result.Payload.ToArray());
        Assert.Equal(large, results["large"]);
        Assert.Empty(results["empty"]);
    }

    [Theory, MemberData(nameof(Servers))]
    public async Task A_worker_that_ends_in_good_order_leaves_its_jobs_to_others_at_once(string server)
    {
        string run = RedisServers.NewRun();
        await using JobQueue other = await OpenAsync(server, run);
        await other.EnqueueAsync([Text("a"), Text("b")]);
        await using (JobQueue queue = await OpenAsync(server, run))
        {
            Assert.Single(await queue.LeaseAsync("worker", 1, Long, Patience));
            // Cancelled on its way: what it would have got is nobody's.
            using var cancelled = new CancellationTokenSource();
            Task<IReadOnlyList<JobLease>> leasing = queue.LeaseAsync("worker", 1, Long, Patience, cancelled.Token);
            await cancelled.CancelAsync();
            await Record.ExceptionAsync(() => leasing);
        }
        Assert.Equal([("a", 1), ("b", 1)], (await other.LeaseAsync("other", 2, Long, Patience)).Select(lease => (lease.Job.Id, lease.Deliveries)));
    }

    [Fact]
    public async Task What_cannot_be_stored_is_refused_with_a_reason()
    {
        await using JobQueue queue = await OpenAsync("embedded", options: new() { MaxPayload = 10 });
        Assert.Contains("white space", (await Assert.ThrowsAsync<ArgumentException>(() => queue.EnqueueAsync([Text("a b")]))).Message);
        Assert.Contains("at most 10", (await Assert.ThrowsAsync<ArgumentException>(() => queue.EnqueueAsync([Text("a", "more than ten")]))).Message);
        await queue.EnqueueAsync([Text("a")]);
        JobLease lease = Assert.Single(await queue.LeaseAsync("worker", 1, Long, Patience));
        Assert.Contains("artifact", (await Assert.ThrowsAsync<ArgumentException>(() => lease.CompleteAsync(new byte[11]))).Message);
        RedisConnection connection = await servers.ConnectAsync("embedded");
        Assert.Contains("max-deliveries is 0", Assert.Throws<ArgumentException>(() => new JobQueue(connection, "run", "queue", new() { MaxDeliveries = 0 })).Message);
        Assert.Contains("'a b'", Assert.Throws<ArgumentException>(() => new JobQueue(connection, "a b", "queue")).Message);
    }

    private static Job Text(string id, string text = "") => new(id, Encoding.UTF8.GetBytes(text));

    private static (long Pending, long Leased, long Dead, long Completed) Counts(QueueStatistics statistics) =>
        (statistics.Pending, statistics.Leased, statistics.Dead, statistics.Completed);

    private static async Task<IReadOnlyList<JobResult>> CollectAsync(JobQueue queue, params string[] ids)
    {
        var results = new List<JobResult>();
        await foreach (JobResult result in queue.CollectAsync(ids))
            results.Add(result);
        return results;
    }

    /// <summary>Waits until the leases that nobody renews have run out, by the server's clock.</summary>
    private async Task ExpireAsync(string server, string run)
    {
        StackExchange.Redis.IDatabase database = (await servers.ConnectAsync(server)).Database;
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            long[] time = (long[])(await database.ExecuteAsync("TIME"))!;
            if (await database.SortedSetLengthAsync(new QueueKeys(run, "queue").Leased, (time[0] * 1e6) + time[1]) == 0)
                return;
            await Task.Delay(20, limit.Token);
        }
    }

    private async Task<JobQueue> OpenAsync(string server, string? run = null, JobQueueOptions? options = null) =>
        new(await servers.ConnectAsync(server), run ?? RedisServers.NewRun(), "queue", options ?? new() { PollInterval = TimeSpan.FromMilliseconds(200) });

    /// <summary>A lease that nobody renews, as a killed process leaves it.</summary>
    private async Task<JobLease> LeaseUnrenewedAsync(string server, string run, JobQueue completing, int maxDeliveries = 5)
    {
        var keys = new QueueKeys(run, "queue");
        string token = Guid.NewGuid().ToString("N");
        string[] answer = (string[])(await QueueScript.Lease.WriteAsync(
            await servers.ConnectAsync(server), [keys.Pending, keys.Leased, keys.Jobs, keys.Dead, keys.Calls, keys.Counters],
            ["mortal", token, 1, JobQueue.Microseconds(Short), maxDeliveries], default))!;
        Assert.Equal(["0"], answer[1..2]);
        return new JobLease(completing, Text(answer[2]), token, int.Parse(answer[3]), Short, TimeSpan.Zero, default);
    }
}
