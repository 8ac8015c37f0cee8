using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AspireIF.Models.Generation.Cpu;

/// <summary>What happens to single rows between the matrix products.</summary>
internal static unsafe class RowKernels
{
    private const int Width = VectorMath.Width;

    // So few that the rounding of their sum does not count; blocks are summed in doubles.
    private const int SummedInFloats = 4096;

    /// <summary>output = x / sqrt(mean(x^2) + epsilon) * weight (Zhang and Sennrich, arXiv 1910.07467); may be in place.</summary>
    public static void RmsNorm(float* x, float* weight, int length, float epsilon, float* output)
    {
        var squares = Vector512<float>.Zero;
        var i = 0;
        for (; i + Width <= length; i += Width)
        {
            var v = Vector512.Load(x + i);
            squares = Vector512.FusedMultiplyAdd(v, v, squares);
        }
        var sum = VectorMath.Sum(squares);
        for (; i < length; i++)
            sum += x[i] * x[i];

        var scale = 1 / MathF.Sqrt(sum / length + epsilon);
        for (i = 0; i + Width <= length; i += Width)
            (Vector512.Load(x + i) * Vector512.Create(scale) * Vector512.Load(weight + i)).Store(output + i);
        for (; i < length; i++)
            output[i] = x[i] * scale * weight[i];
    }

    /// <summary>Rotates the pairs (i, i + dimension / 2) of one head, in place (Su et al., arXiv 2104.09864, in Hugging Face's layout), and scales.</summary>
    /// <param name="cosSin">[cosines | sines] of the position, dimension / 2 each.</param>
    public static void Rotate(float* head, float* cosSin, int dimension, float scale)
    {
        var half = dimension / 2;
        var sin = cosSin + half;
        var i = 0;
        for (; i + Width <= half; i += Width)
        {
            var (a, b) = (Vector512.Load(head + i), Vector512.Load(head + half + i));
            var (c, s) = (Vector512.Load(cosSin + i), Vector512.Load(sin + i));
            ((a * c - b * s) * Vector512.Create(scale)).Store(head + i);
            ((b * c + a * s) * Vector512.Create(scale)).Store(head + half + i);
        }
        for (; i < half; i++)
        {
            var (a, b) = (head[i], head[half + i]);
            head[i] = (a * cosSin[i] - b * sin[i]) * scale;
            head[half + i] = (b * cosSin[i] + a * sin[i]) * scale;
        }
    }

    /// <summary>gate = silu(gate) * up, silu(x) = x / (1 + exp(-x)) (Shazeer, arXiv 2002.05202).</summary>
    public static void SwiGlu(float* gate, float* up, int length)
    {
        var i = 0;
        for (; i + Width <= length; i += Width)
            Silu(Vector512.Load(gate + i), Vector512.Load(up + i)).Store(gate + i);
        if (i == length)
            return;
        var (lastGate, lastUp) = (Vector512<float>.Zero, Vector512<float>.Zero);
        for (var j = 0; i + j < length; j++)
            (lastGate, lastUp) = (lastGate.WithElement(j, gate[i + j]), lastUp.WithElement(j, up[i + j]));
        var last = Silu(lastGate, lastUp);
        for (var j = 0; i + j < length; j++)
            gate[i + j] = last[j];
    }

    /// <summary>A token's log-probability in nats: its logit less the logarithm of the sum of all exponentials.</summary>
    public static float LogProb(ReadOnlySpan<float> logits, int token)
    {
        ref var first = ref MemoryMarshal.GetReference(logits);
        var whole = logits.Length / Width * Width;
        var largest = Vector512.Create(float.NegativeInfinity);
        for (var i = 0; i < whole; i += Width)
            largest = Vector512.Max(largest, Vector512.LoadUnsafe(ref first, (nuint)i));
        var maximum = VectorMath.Max(largest);
        foreach (var logit in logits[whole..])
            maximum = MathF.Max(maximum, logit);

        double sum = 0;
        for (var i = 0; i < whole;)
        {
            var end = Math.Min(whole, i + SummedInFloats);
            var weights = Vector512<float>.Zero;
            for (; i < end; i += Width)
                weights += VectorMath.Exp(Vector512.LoadUnsafe(ref first, (nuint)i) - Vector512.Create(maximum));
            sum += VectorMath.Sum(weights);
        }
        foreach (var logit in logits[whole..])
            sum += MathF.Exp(logit - maximum);
        return (float)(logits[token] - maximum - Math.Log(sum));
    }

    private static Vector512<float> Silu(Vector512<float> gate, Vector512<float> up) =>
        gate / (Vector512<float>.One + VectorMath.Exp(-gate)) * up;
}
