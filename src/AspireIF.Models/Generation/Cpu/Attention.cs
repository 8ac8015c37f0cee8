using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AspireIF.Models.Generation.Cpu;

/// <summary>
/// One query row against the pages of its sequence. A page holds 16 tokens: keys as [head dimension][16 tokens], so that lanes are tokens and
/// a score is one chain over the dimension; values as [16 tokens][head dimension], lanes are dimensions and the sum over tokens runs in four
/// chains (token mod 4). The order depends on positions only.
/// </summary>
internal static unsafe class Attention
{
    public const int PageTokens = VectorMath.Width;

    private const int ValuesFetchedAhead = 256 << 10; // bytes, well within a second-level cache

    /// <summary>Floats from a token's values to the next token's: the head dimension, padded to whole vectors.</summary>
    public static int ValueStride(int headDimension) => (headDimension + VectorMath.Width - 1) / VectorMath.Width * VectorMath.Width;

    /// <summary>Attends with one query head.</summary>
    /// <param name="query">[head dimension], already rotated and scaled by 1/sqrt(head dimension).</param>
    /// <param name="pages">The sequence's pages.</param>
    /// <param name="keys">This layer's and head's block in page 0; the next page's is <paramref name="pageStride"/> floats on.</param>
    /// <param name="tokens">How many tokens it sees: its position + 1.</param>
    /// <param name="scores">Scratch, [tokens rounded up to a page].</param>
    /// <param name="output">[head dimension].</param>
    public static void Head(
        float* query, ReadOnlySpan<int> pages, float* keys, float* values, long pageStride, int tokens, int headDimension, float* scores, float* output)
    {
        var valueStride = ValueStride(headDimension);
        var count = (tokens + PageTokens - 1) / PageTokens;
        Scores(query, pages, keys, pageStride, count, headDimension, scores);
        var inverse = 1 / Softmax(scores, tokens, count);
        for (var d = 0; d < headDimension; d += VectorMath.Width)
        {
            var mixed = Mix(pages, values + d, pageStride, tokens, valueStride, scores) * Vector512.Create(inverse);
            if (d + VectorMath.Width <= headDimension)
                mixed.Store(output + d);
            else
                for (var i = 0; d + i < headDimension; i++)
                    output[d + i] = mixed[i];
        }
    }

    private static void Scores(float* query, ReadOnlySpan<int> pages, float* keys, long pageStride, int count, int headDimension, float* scores)
    {
        var page = 0;
        // Decoding reads the whole cache once per token, so it waits for memory: fetch the next keys meanwhile, and the values of these
        // pages, which lie behind their keys, unless they would be thrown out again before their turn.
        var valuesOff = count <= ValuesFetchedAhead / (headDimension * PageTokens * sizeof(float)) ? headDimension * PageTokens : 0;
        // Four pages at once hide the latency of the chains.
        for (; page + 4 <= count; page += 4)
        {
            var k0 = keys + pages[page] * pageStride;
            var k1 = keys + pages[page + 1] * pageStride;
            var k2 = keys + pages[page + 2] * pageStride;
            var k3 = keys + pages[page + 3] * pageStride;
            var next0 = keys + pages[Math.Min(page + 4, count - 1)] * pageStride;
            var next1 = keys + pages[Math.Min(page + 5, count - 1)] * pageStride;
            var next2 = keys + pages[Math.Min(page + 6, count - 1)] * pageStride;
            var next3 = keys + pages[Math.Min(page + 7, count - 1)] * pageStride;
            Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
            for (var d = 0; d < headDimension; d++)
            {
                var q = Vector512.Create(query[d]);
                s0 = Vector512.FusedMultiplyAdd(q, Vector512.Load(k0 + d * PageTokens), s0);
                s1 = Vector512.FusedMultiplyAdd(q, Vector512.Load(k1 + d * PageTokens), s1);
                s2 = Vector512.FusedMultiplyAdd(q, Vector512.Load(k2 + d * PageTokens), s2);
                s3 = Vector512.FusedMultiplyAdd(q, Vector512.Load(k3 + d * PageTokens), s3);
                if (Sse.IsSupported)
                {
                    Sse.Prefetch0(next0 + d * PageTokens);
                    Sse.Prefetch0(next1 + d * PageTokens);
                    Sse.Prefetch0(next2 + d * PageTokens);
                    Sse.Prefetch0(next3 + d * PageTokens);
                    Sse.Prefetch1(k0 + valuesOff + d * PageTokens);
                    Sse.Prefetch1(k1 + valuesOff + d * PageTokens);
                    Sse.Prefetch1(k2 + valuesOff + d * PageTokens);
                    Sse.Prefetch1(k3 + valuesOff + d * PageTokens);
                }
            }
            s0.Store(scores + page * PageTokens);
            s1.Store(scores + (page + 1) * PageTokens);
            s2.Store(scores + (page + 2) * PageTokens);
            s3.Store(scores + (page + 3) * PageTokens);
        }
        for (; page < count; page++)
        {
            var k = keys + pages[page] * pageStride;
            Vector512<float> s = default;
            for (var d = 0; d < headDimension; d++)
                s = Vector512.FusedMultiplyAdd(Vector512.Create(query[d]), Vector512.Load(k + d * PageTokens), s);
            s.Store(scores + page * PageTokens);
        }
    }

    /// <summary>Scores become exp(score - max), those past the last token 0; returns their sum.</summary>
    private static float Softmax(float* scores, int tokens, int count)
    {
        new Span<float>(scores + tokens, count * PageTokens - tokens).Fill(float.NegativeInfinity);
        var largest = Vector512.Load(scores);
        for (var page = 1; page < count; page++)
            largest = Vector512.MaxNative(largest, Vector512.Load(scores + page * PageTokens));
        var maximum = Vector512.Create(VectorMath.Max(largest));
        var sum = Vector512<float>.Zero;
        for (var page = 0; page < count; page++)
        {
            var weight = VectorMath.Exp(Vector512.Load(scores + page * PageTokens) - maximum);
            weight.Store(scores + page * PageTokens);
            sum += weight;
        }
        return VectorMath.Sum(sum);
    }

    /// <summary>Sixteen dimensions of the weighted sum of values.</summary>
    private static Vector512<float> Mix(ReadOnlySpan<int> pages, float* values, long pageStride, int tokens, int stride, float* weights)
    {
        Vector512<float> m0 = default, m1 = default, m2 = default, m3 = default;
        for (var first = 0; first < tokens; first += PageTokens)
        {
            var v = values + pages[first / PageTokens] * pageStride;
            var here = Math.Min(PageTokens, tokens - first);
            var w = weights + first;
            var t = 0;
            for (; t + 4 <= here; t += 4, v += 4 * stride)
            {
                m0 = Vector512.FusedMultiplyAdd(Vector512.Create(w[t]), Vector512.Load(v), m0);
                m1 = Vector512.FusedMultiplyAdd(Vector512.Create(w[t + 1]), Vector512.Load(v + stride), m1);
                m2 = Vector512.FusedMultiplyAdd(Vector512.Create(w[t + 2]), Vector512.Load(v + 2 * stride), m2);
                m3 = Vector512.FusedMultiplyAdd(Vector512.Create(w[t + 3]), Vector512.Load(v + 3 * stride), m3);
            }
            if (t < here)
                m0 = Vector512.FusedMultiplyAdd(Vector512.Create(w[t]), Vector512.Load(v), m0);
            if (t + 1 < here)
                m1 = Vector512.FusedMultiplyAdd(Vector512.Create(w[t + 1]), Vector512.Load(v + stride), m1);
            if (t + 2 < here)
                m2 = Vector512.FusedMultiplyAdd(Vector512.Create(w[t + 2]), Vector512.Load(v + 2 * stride), m2);
        }
        return (m0 + m1) + (m2 + m3);
    }
}
