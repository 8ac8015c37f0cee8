using StackExchange.Redis;

namespace AspireIF.Runs.State;

/// <summary>Where the state of a run lives.</summary>
internal sealed class RunKeys(string run)
{
    private readonly string prefix = $"aspireif:{{{RunNames.Check(run, "run")}}}:";

    /// <summary>Sorted set of all runs by the milliseconds of their start.</summary>
    public static RedisKey Runs => "aspireif:runs";

    /// <summary>Hash of <c>version</c>, <c>writer</c> (the update that made this version), <c>updated</c> (µs) and <c>state</c> (JSON).</summary>
    public RedisKey State => prefix + "state";

    /// <summary>Sorted set: "step values" by step.</summary>
    public RedisKey Metrics(string series) => prefix + "metrics:" + RunNames.Check(series, "series");

    /// <summary>Set of the names of the metrics series.</summary>
    public RedisKey Series => prefix + "series";

    /// <summary>Sorted set: JSON by index.</summary>
    public RedisKey Events => prefix + "events";

    /// <summary>Hash: worker to "µs json".</summary>
    public RedisKey Workers => prefix + "workers";

    public RedisChannel Changed => RedisChannel.Literal(prefix + "changed");
}
