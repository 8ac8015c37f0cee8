namespace AspireIF.Training.Rewards;

/// <summary>Which sequences go through the model together.</summary>
internal static class MicroBatches
{
    /// <summary>Cuts an order into runs of at most so many tokens; what is longer goes alone.</summary>
    public static IEnumerable<int[]> Cut(IEnumerable<int> order, Func<int, long> tokens, long most)
    {
        var batch = new List<int>();
        long sum = 0;
        foreach (int i in order)
        {
            if (batch.Count > 0 && sum + tokens(i) > most)
            {
                yield return [.. batch];
                batch.Clear();
                sum = 0;
            }
            batch.Add(i);
            sum += tokens(i);
        }
        if (batch.Count > 0)
            yield return [.. batch];
    }
}
