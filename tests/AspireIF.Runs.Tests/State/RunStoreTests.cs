using AspireIF.Runs.State;

namespace AspireIF.Runs.Tests.State;

public sealed class RunStoreTests(RedisServers servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static TheoryData<string> Servers => RedisServers.All;

    [Theory, MemberData(nameof(Servers))]
    public async Task A_run_is_made_once_and_found_again(string server)
    {
        RunStore store = await OpenAsync(server);
        string run = RedisServers.NewRun();
        Assert.Null(await store.FindAsync(run));
        RunState made = await store.CreateAsync(run, """{"preset":"quickstart"}""");
        Assert.Equal(1, made.Version);
        RunState found = await store.GetAsync(run);
        Assert.Equal("""{"preset":"quickstart"}""", found.Configuration);
        Assert.Equal(made.Started, found.Started);
        Assert.InRange(DateTimeOffset.UtcNow - found.Updated, TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(1));
        Assert.Contains(run, await store.ListAsync());
        Assert.Contains("exists already", (await Assert.ThrowsAsync<RunStorageException>(() => store.CreateAsync(run, "{}"))).Message);
        Assert.Contains("no run 'other'", (await Assert.ThrowsAsync<RunStorageException>(() => store.GetAsync("other"))).Message);
    }

    [Theory, MemberData(nameof(Servers))]
    public async Task Changes_of_several_processes_at_the_same_time_all_count(string server)
    {
        RunStore store = await OpenAsync(server);
        string run = RedisServers.NewRun();
        await store.CreateAsync(run, "{}");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (int i = 0; i < 10; i++)
                await store.UpdateAsync(run, state => state with { Step = state.Step + 1 });
        }));
        RunState state = await store.GetAsync(run);
        Assert.Equal((80, 81), (state.Step, state.Version));
    }

    [Theory, MemberData(nameof(Servers))]
    public async Task Every_part_of_the_state_is_kept(string server)
    {
        RunStore store = await OpenAsync(server);
        string run = RedisServers.NewRun();
        await store.CreateAsync(run, "{}");
        RunState written = await store.UpdateAsync(run, state => state with
        {
            Phase = "policy", Step = 7, PolicyVersion = 6, RewardVersion = 2, Status = RunStatus.Failed, Error = "the disk is full: „ü“",
            Values = new Dictionary<string, string> { ["pseudo-labels"] = "12" },
        });
        RunState read = await store.GetAsync(run);
        Assert.Equal(written with { Values = read.Values, Updated = read.Updated }, read);
        Assert.Equal(written.Values, read.Values);
    }

    [Theory, MemberData(nameof(Servers))]
    public async Task Who_waits_for_a_state_sees_it(string server)
    {
        RunStore store = await OpenAsync(server);
        string run = RedisServers.NewRun();
        await store.CreateAsync(run, "{}");
        Task<RunState> waiting = store.WaitAsync(run, state => state.PolicyVersion >= 3);
        for (int version = 1; version <= 4; version++)
            await store.UpdateAsync(run, state => state with { PolicyVersion = version });
        Assert.InRange((await waiting.WaitAsync(Patience)).PolicyVersion, 3, 4);
        using var cancelled = new CancellationTokenSource();
        Task<RunState> never = store.WaitAsync(run, state => state.Status == RunStatus.Finished, cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => never);
    }

    [Theory, MemberData(nameof(Servers))]
    public async Task A_step_done_again_replaces_its_row(string server)
    {
        RunStore store = await OpenAsync(server);
        string run = RedisServers.NewRun();
        foreach (long step in (long[])[1, 2, 3, 10, 2])
            await store.AppendMetricsAsync(run, "train", step, new Dictionary<string, double> { ["reward"] = step == 2 ? 0.25 : step, ["broken"] = double.NaN });
        await store.AppendMetricsAsync(run, "evaluation", 2, new Dictionary<string, double> { ["satisfaction"] = 0.5 });
        Assert.Equal([(1, 1.0), (2, 0.25), (3, 3), (10, 10)], (await store.ReadMetricsAsync(run, "train")).Select(row => (row.Step, row.Values["reward"])));
        Assert.Equal([3L, 10], (await store.ReadMetricsAsync(run, "train", 3)).Select(row => row.Step));
        Assert.DoesNotContain("broken", (await store.ReadMetricsAsync(run, "train"))[0].Values.Keys);
        Assert.Equal(["evaluation", "train"], await store.ListSeriesAsync(run));
    }

    [Theory, MemberData(nameof(Servers))]
    public async Task The_log_is_read_from_where_one_stopped(string server)
    {
        RunStore store = await OpenAsync(server);
        string run = RedisServers.NewRun();
        DateTimeOffset time = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (int i = 0; i < 5; i++)
            await store.LogAsync(run, new(time, "Information", "learner", $"line {i}"));
        await Task.WhenAll(Enumerable.Range(5, 5).Select(i => store.LogAsync(run, new(time, "Warning", "rollout", "line"))));
        IReadOnlyList<RunEvent> all = await store.ReadLogAsync(run);
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"line {i}"), all.Take(5).Select(line => line.Text));
        Assert.Equal(10, all.Count);
        Assert.Equal(all.Skip(3), await store.ReadLogAsync(run, 3));
        Assert.Empty(await store.ReadLogAsync(run, 10));
        Assert.Equal(time, all[9].Time);
    }

    [Theory, MemberData(nameof(Servers))]
    public async Task Workers_show_themselves(string server)
    {
        RunStore store = await OpenAsync(server);
        string run = RedisServers.NewRun();
        await store.BeatAsync(run, "rollout-1", "rollout", "cuda:0");
        await store.BeatAsync(run, "learner", "learner", "cpu");
        IReadOnlyList<WorkerSign> workers = await store.WorkersAsync(run);
        Assert.Equal([("learner", "learner", "cpu"), ("rollout-1", "rollout", "cuda:0")], workers.Select(worker => (worker.Name, worker.Kind, worker.Device)));
        Assert.All(workers, worker => Assert.InRange(worker.Silent, TimeSpan.Zero, Patience));
        DateTimeOffset before = workers[0].LastSeen;
        await store.BeatAsync(run, "learner", "learner", "cpu");
        Assert.True((await store.WorkersAsync(run))[0].LastSeen > before);
    }

    private async Task<RunStore> OpenAsync(string server) => new(await servers.ConnectAsync(server));
}
