using AspireIF.Instructions;

namespace AspireIF.Pipeline.Data;

/// <summary>Seeds that are pure functions of what they are for: a job made again after a crash draws what it drew before.</summary>
public static class Seeds
{
    /// <param name="run">The run's seed.</param>
    /// <param name="purpose">Names what is drawn: "rollout/12/key/3/0".</param>
    public static ulong Of(ulong run, string purpose)
    {
        // FNV-1a (Fowler, Noll and Vo).
        ulong hash = 14695981039346656037 ^ run * 0x9E3779B97F4A7C15;
        foreach (char c in purpose)
            hash = (hash ^ c) * 1099511628211;
        return new SplitMix64(hash).NextUInt64();
    }

    public static SplitMix64 Random(ulong run, string purpose) => new(Of(run, purpose));

    /// <summary>Seeds of the answers to one prompt.</summary>
    public static IReadOnlyList<ulong> Answers(ulong run, string job, int count) => [.. Enumerable.Range(0, count).Select(i => Of(run, $"{job}/{i}"))];
}
