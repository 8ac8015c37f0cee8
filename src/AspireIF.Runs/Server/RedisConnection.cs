using System.Diagnostics;
using StackExchange.Redis;

namespace AspireIF.Runs.Server;

/// <summary>
/// Commands that survive the restart of the server: each is tried again, with growing pauses, until it is answered or <see cref="RetryFor"/> is over. What it runs
/// must be safe to run twice. A command that writes is answered when it is in the server's log (Redis does so by itself, Garnet is asked to).
/// </summary>
public sealed class RedisConnection : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20), LongestPause = TimeSpan.FromSeconds(1);

    // Answers of a server that starts, stops or moves; the same command succeeds later.
    private static readonly string[] Passing = ["LOADING", "NOSCRIPT", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "BUSY"];

    private readonly IConnectionMultiplexer multiplexer;
    private readonly bool owned;
    private volatile bool commits = true;

    /// <param name="multiplexer">Remains the caller's.</param>
    public RedisConnection(IConnectionMultiplexer multiplexer) : this(multiplexer, owned: false)
    {
    }

    private RedisConnection(IConnectionMultiplexer multiplexer, bool owned)
    {
        this.multiplexer = multiplexer;
        this.owned = owned;
        Database = multiplexer.GetDatabase();
        Address = string.Join(", ", multiplexer.GetEndPoints(configuredOnly: true).Select(EndPointCollection.ToString));
    }

    /// <summary>How long a server may be away before a command fails.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Host and port, without the password.</summary>
    public string Address { get; }

    internal IConnectionMultiplexer Multiplexer => multiplexer;

    internal IDatabase Database { get; }

    internal ISubscriber Subscriber => multiplexer.GetSubscriber();

    /// <summary>Connects to a server.</summary>
    /// <param name="connectionString">As StackExchange.Redis reads it: <c>host:port,password=...</c>.</param>
    /// <exception cref="RunStorageException">Not a connection string, nobody answers within 5 s, or the password is wrong.</exception>
    public static async Task<RedisConnection> OpenAsync(string connectionString, TimeSpan? retryFor = null, CancellationToken cancellation = default) =>
        // Known to answer: from here on a lost server is waited for.
        new(await ConnectAsync(connectionString, cancellation).ConfigureAwait(false), owned: true) { RetryFor = retryFor ?? TimeSpan.FromMinutes(2) };

    /// <summary>The connection alone, for whoever shares it; see <see cref="OpenAsync"/>.</summary>
    public static async Task<IConnectionMultiplexer> ConnectAsync(string connectionString, CancellationToken cancellation = default)
    {
        ConfigurationOptions options = Parse(connectionString);
        string address = string.Join(", ", options.EndPoints.Select(EndPointCollection.ToString));
        try
        {
            return await ConnectionMultiplexer.ConnectAsync(options).WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (RedisConnectionException error)
        {
            string why = Refusal(error);
            throw new RunStorageException($"The Redis server {address} cannot be used: {why}. Start it, or correct the connection string (host:port,password=...).", error);
        }
    }

    /// <summary>Runs a command that only reads.</summary>
    internal Task<T> ReadAsync<T>(Func<IDatabase, Task<T>> command, CancellationToken cancellation) => RetryAsync(command, cancellation);

    /// <summary>Runs a command that writes; it is in the server's log when this returns.</summary>
    internal Task<T> WriteAsync<T>(Func<IDatabase, Task<T>> command, CancellationToken cancellation) => RetryAsync(
        async database =>
        {
            while (true)
            {
                long before = SocketsOpened;
                Task<T> written = command(database);
                // On the same connection, right behind it: by the time this is answered both are done.
                Task<bool> committed = CommitAsync(database);
                T result = await written.ConfigureAwait(false);
                // Unless the server died between the two, and the client kept the second for the one that was started in its place: that one may know nothing of the first.
                if (!await committed.ConfigureAwait(false) || SocketsOpened == before)
                    return result;
            }
        },
        cancellation);

    /// <summary>Tells whoever listens now. Nobody may rely on it: who listens also looks from time to time.</summary>
    internal void Publish(RedisChannel channel, RedisValue message) => Database.Publish(channel, message, CommandFlags.FireAndForget);

    public async ValueTask DisposeAsync()
    {
        if (owned)
            await multiplexer.DisposeAsync().ConfigureAwait(false);
    }

    private long SocketsOpened => multiplexer.GetCounters().Interactive.SocketCount;

    private static ConfigurationOptions Parse(string connectionString)
    {
        ConfigurationOptions options;
        try
        {
            options = ConfigurationOptions.Parse(connectionString);
        }
        catch (ArgumentException)
        {
            // Its message may repeat the password.
            throw new RunStorageException("The Redis connection string cannot be read; it must look like host:port,password=...");
        }
        if (options.EndPoints.Count == 0)
            throw new RunStorageException("The Redis connection string names no server; it must look like host:port,password=...");
        options.ConnectTimeout = Math.Min(options.ConnectTimeout, 5000);
        options.ConnectRetry = 1;
        options.ReconnectRetryPolicy = new LinearRetry(200);
        // How often a lost server is looked for.
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(250);
        return options;
    }

    private static string Refusal(RedisConnectionException error)
    {
        string text = error.ToString();
        return text.Contains("NOAUTH", StringComparison.Ordinal) ? "it asks for a password and the connection string has none"
            : error.FailureType == ConnectionFailureType.AuthenticationFailure || text.Contains("WRONGPASS", StringComparison.Ordinal) ? "it refuses the password"
            : "nobody answers there";
    }

    private async Task<bool> CommitAsync(IDatabase database)
    {
        if (!commits)
            return false;
        try
        {
            await database.ExecuteAsync("COMMITAOF").ConfigureAwait(false);
            return true;
        }
        catch (RedisServerException error) when (!IsPassing(error))
        {
            // Not Garnet, or one that keeps no log.
            commits = false;
            return false;
        }
    }

    private async Task<T> RetryAsync<T>(Func<IDatabase, Task<T>> command, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan pause = FirstPause;
        while (true)
        {
            try
            {
                return await command(Database).WaitAsync(cancellation).ConfigureAwait(false);
            }
            catch (Exception error) when (error is RedisConnectionException or RedisTimeoutException || (error is RedisServerException answer && IsPassing(answer)))
            {
                if (Stopwatch.GetElapsedTime(start) > RetryFor)
                    throw new RunStorageException($"The Redis server {Address} has not answered for {RetryFor.TotalSeconds:0} s: {error.Message.Split(',')[0]}. The run can be resumed when it is back.", error);
            }
            await Task.Delay(pause * (0.5 + (0.5 * Random.Shared.NextDouble())), cancellation).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private static bool IsPassing(RedisServerException error) => Passing.Any(prefix => error.Message.StartsWith(prefix, StringComparison.Ordinal));
}
