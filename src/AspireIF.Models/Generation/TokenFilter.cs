using System.Runtime.CompilerServices;

namespace AspireIF.Models.Generation;

/// <summary>
/// Top-k, top-p and min-p without sorting the vocabulary: weights are counted into 16 buckets per power of two, and only the bucket in
/// which the boundary falls is sorted. Equal weights rank by token id.
/// </summary>
internal sealed class TokenFilter(int vocabularySize)
{
    private const uint One = 0x3F800000; // the bits of 1.0f, the largest weight
    private const int BucketBits = 19;
    private const int Buckets = (int)(One >> BucketBits) + 1;

    private readonly int[] _counts = new int[Buckets];
    private readonly double[] _masses = new double[Buckets];
    private readonly ulong[] _keys = new ulong[vocabularySize];

    /// <summary>Sets the weights of dropped tokens to 0. At least the heaviest token stays.</summary>
    /// <param name="weights">In [0, 1], the heaviest 1.</param>
    /// <param name="total">Their sum.</param>
    public void Apply(Span<float> weights, double total, SamplingOptions options)
    {
        if (options.TopK > 0 && options.TopK < weights.Length)
            total = Cut(weights, options.TopK, double.PositiveInfinity);
        if (options.TopP < 1)
            Cut(weights, int.MaxValue, options.TopP * total);
        if (options.MinP > 0)
            foreach (ref var weight in weights)
                if (weight < options.MinP)
                    weight = 0;
    }

    /// <summary>Keeps the heaviest tokens until there are <paramref name="count"/> or they weigh <paramref name="mass"/>; returns their weight.</summary>
    private double Cut(Span<float> weights, int count, double mass)
    {
        Array.Clear(_counts);
        Array.Clear(_masses);
        foreach (var weight in weights)
        {
            if (weight == 0)
                continue;
            var bucket = BucketOf(weight);
            _counts[bucket]++;
            _masses[bucket] += weight;
        }

        var (boundary, kept, keptMass) = (0, 0, 0.0);
        for (; boundary < Buckets; boundary++)
        {
            if (kept + _counts[boundary] >= count || keptMass + _masses[boundary] >= mass)
                break;
            kept += _counts[boundary];
            keptMass += _masses[boundary];
        }
        if (boundary == Buckets)
            return keptMass;

        // Sort the boundary's bucket by falling weight, then by id.
        var candidates = 0;
        for (var token = 0; token < weights.Length; token++)
        {
            if (weights[token] == 0)
                continue;
            var bucket = BucketOf(weights[token]);
            if (bucket == boundary)
                _keys[candidates++] = ((ulong)~BitConverter.SingleToUInt32Bits(weights[token]) << 32) | (uint)token;
            else if (bucket > boundary)
                weights[token] = 0;
        }
        var keys = _keys.AsSpan(0, candidates);
        keys.Sort();
        foreach (var key in keys)
        {
            ref var weight = ref weights[(int)(uint)key];
            if (kept < count && keptMass < mass)
            {
                kept++;
                keptMass += weight;
            }
            else
            {
                weight = 0;
            }
        }
        return keptMass;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int BucketOf(float weight) => (int)((One - BitConverter.SingleToUInt32Bits(weight)) >> BucketBits);
}
