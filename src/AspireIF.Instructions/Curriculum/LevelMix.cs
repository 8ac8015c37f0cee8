namespace AspireIF.Instructions.Curriculum;

/// <summary>How many rows each level gets.</summary>
/// <param name="Counts">Rows of level 0 (seeds alone), 1, 2, ...</param>
public sealed record LevelMix(IReadOnlyList<int> Counts)
{
    /// <summary>Levels 1 to 5 as in "Beyond the Trade-off" (arXiv 2508.02150): 13,570 rows.</summary>
    public static LevelMix Paper { get; } = new([0, 2806, 2745, 2700, 2700, 2619]);

    public int Total => Counts.Sum();

    /// <summary>The same shape with about <paramref name="total"/> rows: exact to the row, the largest remainders rounded up.</summary>
    public LevelMix Scaled(int total)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(total);
        if (Total == 0)
            throw new InvalidOperationException("a mix without rows has no shape to scale");
        int[] counts = [.. Counts.Select(c => (int)((long)c * total / Total))];
        foreach (int level in Enumerable.Range(0, counts.Length).OrderByDescending(k => (long)Counts[k] * total % Total).Take(total - counts.Sum()))
            counts[level]++;
        return new LevelMix(counts);
    }
}
