namespace AspireIF.Models.Generation;

/// <summary>How much memory an engine takes, decided before it takes any.</summary>
/// <param name="FixedBytes">Weights, activations and tables.</param>
/// <param name="PageBytes">Keys and values of one page, all layers.</param>
/// <param name="Pages">Pages of the cache.</param>
/// <param name="PageTokens">Tokens per page.</param>
/// <param name="MaxContext">The longest sequence, prompt and answer together.</param>
/// <param name="MaxRows">The most token rows of one step.</param>
public sealed record MemoryPlan(long FixedBytes, long PageBytes, int Pages, int PageTokens, int MaxContext, int MaxRows)
{
    public long TotalBytes => FixedBytes + PageBytes * Pages;

    public long CacheTokens => (long)Pages * PageTokens;

    /// <summary>
    /// As many pages as the budget leaves, at most what all sequences could need at once. Throws <see cref="GenerationException"/> when
    /// a single sequence of the longest context would not fit.
    /// </summary>
    internal static MemoryPlan Create(EngineOptions options, int maxContext, long fixedBytes, long pageBytes, int pageTokens)
    {
        var perSequence = (maxContext + pageTokens - 1) / pageTokens;
        // One page more each: the copy of a shared prompt's last page while the group still holds the original.
        var wanted = (long)options.MaxSequences * (perSequence + 1);
        var budget = options.MemoryBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
        var affordable = Math.Max(0, (budget - fixedBytes) / pageBytes);
        var pages = (int)Math.Min(Math.Min(wanted, affordable), int.MaxValue);
        if (pages < perSequence)
            throw new GenerationException(
                $"the memory budget of {budget:N0} bytes is too small: weights and activations take {fixedBytes:N0} and one sequence of {maxContext:N0} tokens "
                + $"{perSequence * pageBytes:N0}. Raise the budget or lower the longest context.");
        return new MemoryPlan(fixedBytes, pageBytes, pages, pageTokens, maxContext, options.MaxRows);
    }
}
