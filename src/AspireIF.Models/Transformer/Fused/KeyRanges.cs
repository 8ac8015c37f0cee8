namespace AspireIF.Models.Transformer.Fused;

/// <summary>Queries and keys of every range of a batch, as numbers. See <see cref="PackedLayout"/>, which puts them on a device.</summary>
/// <param name="Keys">Null where no prefix is shared: keys are the tokens themselves.</param>
internal sealed record KeyRanges(int[] QueryStarts, int[] KeyStarts, int LongestQuery, int LongestKey, int[]? Keys, int[]? PlaceStarts, int[]? Places)
{
    /// <summary>The length that all sequences have; null where lengths differ or prefixes are shared.</summary>
    public int? EqualLength => Keys is null && QueryStarts[^1] == LongestQuery * (QueryStarts.Length - 1) ? LongestQuery : null;

    public static KeyRanges Of(PackedBatch batch)
    {
        TokenRange[] prefixes = [.. batch.Prefixes];
        // In the order of their tokens: each prefix, then its branches.
        TokenRange[] ranges = [.. prefixes.Concat(batch.Sequences).OrderBy(range => range.Start)];
        int[] queryStarts = [.. ranges.Select(range => range.Start), batch.TokenCount], keyStarts = new int[ranges.Length + 1];
        for (int i = 0; i < ranges.Length; i++)
            keyStarts[i + 1] = keyStarts[i] + ranges[i].Position + ranges[i].Length;
        int longestQuery = ranges.Max(range => range.Length), longestKey = ranges.Max(range => range.Position + range.Length);
        if (prefixes.Length == 0)
            return new KeyRanges(queryStarts, keyStarts, longestQuery, longestKey, null, null, null);

        int[] keys = new int[keyStarts[^1]];
        int prefix = 0;
        for (int i = 0; i < ranges.Length; i++)
        {
            if (ranges[i].Position == 0)
                prefix = ranges[i].Start;
            for (int k = 0; k < ranges[i].Position; k++)
                keys[keyStarts[i] + k] = prefix + k;
            for (int k = 0; k < ranges[i].Length; k++)
                keys[keyStarts[i] + ranges[i].Position + k] = ranges[i].Start + k;
        }
        (int[] placeStarts, int[] places) = Inverse(keys, batch.TokenCount);
        return new KeyRanges(queryStarts, keyStarts, longestQuery, longestKey, keys, placeStarts, places);
    }

    /// <summary>For each token the places where it is a key, in order.</summary>
    private static (int[] Starts, int[] Places) Inverse(int[] keys, int tokens)
    {
        int[] starts = new int[tokens + 1], places = new int[keys.Length];
        foreach (int token in keys)
            starts[token + 1]++;
        for (int i = 0; i < tokens; i++)
            starts[i + 1] += starts[i];
        int[] next = starts[..tokens];
        for (int place = 0; place < keys.Length; place++)
            places[next[keys[place]]++] = place;
        return (starts, places);
    }
}
