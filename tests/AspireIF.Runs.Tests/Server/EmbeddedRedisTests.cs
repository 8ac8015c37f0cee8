using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using AspireIF.Runs.Server;
using AspireIF.Tests;
using StackExchange.Redis;

namespace AspireIF.Runs.Tests.Server;

public sealed class EmbeddedRedisTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("aspireif-embedded-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task What_was_written_is_there_after_a_restart()
    {
        await using (EmbeddedRedis server = EmbeddedRedis.Start(new() { Folder = folder }))
        {
            await using RedisConnection connection = await RedisConnection.OpenAsync(server.ConnectionString);
            await connection.Database.StringSetAsync("key", "value");
        }
        await using (EmbeddedRedis server = EmbeddedRedis.Start(new() { Folder = folder }))
        {
            await using RedisConnection connection = await RedisConnection.OpenAsync(server.ConnectionString);
            Assert.Equal("value", await connection.Database.StringGetAsync("key"));
        }
    }

    [Fact]
    public async Task Values_above_the_memory_limit_are_kept_on_the_disk()
    {
        byte[] value = new byte[256 << 10];
        await using EmbeddedRedis server = EmbeddedRedis.Start(new() { Folder = folder, MemoryMegabytes = 32, LogMegabytes = 64 });
        await using RedisConnection connection = await RedisConnection.OpenAsync(server.ConnectionString);
        for (int i = 0; i < 400; i++)
        {
            BitConverter.TryWriteBytes(value, i);
            await connection.Database.StringSetAsync($"key-{i}", value);
        }
        for (int i = 0; i < 400; i++)
            Assert.Equal(i, BitConverter.ToInt32((byte[])(await connection.Database.StringGetAsync($"key-{i}"))!));
    }

    [Fact]
    public async Task Only_who_knows_the_password_is_answered()
    {
        await using EmbeddedRedis server = EmbeddedRedis.Start(new() { Folder = folder });
        var none = await Assert.ThrowsAsync<RunStorageException>(() => RedisConnection.OpenAsync($"127.0.0.1:{server.Port}"));
        Assert.Contains($"127.0.0.1:{server.Port} cannot be used: it asks for a password and the connection string has none", none.Message);
        var wrong = await Assert.ThrowsAsync<RunStorageException>(() => RedisConnection.OpenAsync($"127.0.0.1:{server.Port},password=not-the-secret"));
        Assert.Contains("refuses the password", wrong.Message);
        Assert.DoesNotContain("not-the-secret", wrong.ToString());
        using var folder2 = new TemporaryFolder();
        await using EmbeddedRedis other = EmbeddedRedis.Start(new() { Folder = folder2.Path });
        Assert.NotEqual(Password(server), Password(other));
    }

    [Fact]
    public async Task Two_servers_cannot_share_a_folder_or_a_port()
    {
        await using EmbeddedRedis server = EmbeddedRedis.Start(new() { Folder = folder });
        Assert.Contains($"'{folder}'", Assert.Throws<RunStorageException>(() => EmbeddedRedis.Start(new() { Folder = folder })).Message);
        using var other = new TemporaryFolder();
        Assert.Contains($"127.0.0.1:{server.Port}", Assert.Throws<RunStorageException>(() => EmbeddedRedis.Start(new() { Folder = other.Path, Port = server.Port })).Message);
        // The folder is free again.
        await using EmbeddedRedis later = EmbeddedRedis.Start(new() { Folder = other.Path });
    }

    [Fact]
    public void All_problems_of_the_options_are_listed()
    {
        string message = Assert.Throws<RunStorageException>(() => EmbeddedRedis.Start(new() { Folder = " ", Port = -1, Password = "a,b", MemoryMegabytes = 1, LogMegabytes = 1 })).Message;
        Assert.All((string[])["folder is empty", "port is -1", "password is", "memory-megabytes is 1", "log-megabytes is 1"], problem => Assert.Contains(problem, message));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named_within_seconds()
    {
        int port;
        using (var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        }
        long start = Stopwatch.GetTimestamp();
        var error = await Assert.ThrowsAsync<RunStorageException>(() => RedisConnection.OpenAsync($"127.0.0.1:{port},password=hidden"));
        Assert.Contains($"127.0.0.1:{port} cannot be used: nobody answers there", error.Message);
        Assert.DoesNotContain("hidden", error.ToString());
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.Contains("names no server", (await Assert.ThrowsAsync<RunStorageException>(() => RedisConnection.OpenAsync("password=hidden"))).Message);
        Assert.Contains("cannot be read", (await Assert.ThrowsAsync<RunStorageException>(() => RedisConnection.OpenAsync("host:port:x,connectTimeout=soon"))).Message);
    }

    [Fact]
    public async Task A_command_waits_for_a_server_that_restarts_and_gives_up_after_its_limit()
    {
        await using var server = new GarnetProcess();
        await server.StartAsync();
        await using RedisConnection connection = await RedisConnection.OpenAsync(server.ConnectionString), impatient = await RedisConnection.OpenAsync(server.ConnectionString, TimeSpan.FromMilliseconds(500));
        await connection.WriteAsync(database => database.StringSetAsync("key", "before"), default);
        await server.KillAsync();
        Task<RedisValue> reading = connection.ReadAsync(database => database.StringGetAsync("key"), default);
        Assert.Contains($"127.0.0.1:{server.Port} has not answered", (await Assert.ThrowsAsync<RunStorageException>(() => impatient.ReadAsync(database => database.StringGetAsync("key"), default))).Message);
        await server.StartAsync();
        Assert.Equal("before", await reading);
    }

    [Fact]
    public async Task As_a_command_it_ends_well_when_asked_to()
    {
        await using var server = new GarnetProcess();
        await server.StartAsync();
        await using (RedisConnection connection = await RedisConnection.OpenAsync(server.ConnectionString))
            await connection.Database.StringSetAsync("key", "value");
        Assert.Equal(0, await server.StopAsync());
        await server.StartAsync();
        await using (RedisConnection connection = await RedisConnection.OpenAsync(server.ConnectionString))
            Assert.Equal("value", await connection.Database.StringGetAsync("key"));
    }

    private static string Password(EmbeddedRedis server) => ConfigurationOptions.Parse(server.ConnectionString).Password!;

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("aspireif-embedded-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
