namespace AspireIF.Runs.Tests.Queues;

/// <summary>What a queue should do, in memory.</summary>
internal sealed class QueueModel(int maxDeliveries)
{
    public sealed class Entry
    {
        public required string Id { get; init; }

        /// <summary>Lower is earlier.</summary>
        public long Order { get; set; }

        public int Deliveries { get; set; }

        /// <summary>The lease that holds it; null when pending or dead.</summary>
        public object? Holder { get; set; }

        public bool Dead { get; set; }
    }

    private readonly Dictionary<string, Entry> open = [];
    private long clock;

    /// <summary>The results by id.</summary>
    public Dictionary<string, byte[]> Results { get; } = [];

    public (int Pending, int Leased, int Dead) Counts =>
        (open.Values.Count(entry => entry is { Holder: null, Dead: false }), open.Values.Count(entry => entry.Holder is not null), open.Values.Count(entry => entry.Dead));

    public IEnumerable<string> Dead => open.Values.Where(entry => entry.Dead).Select(entry => entry.Id).Order(StringComparer.Ordinal);

    public void Enqueue(IEnumerable<string> ids)
    {
        foreach (string id in ids)
        {
            if (!Results.ContainsKey(id))
                open.TryAdd(id, new Entry { Id = id, Order = clock++ });
        }
    }

    /// <summary>The jobs that a lease of at most so many should bring, in order; each still has to be given its holder.</summary>
    public List<Entry> Lease(int max)
    {
        List<Entry> leased = [.. open.Values.Where(entry => entry is { Holder: null, Dead: false }).OrderBy(entry => entry.Order).Take(max)];
        leased.ForEach(entry => entry.Deliveries++);
        return leased;
    }

    public bool Complete(string id, byte[] result)
    {
        if (Results.ContainsKey(id) || !open.Remove(id))
            return false;
        Results[id] = result;
        return true;
    }

    public void Return(string id, object holder)
    {
        if (open.GetValueOrDefault(id) is { } entry && entry.Holder == holder)
            (entry.Holder, entry.Deliveries) = (null, entry.Deliveries - 1);
    }

    public void Fail(string id, object holder)
    {
        if (open.GetValueOrDefault(id) is not { } entry || entry.Holder != holder)
            return;
        entry.Holder = null;
        if (entry.Deliveries >= maxDeliveries)
            entry.Dead = true;
        else
            entry.Order = clock++;
    }

    public void ExpireAll()
    {
        foreach (Entry entry in open.Values.Where(entry => entry.Holder is not null))
            (entry.Holder, entry.Dead) = (null, entry.Deliveries >= maxDeliveries);
    }

    public int Requeue(IEnumerable<string> ids)
    {
        List<Entry> dead = [.. ids.Select(id => open.GetValueOrDefault(id)).OfType<Entry>().Where(entry => entry.Dead)];
        // All at the same moment: by name.
        foreach (Entry entry in dead.OrderBy(entry => entry.Id, StringComparer.Ordinal))
            (entry.Dead, entry.Deliveries, entry.Order) = (false, 0, clock++);
        return dead.Count;
    }

    public void Forget(IEnumerable<string> ids)
    {
        foreach (string id in ids)
        {
            open.Remove(id);
            Results.Remove(id);
        }
    }
}
