using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AspireIF.Models.Generation.Cpu;
using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Models.Transformer;

/// <summary>
/// Softmax over rows of scores on the CPU, in place: two passes over the memory where torch's operations take eight. Making it leaves the rows as
/// exponentials; <see cref="Backward"/> turns them into the gradient of whatever depends on the log-probability of one chosen column a row.
/// </summary>
public sealed unsafe class SoftmaxRows
{
    private const int Width = VectorMath.Width;

    private readonly Tensor _rows;
    private readonly long[] _chosen;
    private readonly float[] _sums, _logProbs, _entropies;
    private readonly int _columns;

    /// <param name="rows">[rows, columns] fp32, contiguous, on the CPU; overwritten. The caller keeps it alive as long as this object is used.</param>
    /// <param name="chosen">A column of each row.</param>
    public SoftmaxRows(Tensor rows, long[] chosen)
    {
        if (rows.dtype != ScalarType.Float32 || rows.device_type != DeviceType.CPU || !rows.is_contiguous() || rows.dim() != 2 || rows.shape[0] != chosen.Length)
            throw new ArgumentException($"rows must be contiguous fp32 on the CPU with {chosen.Length} rows; they are {rows.dtype} of shape [{string.Join(", ", rows.shape)}].", nameof(rows));
        (_rows, _chosen, _columns) = (rows, chosen, (int)rows.shape[1]);
        (_sums, _logProbs, _entropies) = (new float[chosen.Length], new float[chosen.Length], new float[chosen.Length]);
        ForRows((row, index) => Exponentials(row, index));
    }

    /// <summary>log softmax of each row at its chosen column, in nats, [rows].</summary>
    public float[] LogProbs => _logProbs;

    /// <summary>-sum p log p of each row, in nats, [rows].</summary>
    public float[] Entropies => _entropies;

    /// <summary>Overwrites the rows with the gradient by the scores: d (onehot(chosen) - softmax) in each. Once.</summary>
    /// <param name="gradients">d: the gradient by each row's log-probability, [rows].</param>
    public void Backward(float[] gradients) => ForRows((row, index) =>
    {
        float gradient = gradients[index], share = -gradient / _sums[index];
        int i = 0;
        for (; i + Width <= _columns; i += Width)
            (Vector512.Load(row + i) * share).Store(row + i);
        for (; i < _columns; i++)
            row[i] *= share;
        row[_chosen[index]] += gradient;
    });

    /// <summary>With e_i = exp(x_i - max) and s = sum e_i: log p_i = x_i - max - log s, and the entropy is log s - sum e_i (x_i - max) / s.</summary>
    private void Exponentials(float* row, int index)
    {
        float maximum = Maximum(row), chosen = row[_chosen[index]];
        Vector512<float> sums = Vector512<float>.Zero, products = Vector512<float>.Zero;
        int i = 0;
        for (; i + Width <= _columns; i += Width)
        {
            Vector512<float> x = Vector512.Load(row + i) - Vector512.Create(maximum), e = VectorMath.Exp(x);
            e.Store(row + i);
            sums += e;
            products = Vector512.FusedMultiplyAdd(e, x, products);
        }
        float sum = VectorMath.Sum(sums), product = VectorMath.Sum(products);
        for (; i < _columns; i++)
        {
            float x = row[i] - maximum, e = MathF.Exp(x);
            row[i] = e;
            sum += e;
            product += e * x;
        }
        float log = MathF.Log(sum);
        _sums[index] = sum;
        _logProbs[index] = chosen - maximum - log;
        _entropies[index] = log - product / sum;
    }

    private float Maximum(float* row)
    {
        if (_columns < Width)
            return new ReadOnlySpan<float>(row, _columns).ToArray().Max();
        Vector512<float> maxima = Vector512.Load(row);
        for (int i = Width; i + Width <= _columns; i += Width)
            maxima = Vector512.MaxNative(maxima, Vector512.Load(row + i));
        // The last columns, some of them for the second time.
        return VectorMath.Max(Vector512.MaxNative(maxima, Vector512.Load(row + _columns - Width)));
    }

    private void ForRows(RowAction action)
    {
        float* first = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(_rows.bytes)); // native memory: it does not move
        int rows = _chosen.Length, parts = Math.Min(get_num_threads(), rows);
        Parallel.For(0, parts, part =>
        {
            for (int row = (int)((long)rows * part / parts); row < (long)rows * (part + 1) / parts; row++)
                action(first + (long)row * _columns, row);
        });
    }

    private delegate void RowAction(float* row, int index);
}
