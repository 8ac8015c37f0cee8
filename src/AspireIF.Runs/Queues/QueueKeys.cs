using StackExchange.Redis;

namespace AspireIF.Runs.Queues;

/// <summary>
/// Where a queue lives. A job is a member of exactly one of <c>pending</c> (by time of enqueuing) and <c>leased</c> (by deadline), a field of <c>dead</c>, or has
/// a result. A script moves it by adding it to the new place before removing it from the old one, so a server that dies in the middle (Garnet logs the
/// commands of a script one by one) leaves it in both and never in none; what decides is, in this order, result, dead, leased, pending.
/// </summary>
internal sealed class QueueKeys(string run, string queue)
{
    // The braces put all keys of a run into one slot of a cluster.
    private readonly string prefix = $"aspireif:{{{run}}}:{queue}:";

    /// <summary>Sorted set: id by microseconds of enqueuing.</summary>
    public RedisKey Pending => prefix + "pending";

    /// <summary>Sorted set: id by microseconds of the deadline.</summary>
    public RedisKey Leased => prefix + "leased";

    /// <summary>Hash: id to "time-of-enqueuing deliveries token worker" of every job without a result.</summary>
    public RedisKey Jobs => prefix + "jobs";

    /// <summary>Hash: id to "time deliveries reason".</summary>
    public RedisKey Dead => prefix + "dead";

    /// <summary>Hash: worker to its last leasing call, "token id id ...".</summary>
    public RedisKey Calls => prefix + "calls";

    public RedisKey Counters => prefix + "counters";

    /// <summary>Tells that jobs are pending.</summary>
    public RedisChannel Added => RedisChannel.Literal(prefix + "added");

    /// <summary>Tells the ids, one a line, that have a result or are dead now.</summary>
    public RedisChannel Finished => RedisChannel.Literal(prefix + "finished");

    public RedisKey Payload(string id) => prefix + "payload:" + id;

    public RedisKey Result(string id) => prefix + "result:" + id;
}
