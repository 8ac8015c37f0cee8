using System.Diagnostics;
using AspireIF.Pipeline.Messages;
using AspireIF.Runs.Artifacts;
using AspireIF.Runs.Queues;
using AspireIF.Runs.Server;
using AspireIF.Runs.State;
using AspireIF.Tests;

namespace AspireIF.EndToEnd;

/// <summary>The whole pipeline in processes that are killed (kill -9) all the time and started again at once.</summary>
[Collection(nameof(Alone))]
public sealed class KilledClusterTests(UndisturbedRun undisturbed, ITestOutputHelper log)
{
    // Over the four cases more than fifty.
    private const int LeastKills = 13;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    [Theory(Timeout = 600_000)]
    [InlineData("redis", "folder", "off")]
    [InlineData("garnet", "folder", "off")]
    [InlineData("redis", "azurite", "off")]
    [InlineData("garnet", "azurite", "off")]
    [InlineData("garnet", "folder", "memory")]
    public async Task A_run_whose_programs_are_killed_ends_with_the_model_of_an_undisturbed_one(string serverKind, string artifactsKind, string sharing)
    {
        Assert.SkipWhen(serverKind == "redis" && !DebianRedis.IsInstalled, "redis-server is not on PATH (Debian's package redis-server)");
        Assert.SkipWhen(artifactsKind == "azurite" && !AzuriteProcess.IsInstalled, "Azurite is neither under .tools/azurite nor on PATH (npm's package azurite)");
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        byte[] expected = await undisturbed.ModelAsync();

        int seed = Random.Shared.Next();
        string run = $"killed-{seed}", folder = Directory.CreateTempSubdirectory("aspireif-cluster-").FullName;
        await using RedisProcess server = serverKind == "redis" ? new DebianRedis() : new GarnetProcess();
        await server.StartAsync();
        await using AzuriteProcess? azurite = artifactsKind == "azurite" ? new AzuriteProcess() : null;
        if (azurite is not null)
            await azurite.StartAsync();
        string artifacts = azurite?.ConnectionString ?? folder;
        await using (var cluster = new Cluster(run, server, artifacts, folder, $"policy.sharing={sharing}"))
        await using (RedisConnection connection = await RedisConnection.OpenAsync(server.ConnectionString, cancellation: cancellation))
        {
            long start = Stopwatch.GetTimestamp();
            cluster.StartWorkers();
            var store = new RunStore(connection);
            var plan = new KillPlan(new Random(seed), cluster.Programs);
            int kills = await KillUntilEndAsync(cluster, plan, store, run, cancellation);
            log.WriteLine($"seed {seed}: {kills} kills in {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s; undisturbed {undisturbed.Duration.TotalSeconds:F0} s");

            RunState end = await store.GetAsync(run, cancellation);
            Assert.True(end.Status == RunStatus.Finished, $"{end.Status} in {end.Phase}: {end.Error}\n{cluster.Output}");
            await cluster.WaitForWorkersAsync(cancellation);
            Assert.InRange(kills, LeastKills, int.MaxValue);
            await using var queue = new JobQueue(connection, run, AnswerRequests.QueueName);
            Assert.Empty(await queue.DeadLettersAsync(cancellation));
            Assert.Equal(Enumerable.Range(1, TinyRun.Steps).Select(step => (long)step), (await store.ReadMetricsAsync(run, TinyRun.PolicySeries, cancellation: cancellation)).Select(row => row.Step));
            Assert.True(cluster.Wrote("does not answer") && cluster.Wrote("answers again"), $"no word of the lost server\n{cluster.Output}");
            if (sharing == "memory")
                Assert.True(cluster.Wrote("Weights come from the learner's process through shared memory"), $"no weights came through shared memory\n{cluster.Output}");
            byte[]? actual = await TinyRun.ModelAsync(await ArtifactStores.OpenAsync(artifacts, Path.Combine(folder, "cache"), cancellation), run);
            Assert.True(actual.AsSpan().SequenceEqual(expected), "the weights are others than those of the undisturbed run");
        }
        Directory.Delete(folder, recursive: true);
    }

    /// <returns>How many programs were killed.</returns>
    private async Task<int> KillUntilEndAsync(Cluster cluster, KillPlan plan, RunStore store, string run, CancellationToken cancellation)
    {
        int kills = 0;
        long start = Stopwatch.GetTimestamp(), next = start;
        bool drawn = false;
        while (true)
        {
            await Task.Delay(PollInterval, cancellation);
            RunState? state = await store.FindAsync(run, cancellation);
            if (state is { Status: not RunStatus.Running })
                return kills;
            foreach (string ended in await cluster.RestartEndedAsync())
                log.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalSeconds,6:F1} s  {ended} ended by itself");
            if (state is null || kills >= KillPlan.Allowed(state))
                continue;
            if (!drawn)
            {
                next = Stopwatch.GetTimestamp() + (long)(plan.NextPause().TotalSeconds * Stopwatch.Frequency);
                drawn = true;
            }
            if (Stopwatch.GetTimestamp() < next)
                continue;
            string victim = plan.NextVictim();
            log.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalSeconds,6:F1} s  {state.Phase} step {state.Step}: {victim}");
            await cluster.KillAndRestartAsync(victim);
            kills++;
            drawn = false;
        }
    }
}
