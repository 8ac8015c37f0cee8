using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AspireIF.Instructions.Text.Languages;

/// <summary>Adds up the profile rows of the n-grams that some language has, 64 columns at a time.</summary>
/// <param name="profiles">Whose rows.</param>
/// <param name="scores">[Stride] the sums, complete after <see cref="Flush"/>.</param>
internal ref struct ScoreSum(LanguageProfiles profiles, Span<int> scores) : IGramSink
{
    // A 16-bit lane holds 257 bytes' worth before it could overflow.
    private const int FlushAfter = 257;

    private readonly Span<int> _scores = scores;
    private readonly ref byte _rows = ref MemoryMarshal.GetArrayDataReference(profiles.Rows);
    private Vector256<ushort> _a, _b, _c, _d;
    private int _pending, _found;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong key, int length)
    {
        int row = profiles.Find(key);
        if (row < 0)
            return;
        var (a, b) = Vector256.Widen(Vector256.LoadUnsafe(ref _rows, (nuint)row));
        var (c, d) = Vector256.Widen(Vector256.LoadUnsafe(ref _rows, (nuint)row + 32));
        _a += a;
        _b += b;
        _c += c;
        _d += d;
        if (++_pending == FlushAfter)
            Flush();
    }

    /// <summary>Moves what is pending into the scores and returns how many n-grams have been found so far.</summary>
    public int Flush()
    {
        for (int i = 0; i < 16; i++)
        {
            _scores[i] += _a[i];
            _scores[i + 16] += _b[i];
            _scores[i + 32] += _c[i];
            _scores[i + 48] += _d[i];
        }
        _a = _b = _c = _d = default;
        _found += _pending;
        _pending = 0;
        return _found;
    }
}
