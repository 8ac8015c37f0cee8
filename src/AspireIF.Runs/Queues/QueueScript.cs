using AspireIF.Runs.Server;
using StackExchange.Redis;

namespace AspireIF.Runs.Queues;

/// <summary>A Lua script of the queue protocol, on Redis 5.1 and on Garnet 5.4 alike. Each is safe to run twice.</summary>
internal sealed class QueueScript
{
    public static readonly QueueScript Enqueue = new("enqueue"), Lease = new("lease"), Renew = new("renew"), Complete = new("complete"),
        GiveBack = new("giveback"), Requeue = new("requeue"), Forget = new("forget"), Find = new("find"), Statistics = new("statistics");

    private readonly string text;

    private QueueScript(string name)
    {
        using Stream stream = typeof(QueueScript).Assembly.GetManifestResourceStream($"AspireIF.Runs.Queues.Scripts.{name}.lua")!;
        using var reader = new StreamReader(stream);
        text = reader.ReadToEnd();
    }

    public Task<RedisResult> WriteAsync(RedisConnection connection, RedisKey[] keys, RedisValue[] values, CancellationToken cancellation) =>
        connection.WriteAsync(database => database.ScriptEvaluateAsync(text, keys, values), cancellation);

    public Task<RedisResult> ReadAsync(RedisConnection connection, RedisKey[] keys, RedisValue[] values, CancellationToken cancellation) =>
        connection.ReadAsync(database => database.ScriptEvaluateAsync(text, keys, values), cancellation);
}
