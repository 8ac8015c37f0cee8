using System.Collections.Concurrent;
using AspireIF.Runs.Server;
using AspireIF.Runs.Tests;
using AspireIF.Tests;

[assembly: AssemblyFixture(typeof(RedisServers))]

namespace AspireIF.Runs.Tests;

/// <summary>One server of each kind and a connection to it, started when the first test asks, shared by all tests: each test has runs of its own.</summary>
public sealed class RedisServers : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Lazy<Task<(IAsyncDisposable Server, RedisConnection Connection)>>> started = new();

    /// <summary>The embedded server in this process; the same as a process; Debian's redis-server.</summary>
    public static TheoryData<string> All => ["embedded", "garnet", "redis"];

    public async Task<RedisConnection> ConnectAsync(string kind)
    {
        Assert.SkipUnless(kind != "redis" || DebianRedis.IsInstalled, "redis-server is not on PATH (Debian's package redis-server)");
        return (await started.GetOrAdd(kind, _ => new(() => StartAsync(kind))).Value).Connection;
    }

    /// <summary>A name that no other test has.</summary>
    public static string NewRun() => "test-" + Guid.NewGuid().ToString("N");

    internal static RedisProcess NewProcess(string kind)
    {
        Assert.SkipUnless(kind != "redis" || DebianRedis.IsInstalled, "redis-server is not on PATH (Debian's package redis-server)");
        return kind == "redis" ? new DebianRedis() : new GarnetProcess();
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var entry in started.Values)
        {
            var (server, connection) = await entry.Value;
            await connection.DisposeAsync();
            await server.DisposeAsync();
        }
    }

    private static async Task<(IAsyncDisposable, RedisConnection)> StartAsync(string kind)
    {
        if (kind == "embedded")
        {
            var server = new EmbeddedInFolder();
            return (server, await RedisConnection.OpenAsync(server.Server.ConnectionString));
        }
        RedisProcess process = NewProcess(kind);
        await process.StartAsync();
        return (process, await RedisConnection.OpenAsync(process.ConnectionString));
    }

    private sealed class EmbeddedInFolder : IAsyncDisposable
    {
        private readonly string folder = Directory.CreateTempSubdirectory("aspireif-embedded-").FullName;

        public EmbeddedInFolder() => Server = EmbeddedRedis.Start(new() { Folder = folder });

        public EmbeddedRedis Server { get; }

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }
}
