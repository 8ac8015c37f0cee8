using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Garnet;
using Garnet.server;
using Garnet.server.Auth.Settings;
using Microsoft.Extensions.Logging;
using Tsavorite.core;

namespace AspireIF.Runs.Server;

/// <summary>
/// A server of the Redis protocol in this process (Garnet): on the loopback address, with a password, and with data that survive the death of the process at any
/// moment.
/// </summary>
public sealed class EmbeddedRedis : IAsyncDisposable
{
    private readonly GarnetServer server;
    private readonly FileStream folderLock;

    private EmbeddedRedis(GarnetServer server, FileStream folderLock, int port, string password)
    {
        this.server = server;
        this.folderLock = folderLock;
        Port = port;
        ConnectionString = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port},password={password}");
    }

    public int Port { get; }

    /// <summary>For StackExchange.Redis; holds the password.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts the server over the data that the folder holds. Takes a few tenths of a second, more when there is much to recover.</summary>
    /// <exception cref="RunStorageException">The options are unsound, the folder cannot be used or is in use, or the port is taken.</exception>
    public static EmbeddedRedis Start(EmbeddedRedisOptions options, ILoggerFactory? logging = null)
    {
        if (options.Problems() is { Count: > 0 } problems)
            throw new RunStorageException($"The embedded Redis server cannot start: {string.Join("; ", problems)}.");
        FileStream folderLock = Lock(options.Folder);
        try
        {
            int port = options.Port != 0 ? options.Port : FreePort();
            string password = options.Password ?? RandomNumberGenerator.GetHexString(32, lowercase: true);
            var server = new GarnetServer(ServerOptions(options, port, password), logging);
            try
            {
                server.Start();
            }
            catch
            {
                server.Dispose();
                throw;
            }
            return new EmbeddedRedis(server, folderLock, port, password);
        }
        catch (SocketException error)
        {
            folderLock.Dispose();
            throw new RunStorageException($"The embedded Redis server cannot listen on 127.0.0.1:{options.Port}: {error.Message}. Stop what uses the port, or choose another (0 takes a free one).", error);
        }
        catch (Exception error) when (error is not RunStorageException)
        {
            folderLock.Dispose();
            throw new RunStorageException($"The embedded Redis server cannot start over the data in '{options.Folder}': {error.Message}", error);
        }
    }

    /// <summary>Writes what the log of commands still holds in memory, then stops. Clients see their connections closed.</summary>
    public async ValueTask DisposeAsync()
    {
        // Disposing alone does not commit.
        await server.Store.CommitAOFAsync(CancellationToken.None).ConfigureAwait(false);
        server.Dispose();
        await folderLock.DisposeAsync().ConfigureAwait(false);
    }

    private static GarnetServerOptions ServerOptions(EmbeddedRedisOptions options, int port, string password) => new()
    {
        EndPoints = [new IPEndPoint(IPAddress.Loopback, port)],
        AuthSettings = new PasswordAuthenticationSettings(password),
        QuietMode = true,
        // The default device asks for libaio and ends the process on the first write where that is missing.
        DeviceType = DeviceType.RandomAccess,
        // Without a storage tier what does not fit into memory is dropped without a word.
        EnableStorageTier = true,
        LogDir = Path.Combine(options.Folder, "log"),
        LogMemorySize = $"{options.MemoryMegabytes}m",
        PageSize = "4m",
        IndexMemorySize = "32m",
        // What was deleted or replaced leaves the disk: beyond a few segments, each checkpoint moves what still counts out of the oldest one.
        SegmentSize = "64m",
        ObjectLogSegmentSize = "64m",
        CompactionType = LogCompactionType.Lookup,
        CompactionMaxSegments = 4,
        CheckpointDir = Path.Combine(options.Folder, "checkpoints"),
        Recover = true,
        FailOnRecoveryError = true,
        EnableAOF = true,
        // One command's record must fit into a page.
        AofPageSize = "32m",
        AofMemorySize = "64m",
        AofSegmentSize = "64m",
        AofSizeLimit = $"{options.LogMegabytes}m",
        AofSizeLimitEnforceFrequencySecs = 1,
        // Every command starts a commit at once. The answer may overtake it: RedisConnection waits for the commit where it matters
        // (WaitForCommit would wait after every command within a script, a tenth of the throughput).
        CommitFrequencyMs = 0,
        EnableLua = true,
        // A script locks its keys and runs as one; without this, scripts of other clients run in between.
        LuaTransactionMode = true,
        LuaOptions = new LuaOptions(),
    };

    private static FileStream Lock(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(Path.Combine(folder, "server.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunStorageException($"The folder '{folder}' cannot hold the data of the embedded Redis server: {error.Message} Another server may use it: stop that one, or choose another folder.", error);
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
