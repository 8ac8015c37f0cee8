using System.Reflection;
using StackExchange.Redis;

namespace AspireIF.Runs.Tests.Queues;

/// <summary>
/// A database whose server dies: at random, a script ends after some of its writes and the client is told that the connection is lost, or the script runs and its
/// answer is lost. Everything else goes to the real server.
/// </summary>
public class InterruptedDatabase : DispatchProxy
{
    // Ends a script before its n-th write, as a server does whose log was cut there: what was written before stays.
    private const string Cut = """
        local call = redis.call
        local writes = { SET = 1, DEL = 1, HSET = 1, HDEL = 1, HINCRBY = 1, ZADD = 1, ZREM = 1 }
        local redis = { call = function(command, ...)
            if writes[command] then
                if left == 0 then error('cut') end
                left = left - 1
            end
            return call(command, ...)
        end }

        """;

    private object target = null!;
    private Random random = null!;
    private double probability;

    /// <summary>A connection to the server of a real one, with interruptions.</summary>
    public static IConnectionMultiplexer Over(IConnectionMultiplexer multiplexer, Random random, double probability) => Wrap(multiplexer, random, probability);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IConnectionMultiplexer.GetDatabase))
            return Wrap((IDatabase)targetMethod.Invoke(target, args)!, random, probability);
        if (target is IDatabase database && targetMethod.Name == nameof(IDatabase.ScriptEvaluateAsync) && args![0] is string script)
            return RunAsync(database, script, (RedisKey[])args[1]!, (RedisValue[])args[2]!);
        return targetMethod.Invoke(target, args);
    }

    private static T Wrap<T>(T target, Random random, double probability)
        where T : class
    {
        T proxy = Create<T, InterruptedDatabase>();
        var self = (InterruptedDatabase)(object)proxy;
        (self.target, self.random, self.probability) = (target, random, probability);
        return proxy;
    }

    private async Task<RedisResult> RunAsync(IDatabase database, string script, RedisKey[] keys, RedisValue[] values)
    {
        bool cut, lost;
        int writes;
        lock (random)
            (cut, lost, writes) = (random.NextDouble() < probability, random.NextDouble() < probability, random.Next(12));
        if (cut)
        {
            try
            {
                await database.ScriptEvaluateAsync($"local left = {writes}\n" + Cut + script, keys, values);
            }
            catch (RedisServerException error) when (error.Message.Contains("cut"))
            {
            }
            throw Lost();
        }
        RedisResult result = await database.ScriptEvaluateAsync(script, keys, values);
        return lost ? throw Lost() : result;
    }

    private static RedisConnectionException Lost() => new(ConnectionFailureType.SocketClosed, CommandFlags.None, "interrupted");
}
