namespace AspireIF.Models.Generation;

/// <summary>What an engine is doing and has done.</summary>
/// <param name="Running">Sequences with pages in the cache.</param>
/// <param name="Waiting">Sequences that have none.</param>
/// <param name="UsedPages">Cache pages in use, of <paramref name="Pages"/>.</param>
/// <param name="GeneratedTokens">Chosen tokens since the start.</param>
/// <param name="ComputedRows">Token rows computed since the start, prompts and repeated work included.</param>
/// <param name="Preemptions">How often a sequence gave its pages back and had to begin again.</param>
/// <param name="BusyTime">Time spent in steps.</param>
/// <param name="PolicyVersion">Of the weights in use.</param>
public sealed record EngineMetrics(
    int Running, int Waiting, int UsedPages, int Pages, long GeneratedTokens, long ComputedRows, long Preemptions, long Steps, TimeSpan BusyTime, long PolicyVersion)
{
    public double TokensPerSecond => BusyTime == TimeSpan.Zero ? 0 : GeneratedTokens / BusyTime.TotalSeconds;

    public double CacheUse => (double)UsedPages / Pages;
}
