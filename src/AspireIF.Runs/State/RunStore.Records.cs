using System.Globalization;
using System.Text.Json;
using StackExchange.Redis;

namespace AspireIF.Runs.State;

public sealed partial class RunStore
{
    // A step that is done again replaces its row.  KEYS: the series, the names of the series.  ARGV: step, row, name.
    private const string PutRow = """
        redis.call('SADD', KEYS[2], ARGV[3])
        redis.call('ZREMRANGEBYSCORE', KEYS[1], ARGV[1], ARGV[1])
        return redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
        """;

    // The index of a new event is one past the last.  KEYS: the events.  ARGV: event.
    private const string PutEvent = """
        if redis.call('ZSCORE', KEYS[1], ARGV[1]) then
            return 0
        end
        local last = redis.call('ZREVRANGE', KEYS[1], '0', '0', 'WITHSCORES')
        return redis.call('ZADD', KEYS[1], string.format('%.0f', (last[2] or -1) + 1), ARGV[1])
        """;

    // KEYS: the workers.  ARGV: name, what it says of itself.
    private const string PutWorker = """
        local time = redis.call('TIME')
        return redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', time[1] * 1000000 + time[2]) .. ' ' .. ARGV[2])
        """;

    private sealed record StoredEvent(string Id, RunEvent Event);

    private sealed record StoredWorker(string Kind, string Device);

    /// <summary>Stores a row of a series; the row of a step that is done again replaces the former. Values that are not finite are left out.</summary>
    public async Task AppendMetricsAsync(string run, string series, long step, IReadOnlyDictionary<string, double> values, CancellationToken cancellation = default)
    {
        var keys = new RunKeys(run);
        var finite = values.Where(pair => double.IsFinite(pair.Value)).ToDictionary();
        RedisValue[] arguments = [step, step.ToString(CultureInfo.InvariantCulture) + " " + JsonSerializer.Serialize(finite), series];
        await connection.WriteAsync(database => database.ScriptEvaluateAsync(PutRow, [keys.Metrics(series), keys.Series], arguments), cancellation).ConfigureAwait(false);
        connection.Publish(keys.Changed, series);
    }

    /// <summary>The rows of a series from a step on, in the order of steps.</summary>
    public async Task<IReadOnlyList<MetricsRow>> ReadMetricsAsync(string run, string series, long fromStep = 0, CancellationToken cancellation = default)
    {
        RedisKey key = new RunKeys(run).Metrics(series);
        RedisValue[] rows = await connection.ReadAsync(database => database.SortedSetRangeByScoreAsync(key, fromStep), cancellation).ConfigureAwait(false);
        return [.. rows.Select(row => Row((string)row!))];
    }

    /// <summary>The names of a run's metrics series.</summary>
    public async Task<IReadOnlyList<string>> ListSeriesAsync(string run, CancellationToken cancellation = default)
    {
        RedisKey key = new RunKeys(run).Series;
        RedisValue[] names = await connection.ReadAsync(database => database.SetMembersAsync(key), cancellation).ConfigureAwait(false);
        return [.. names.Select(name => (string)name!).Order(StringComparer.Ordinal)];
    }

    /// <summary>Adds a line to a run's log.</summary>
    public async Task LogAsync(string run, RunEvent line, CancellationToken cancellation = default)
    {
        var keys = new RunKeys(run);
        string stored = JsonSerializer.Serialize(new StoredEvent(Guid.NewGuid().ToString("N"), line));
        await connection.WriteAsync(database => database.ScriptEvaluateAsync(PutEvent, [keys.Events], [stored]), cancellation).ConfigureAwait(false);
        connection.Publish(keys.Changed, "event");
    }

    /// <summary>The lines of a run's log from an index on; the first line has index 0.</summary>
    public async Task<IReadOnlyList<RunEvent>> ReadLogAsync(string run, long fromIndex = 0, CancellationToken cancellation = default)
    {
        RedisKey key = new RunKeys(run).Events;
        RedisValue[] lines = await connection.ReadAsync(database => database.SortedSetRangeByScoreAsync(key, fromIndex), cancellation).ConfigureAwait(false);
        return [.. lines.Select(line => JsonSerializer.Deserialize<StoredEvent>((string)line!)!.Event)];
    }

    /// <summary>Shows that a worker lives.</summary>
    public async Task BeatAsync(string run, string worker, string kind, string device, CancellationToken cancellation = default)
    {
        RedisKey key = new RunKeys(run).Workers;
        RedisValue[] values = [RunNames.Check(worker, "worker"), JsonSerializer.Serialize(new StoredWorker(kind, device))];
        await connection.WriteAsync(database => database.ScriptEvaluateAsync(PutWorker, [key], values), cancellation).ConfigureAwait(false);
    }

    /// <summary>All workers that have ever shown themselves in a run, by name.</summary>
    public async Task<IReadOnlyList<WorkerSign>> WorkersAsync(string run, CancellationToken cancellation = default)
    {
        RedisKey key = new RunKeys(run).Workers;
        HashEntry[] entries = await connection.ReadAsync(database => database.HashGetAllAsync(key), cancellation).ConfigureAwait(false);
        RedisResult time = await connection.ReadAsync(database => database.ExecuteAsync("TIME"), cancellation).ConfigureAwait(false);
        long[] now = (long[])time!;
        return [.. entries.Select(entry => Sign(entry.Name!, entry.Value!, (now[0] * 1_000_000) + now[1])).OrderBy(sign => sign.Name, StringComparer.Ordinal)];
    }

    private static MetricsRow Row(string row)
    {
        int space = row.IndexOf(' ');
        return new(long.Parse(row.AsSpan(0, space), CultureInfo.InvariantCulture), JsonSerializer.Deserialize<Dictionary<string, double>>(row.AsSpan(space + 1))!);
    }

    private static WorkerSign Sign(string name, string value, long now)
    {
        int space = value.IndexOf(' ');
        long seen = long.Parse(value.AsSpan(0, space), CultureInfo.InvariantCulture);
        StoredWorker worker = JsonSerializer.Deserialize<StoredWorker>(value.AsSpan(space + 1))!;
        return new(name, worker.Kind, worker.Device, DateTimeOffset.UnixEpoch.AddMicroseconds(seen), TimeSpan.FromMicroseconds(Math.Max(0, now - seen)));
    }
}
