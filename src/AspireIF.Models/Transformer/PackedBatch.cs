namespace AspireIF.Models.Transformer;

/// <summary>
/// Sequences laid end to end without padding. Positions restart at 0 in each, and no token sees another sequence.
/// </summary>
public sealed class PackedBatch
{
    private readonly int[] tokens, boundaries;

    /// <param name="tokens">Token ids of all sequences, [tokens].</param>
    /// <param name="boundaries">Cumulative lengths: 0, the end of the first sequence, .., the number of tokens; [sequences + 1].</param>
    /// <exception cref="ArgumentException">The boundaries do not begin with 0, do not grow, or do not end with the number of tokens.</exception>
    public PackedBatch(int[] tokens, int[] boundaries)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(boundaries);
        if (boundaries.Length < 2 || boundaries[0] != 0 || boundaries[^1] != tokens.Length)
            throw new ArgumentException($"Boundaries must begin with 0 and end with the number of tokens, {tokens.Length}.", nameof(boundaries));
        for (int i = 1; i < boundaries.Length; i++)
        {
            if (boundaries[i] <= boundaries[i - 1])
                throw new ArgumentException($"Sequence {i - 1} has no tokens (boundary {i} is {boundaries[i]}, the one before {boundaries[i - 1]}).", nameof(boundaries));
        }
        this.tokens = tokens;
        this.boundaries = boundaries;
    }

    /// <exception cref="ArgumentException">No sequence, or an empty one.</exception>
    public static PackedBatch Of(IReadOnlyList<IReadOnlyList<int>> sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        int[] boundaries = new int[sequences.Count + 1];
        for (int i = 0; i < sequences.Count; i++)
            boundaries[i + 1] = boundaries[i] + sequences[i].Count;
        return new PackedBatch([.. sequences.SelectMany(sequence => sequence)], boundaries);
    }

    /// <summary>Token ids, [tokens].</summary>
    public ReadOnlySpan<int> Tokens => tokens;

    /// <summary>Cumulative lengths, [sequences + 1].</summary>
    public ReadOnlySpan<int> Boundaries => boundaries;

    public int TokenCount => tokens.Length;
    public int SequenceCount => boundaries.Length - 1;

    /// <summary>Index of the last token of each sequence, [sequences].</summary>
    public long[] LastTokens => [.. boundaries.Skip(1).Select(end => end - 1L)];

    /// <summary>Position of every token in its sequence, [tokens].</summary>
    public long[] Positions()
    {
        long[] positions = new long[tokens.Length];
        for (int sequence = 0; sequence < SequenceCount; sequence++)
        {
            for (int i = boundaries[sequence]; i < boundaries[sequence + 1]; i++)
                positions[i] = i - boundaries[sequence];
        }
        return positions;
    }

    /// <summary>Neighbouring sequences of the same length, which attention handles in one call. Sorting a batch by length makes these runs long.</summary>
    internal List<SequenceRun> Runs()
    {
        var runs = new List<SequenceRun>();
        for (int sequence = 0; sequence < SequenceCount; sequence++)
        {
            int start = boundaries[sequence], length = boundaries[sequence + 1] - start;
            if (runs.Count > 0 && runs[^1].Length == length)
                runs[^1] = runs[^1] with { Count = runs[^1].Count + 1 };
            else
                runs.Add(new SequenceRun(start, 1, length));
        }
        return runs;
    }
}

/// <summary>Sequences of equal length that follow each other from token <paramref name="Start"/> on.</summary>
internal readonly record struct SequenceRun(int Start, int Count, int Length);
