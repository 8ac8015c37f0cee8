using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AspireIF.Models.Generation.Cpu;

/// <summary>
/// Elementwise mathematics on 16 floats. Every operation is one that IEEE 754 defines exactly, in a fixed order, so the bits are the same with
/// AVX-512, with AVX2 (two halves) and without either.
/// </summary>
internal static class VectorMath
{
    public const int Width = 16;

    private const float Log2E = 1.44269504f;
    private const float Ln2High = 0.693359375f, Ln2Low = -2.12194440e-4f;
    private const float Smallest = -87.3f, Largest = 88.3f;

    /// <summary>
    /// exp(x) within 2 units in the last place: x = n ln 2 + r with |r| at most ln 2 / 2, a Taylor-like polynomial of degree 7 for exp(r)
    /// (error under 1e-8), the exponent set to n. Results that would be denormal are 0; above 88.3 it saturates; NaN stays NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        var tiny = Vector512.LessThan(x, Vector512.Create(Smallest));
        var bounded = Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512.Create(Largest)), Vector512.Create(Largest), x);
        bounded = Vector512.ConditionalSelect(tiny, Vector512<float>.Zero, bounded);
        // Adding 1.5 * 2^23 rounds to an integer, which then stands in the low bits.
        var magic = Vector512.Create(12582912f);
        var shifted = Vector512.FusedMultiplyAdd(bounded, Vector512.Create(Log2E), magic);
        var n = shifted - magic;
        var r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2High), bounded);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2Low), r);
        var p = Vector512.Create(1f / 5040);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 720));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 120));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 24));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 6));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.5f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<float>.One);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<float>.One);
        var scale = Vector512.ShiftLeft(shifted.AsInt32() - magic.AsInt32() + Vector512.Create(127), 23).AsSingle();
        return Vector512.ConditionalSelect(tiny, Vector512<float>.Zero, p * scale);
    }

    /// <summary>The sum of the 16 lanes: halves, quarters, then pairs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> x)
    {
        var eight = x.GetLower() + x.GetUpper();
        var four = eight.GetLower() + eight.GetUpper();
        return (four[0] + four[2]) + (four[1] + four[3]);
    }

    /// <summary>The largest of the 16 lanes; none may be NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Vector512<float> x)
    {
        var eight = Vector256.MaxNative(x.GetLower(), x.GetUpper());
        var four = Vector128.MaxNative(eight.GetLower(), eight.GetUpper());
        return MathF.Max(MathF.Max(four[0], four[2]), MathF.Max(four[1], four[3]));
    }
}
