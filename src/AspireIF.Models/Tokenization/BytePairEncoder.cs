using System.Buffers;
using System.Text;

namespace AspireIF.Models.Tokenization;

/// <summary>
/// Byte-pair encoding of one piece of text (Sennrich et al., arXiv 1508.07909): while there is one, the merge of the lowest rank is done,
/// the leftmost of equals first.
/// </summary>
internal sealed class BytePairEncoder(MergeTable merges, int[] byteIds, Dictionary<string, int>? wholePieces)
{
    private const int LinearLimit = 64;
    private const int CachedLength = 32;
    private const int CacheSlots = 1 << 16;

    // Bounded and without locks: a slot holds the last piece that fell on it.
    private readonly CachedPiece?[] _cache = new CachedPiece?[CacheSlots];

    public void Encode(ReadOnlySpan<char> piece, List<int> ids)
    {
        if (piece.Length > CachedLength)
        {
            EncodeUncached(piece, ids);
            return;
        }
        var hash = 0u;
        foreach (var c in piece)
            hash = (hash ^ c) * 0x9E3779B1;
        ref var slot = ref _cache[(hash ^ (hash >> 15)) & (CacheSlots - 1)];
        var cached = slot;
        if (cached is null || !piece.SequenceEqual(cached.Text))
        {
            var start = ids.Count;
            EncodeUncached(piece, ids);
            slot = new CachedPiece(piece.ToString(), ids.GetRange(start, ids.Count - start).ToArray());
            return;
        }
        if (cached.Ids.Length == 1)
            ids.Add(cached.Ids[0]);
        else
            ids.AddRange(cached.Ids);
    }

    private void EncodeUncached(ReadOnlySpan<char> piece, List<int> ids)
    {
        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(piece.Length));
        var bytes = rented.AsSpan(0, Encoding.UTF8.GetBytes(piece, rented));
        if (wholePieces is not null && wholePieces.TryGetValue(ByteAlphabet.Write(bytes), out var whole))
            ids.Add(whole);
        else if (bytes.Length <= LinearLimit)
            MergeShort(bytes, ids);
        else
            MergeLong(bytes, ids);
        ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Looks through all pairs for the next merge: quadratic, and fastest while there are few.</summary>
    internal void MergeShort(ReadOnlySpan<byte> bytes, List<int> ids)
    {
        Span<int> tokens = stackalloc int[LinearLimit];
        Span<int> ranks = stackalloc int[LinearLimit];
        Span<int> merged = stackalloc int[LinearLimit];
        var count = bytes.Length;
        for (var i = 0; i < count; i++)
            tokens[i] = byteIds[bytes[i]];
        for (var i = 0; i + 1 < count; i++)
            ranks[i] = merges.Rank(tokens[i], tokens[i + 1], out merged[i]);

        while (count > 1)
        {
            var best = 0;
            for (var i = 1; i + 1 < count; i++)
                if (ranks[i] < ranks[best])
                    best = i;
            if (ranks[best] == int.MaxValue)
                break;
            tokens[best] = merged[best];
            count--;
            tokens[(best + 2)..(count + 1)].CopyTo(tokens[(best + 1)..]);
            ranks[(best + 1)..count].CopyTo(ranks[best..]);
            merged[(best + 1)..count].CopyTo(merged[best..]);
            if (best > 0)
                ranks[best - 1] = merges.Rank(tokens[best - 1], tokens[best], out merged[best - 1]);
            if (best + 1 < count)
                ranks[best] = merges.Rank(tokens[best], tokens[best + 1], out merged[best]);
        }
        for (var i = 0; i < count; i++)
            ids.Add(tokens[i]);
    }

    /// <summary>The same with a heap of pairs over a linked list, n log n: a text without spaces is one piece.</summary>
    internal void MergeLong(ReadOnlySpan<byte> bytes, List<int> ids)
    {
        var count = bytes.Length;
        var tokens = new int[count];
        var (previous, next) = (new int[count], new int[count]);
        for (var i = 0; i < count; i++)
            (tokens[i], previous[i], next[i]) = (byteIds[bytes[i]], i - 1, i + 1 < count ? i + 1 : -1);
        var queue = new PriorityQueue<(int Left, int LeftToken, int RightToken, int Id), long>(count);
        for (var i = 0; i + 1 < count; i++)
            Offer(i);

        while (queue.TryDequeue(out var merge, out _))
        {
            var (left, right) = (merge.Left, next[merge.Left]);
            // A pair whose tokens have merged otherwise meanwhile; -1 marks what is gone.
            if (right < 0 || tokens[left] != merge.LeftToken || tokens[right] != merge.RightToken)
                continue;
            tokens[left] = merge.Id;
            tokens[right] = -1;
            next[left] = next[right];
            if (next[left] >= 0)
                previous[next[left]] = left;
            if (previous[left] >= 0)
                Offer(previous[left]);
            Offer(left);
        }
        for (var i = 0; i >= 0; i = next[i])
            ids.Add(tokens[i]);

        void Offer(int left)
        {
            var right = next[left];
            if (right < 0)
                return;
            var rank = merges.Rank(tokens[left], tokens[right], out var id);
            if (rank != int.MaxValue)
                queue.Enqueue((left, tokens[left], tokens[right], id), ((long)rank << 32) | (uint)left);
        }
    }

    private sealed record CachedPiece(string Text, int[] Ids);
}
