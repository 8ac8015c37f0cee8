namespace AspireIF.Models.Transformer;

/// <summary>
/// Sequences laid end to end without padding. Positions restart at 0 in each, and no token sees another sequence. Sequences that begin alike
/// can share those tokens: each group lies as its prefix, then its branches, and the prefix is computed once, forward and backward.
/// </summary>
public sealed class PackedBatch
{
    private readonly int[] tokens;
    private readonly TokenRange[] sequences;

    /// <summary>For each group its prefix and the index of its first sequence; none of plain sequences.</summary>
    private readonly (TokenRange Prefix, int FirstSequence)[] groups = [];

    /// <param name="tokens">Token ids of all sequences, [tokens].</param>
    /// <param name="boundaries">Cumulative lengths: 0, the end of the first sequence, .., the number of tokens; [sequences + 1].</param>
    /// <exception cref="ArgumentException">The boundaries do not begin with 0, do not grow, or do not end with the number of tokens.</exception>
    public PackedBatch(int[] tokens, int[] boundaries)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(boundaries);
        if (boundaries.Length < 2 || boundaries[0] != 0 || boundaries[^1] != tokens.Length)
            throw new ArgumentException($"Boundaries must begin with 0 and end with the number of tokens, {tokens.Length}.", nameof(boundaries));
        sequences = new TokenRange[boundaries.Length - 1];
        for (int i = 0; i < sequences.Length; i++)
        {
            if (boundaries[i + 1] <= boundaries[i])
                throw new ArgumentException($"Sequence {i} has no tokens (boundary {i + 1} is {boundaries[i + 1]}, the one before {boundaries[i]}).", nameof(boundaries));
            sequences[i] = new TokenRange(boundaries[i], boundaries[i + 1] - boundaries[i], 0);
        }
        this.tokens = tokens;
    }

    private PackedBatch(int[] tokens, TokenRange[] sequences, (TokenRange Prefix, int FirstSequence)[] groups) =>
        (this.tokens, this.sequences, this.groups) = (tokens, sequences, groups);

    /// <exception cref="ArgumentException">No sequence, or an empty one.</exception>
    public static PackedBatch Of(IReadOnlyList<IReadOnlyList<int>> sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        int[] boundaries = new int[sequences.Count + 1];
        for (int i = 0; i < sequences.Count; i++)
            boundaries[i + 1] = boundaries[i] + sequences[i].Count;
        return new PackedBatch([.. sequences.SelectMany(sequence => sequence)], boundaries);
    }

    /// <summary>
    /// Groups of sequences with shared prefixes. Neighbours with as many branches and of similar lengths attend together, so sorting a large batch by these
    /// makes it faster.
    /// </summary>
    /// <exception cref="ArgumentException">No group, an empty prefix, a group without branches, or an empty branch.</exception>
    public static PackedBatch OfGroups(IReadOnlyList<PrefixGroup> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        if (groups.Count == 0)
            throw new ArgumentException("There is no group.", nameof(groups));
        var tokens = new List<int>();
        var sequences = new List<TokenRange>();
        var shared = new (TokenRange, int)[groups.Count];
        for (int i = 0; i < groups.Count; i++)
        {
            (int[] prefix, IReadOnlyList<int[]> branches) = groups[i];
            if (prefix.Length == 0)
                throw new ArgumentException($"Group {i} has an empty prefix: pack its sequences with {nameof(Of)}.", nameof(groups));
            if (branches.Count == 0 || branches.Any(branch => branch.Length == 0))
                throw new ArgumentException($"Group {i} has no branches, or one without tokens.", nameof(groups));
            shared[i] = (new TokenRange(tokens.Count, prefix.Length, 0), sequences.Count);
            tokens.AddRange(prefix);
            foreach (int[] branch in branches)
            {
                sequences.Add(new TokenRange(tokens.Count, branch.Length, prefix.Length));
                tokens.AddRange(branch);
            }
        }
        return new PackedBatch([.. tokens], [.. sequences], shared);
    }

    /// <summary>Token ids, [tokens].</summary>
    public ReadOnlySpan<int> Tokens => tokens;

    /// <summary>The sequences, or of sequences with a shared prefix what each has alone, [sequences].</summary>
    public IReadOnlyList<TokenRange> Sequences => sequences;

    /// <summary>The prefix of every group, [groups]; none of plain sequences.</summary>
    public IEnumerable<TokenRange> Prefixes => groups.Select(group => group.Prefix);

    public int TokenCount => tokens.Length;

    /// <summary>Index of the last token of each sequence, [sequences].</summary>
    public long[] LastTokens => [.. sequences.Select(sequence => sequence.End - 1L)];

    /// <summary>Position of every token in its sequence, [tokens].</summary>
    public long[] Positions()
    {
        long[] positions = new long[tokens.Length];
        foreach (TokenRange range in Prefixes.Concat(sequences))
        {
            for (int i = 0; i < range.Length; i++)
                positions[range.Start + i] = range.Position + i;
        }
        return positions;
    }

    /// <summary>Neighbouring sequences, or groups of them, that attention handles in one call. The runs follow each other and cover all tokens.</summary>
    internal IReadOnlyList<AttentionRun> Runs() => groups.Length == 0 ? PlainRuns() : GroupRuns();

    private List<PlainRun> PlainRuns()
    {
        var runs = new List<PlainRun>();
        foreach (TokenRange sequence in sequences)
        {
            if (runs.Count > 0 && runs[^1].Length == sequence.Length)
                runs[^1] = runs[^1] with { Count = runs[^1].Count + 1 };
            else
                runs.Add(new PlainRun(sequence.Start, 1, sequence.Length));
        }
        return runs;
    }

    private List<SharedPrefixRun> GroupRuns()
    {
        var runs = new List<SharedPrefixRun>();
        for (int i = 0; i < groups.Length; i++)
        {
            int end = i + 1 < groups.Length ? groups[i + 1].FirstSequence : sequences.Length;
            var group = new SharedPrefixRun([groups[i].Prefix], sequences[groups[i].FirstSequence..end]);
            if (runs.Count > 0 && runs[^1].With(group) is { } joined)
                runs[^1] = joined;
            else
                runs.Add(group);
        }
        return runs;
    }
}
