using System.Text.Json;
using AspireIF.Runs.Server;
using StackExchange.Redis;

namespace AspireIF.Runs.State;

/// <summary>The runs of a server: their state, metrics, events and workers. Every operation survives a restart of the server and may be repeated.</summary>
public sealed partial class RunStore(RedisConnection connection)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    // KEYS: state.  ARGV: version that the change was made from, id of this update, new state.  Returns the version that the state has, if that is the change's.
    private const string Update = """
        local version = redis.call('HGET', KEYS[1], 'version') or '0'
        if redis.call('HGET', KEYS[1], 'writer') == ARGV[2] then
            return tonumber(version)
        end
        if version ~= ARGV[1] then
            return 0
        end
        local time = redis.call('TIME')
        version = string.format('%.0f', version + 1)
        redis.call('HSET', KEYS[1], 'version', version, 'writer', ARGV[2], 'updated', string.format('%.0f', time[1] * 1000000 + time[2]), 'state', ARGV[3])
        return tonumber(version)
        """;

    /// <summary>Makes a run.</summary>
    /// <exception cref="RunStorageException">It exists already.</exception>
    public async Task<RunState> CreateAsync(string run, string configuration, CancellationToken cancellation = default)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        var state = new RunState { Run = run, Configuration = configuration, Started = now };
        RunState created = await TryWriteAsync(state, cancellation).ConfigureAwait(false)
            ?? throw new RunStorageException($"Run '{run}' exists already: resume it, or choose another name.");
        await connection.WriteAsync(database => database.SortedSetAddAsync(RunKeys.Runs, run, now.ToUnixTimeMilliseconds()), cancellation).ConfigureAwait(false);
        return created;
    }

    /// <summary>The names of all runs, the newest first.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation = default)
    {
        RedisValue[] names = await connection.ReadAsync(database => database.SortedSetRangeByRankAsync(RunKeys.Runs, order: Order.Descending), cancellation).ConfigureAwait(false);
        return [.. names.Select(name => (string)name!)];
    }

    public async Task<RunState?> FindAsync(string run, CancellationToken cancellation = default)
    {
        RedisKey key = new RunKeys(run).State;
        RedisValue[] fields = await connection.ReadAsync(database => database.HashGetAsync(key, ["state", "version", "updated"]), cancellation).ConfigureAwait(false);
        return fields[0].IsNull ? null : JsonSerializer.Deserialize<RunState>((string)fields[0]!)! with
        {
            Version = (long)fields[1],
            Updated = DateTimeOffset.UnixEpoch.AddMicroseconds((long)fields[2]),
        };
    }

    /// <exception cref="RunStorageException">There is no such run.</exception>
    public async Task<RunState> GetAsync(string run, CancellationToken cancellation = default) =>
        await FindAsync(run, cancellation).ConfigureAwait(false) ?? throw new RunStorageException($"There is no run '{run}' on the Redis server {connection.Address}.");

    /// <summary>Changes a run's state; when somebody else changes it at the same time, from what they made of it.</summary>
    /// <param name="change">May be called several times.</param>
    /// <returns>The state after the change.</returns>
    public async Task<RunState> UpdateAsync(string run, Func<RunState, RunState> change, CancellationToken cancellation = default)
    {
        while (true)
        {
            RunState before = await GetAsync(run, cancellation).ConfigureAwait(false);
            RunState after = change(before);
            if (after == before)
                return before;
            if (await TryWriteAsync(after with { Run = run, Version = before.Version }, cancellation).ConfigureAwait(false) is { } written)
                return written;
        }
    }

    /// <summary>Waits until a run's state is as asked.</summary>
    public async Task<RunState> WaitAsync(string run, Func<RunState, bool> condition, CancellationToken cancellation = default)
    {
        await using var changed = new RedisSignal(connection, new RunKeys(run).Changed);
        while (true)
        {
            Task woken = await changed.NextAsync(cancellation).ConfigureAwait(false);
            RunState state = await GetAsync(run, cancellation).ConfigureAwait(false);
            if (condition(state))
                return state;
            await Task.WhenAny(woken, Task.Delay(PollInterval, cancellation)).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private async Task<RunState?> TryWriteAsync(RunState state, CancellationToken cancellation)
    {
        var keys = new RunKeys(state.Run);
        RedisValue[] values = [state.Version, Guid.NewGuid().ToString("N"), JsonSerializer.Serialize(state)];
        long version = (long)await connection.WriteAsync(database => database.ScriptEvaluateAsync(Update, [keys.State], values), cancellation).ConfigureAwait(false);
        if (version == 0)
            return null;
        connection.Publish(keys.Changed, version);
        return state with { Version = version, Updated = DateTimeOffset.UtcNow };
    }
}
