using System.Numerics;
using System.Runtime.CompilerServices;

namespace AspireIF.Models.Tokenization;

/// <summary>Which two tokens merge into which, and how early: an open-addressing table, about twice as fast here as a dictionary.</summary>
internal sealed class MergeTable
{
    private readonly (ulong Key, int Rank, int Id)[] _slots;
    private readonly int _shift;

    public MergeTable(int merges)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, merges * 2));
        _slots = new (ulong, int, int)[size];
        _shift = 64 - BitOperations.Log2((uint)size);
    }

    /// <summary>A pair that is there already takes the new rank.</summary>
    public void Add(int left, int right, int rank, int id) => _slots[Find(Key(left, right))] = (Key(left, right), rank, id);

    /// <summary>The rank of the merge, <see cref="int.MaxValue"/> where the two do not merge.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Rank(int left, int right, out int id)
    {
        ref var slot = ref _slots[Find(Key(left, right))];
        id = slot.Id;
        return slot.Key == 0 ? int.MaxValue : slot.Rank;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Find(ulong key)
    {
        var slots = _slots;
        var index = (int)((key * 0x9E3779B97F4A7C15) >> _shift);
        while (slots[index].Key != key && slots[index].Key != 0)
            index = (index + 1) & (slots.Length - 1);
        return index;
    }

    // Never 0, which marks a free slot.
    private static ulong Key(int left, int right) => ((ulong)(uint)(left + 1) << 32) | (uint)right;
}
