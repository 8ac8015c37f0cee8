using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using AspireIF.Runs.Queues;
using AspireIF.Runs.Server;

namespace AspireIF.Bench;

/// <summary>Small jobs a second from the requester to a worker and back, through each server at hand, with persistence on.</summary>
internal static class QueueBench
{
    private const int PayloadBytes = 200, LeasedAtOnce = 64, Rounds = 3;

    public static int Run(string[] args) => RunAsync(args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 20_000).GetAwaiter().GetResult();

    private static async Task<int> RunAsync(int jobs)
    {
        Console.WriteLine($"{jobs} jobs of {PayloadBytes} bytes, leased {LeasedAtOnce} at once; the best of {Rounds} rounds");
        Console.WriteLine($"{"server",-28} {"enqueue/s",11} {"lease+complete/s",17} {"all and collect/s",18} {"wake ms",9}");
        var results = new Dictionary<string, Rates>();
        string folder = Directory.CreateTempSubdirectory("aspireif-bench-").FullName;
        try
        {
            await using (EmbeddedRedis server = EmbeddedRedis.Start(new() { Folder = Path.Combine(folder, "garnet") }))
                results["garnet"] = await MeasureAsync("Garnet, in this process", server.ConnectionString, jobs);
            if (await RedisServer.TryStartAsync(folder) is { } redis)
            {
                await using (redis)
                    results["redis"] = await MeasureAsync("redis-server", redis.ConnectionString, jobs);
            }
            else
            {
                Console.WriteLine("redis-server is not on PATH");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        Console.WriteLine(JsonSerializer.Serialize(new { bench = "queue", jobs, jobs_per_second = results.ToDictionary(pair => pair.Key, pair => Math.Round(pair.Value.All)), wake_ms = results.ToDictionary(pair => pair.Key, pair => Math.Round(pair.Value.WakeMs, 2)) }));
        return 0;
    }

    private sealed record Rates(double Enqueue, double Work, double All, double WakeMs);

    private static async Task<Rates> MeasureAsync(string name, string connectionString, int jobs)
    {
        await using RedisConnection requester = await RedisConnection.OpenAsync(connectionString), worker = await RedisConnection.OpenAsync(connectionString);
        double enqueue = 0, work = 0, all = 0, wake = double.PositiveInfinity;
        for (int round = 0; round < Rounds; round++)
        {
            string run = $"bench-{round}";
            await using JobQueue asking = new(requester, run, "jobs"), answering = new(worker, run, "jobs");
            Job[] asked = [.. Enumerable.Range(0, jobs).Select(i => new Job($"job-{i}", new byte[PayloadBytes]))];

            // One after the other, to see the parts.
            var watch = Stopwatch.StartNew();
            await asking.EnqueueAsync(asked);
            enqueue = Math.Max(enqueue, jobs / watch.Elapsed.TotalSeconds);
            watch.Restart();
            await AnswerAsync(answering, jobs);
            work = Math.Max(work, jobs / watch.Elapsed.TotalSeconds);
            await asking.ForgetAsync([.. asked.Select(job => job.Id)]);

            // All at the same time, as in a run.
            watch.Restart();
            Task answered = AnswerAsync(answering, jobs);
            await asking.EnqueueAsync(asked);
            await foreach (JobResult _ in asking.CollectAsync([.. asked.Select(job => job.Id)]))
            {
            }
            await answered;
            all = Math.Max(all, jobs / watch.Elapsed.TotalSeconds);
            wake = Math.Min(wake, await WakeAsync(asking, answering));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-28} {enqueue,11:N0} {work,17:N0} {all,18:N0} {wake,9:F2}"));
        return new(enqueue, work, all, wake);
    }

    private static async Task AnswerAsync(JobQueue queue, int jobs)
    {
        byte[] result = new byte[PayloadBytes];
        for (int done = 0; done < jobs;)
        {
            IReadOnlyList<JobLease> leases = await queue.LeaseAsync("worker", LeasedAtOnce, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
            await Task.WhenAll(leases.Select(lease => lease.CompleteAsync(result)));
            done += leases.Count;
        }
    }

    /// <summary>Median of the milliseconds from enqueuing one job to a waiting worker having it.</summary>
    private static async Task<double> WakeAsync(JobQueue asking, JobQueue answering)
    {
        var times = new List<double>();
        for (int i = 0; i < 51; i++)
        {
            Task<IReadOnlyList<JobLease>> waiting = answering.LeaseAsync("waiter", 1, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
            // The worker looks once and then waits for the wake.
            await Task.Delay(20);
            var watch = Stopwatch.StartNew();
            await asking.EnqueueAsync([new($"wake-{i}", ReadOnlyMemory<byte>.Empty)]);
            IReadOnlyList<JobLease> leases = await waiting;
            times.Add(watch.Elapsed.TotalMilliseconds);
            await leases[0].CompleteAsync(ReadOnlyMemory<byte>.Empty);
        }
        times.Sort();
        return times[times.Count / 2];
    }

    /// <summary>Debian's redis-server with the persistence that its documentation advises (appendonly, fsync every second).</summary>
    private sealed class RedisServer(Process process, int port) : IAsyncDisposable
    {
        public string ConnectionString => $"127.0.0.1:{port}";

        public static async Task<RedisServer?> TryStartAsync(string folder)
        {
            string? program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(path => Path.Combine(path, "redis-server")).FirstOrDefault(File.Exists);
            if (program is null)
                return null;
            int port = FreePort();
            var start = new ProcessStartInfo(program, ["--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder, "--appendonly", "yes", "--save", ""]) { RedirectStandardOutput = true };
            Process process = Process.Start(start)!;
            process.BeginOutputReadLine();
            var watch = Stopwatch.StartNew();
            while (watch.Elapsed < TimeSpan.FromSeconds(10))
            {
                try
                {
                    using var probe = new TcpClient();
                    await probe.ConnectAsync(IPAddress.Loopback, port);
                    return new RedisServer(process, port);
                }
                catch (SocketException)
                {
                    await Task.Delay(20);
                }
            }
            throw new InvalidOperationException("redis-server did not start within 10 s");
        }

        public async ValueTask DisposeAsync()
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        private static int FreePort()
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            return ((IPEndPoint)socket.LocalEndPoint!).Port;
        }
    }
}
