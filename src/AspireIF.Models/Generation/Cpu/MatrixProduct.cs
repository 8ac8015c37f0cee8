using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AspireIF.Models.Generation.Cpu;

/// <summary>
/// rows x packed weights. Every output element is one chain of fused multiply-adds over the inputs in their order, whatever the number of
/// rows, the thread and the vector width: a row's result never depends on the rows beside it.
/// </summary>
internal static unsafe class MatrixProduct
{
    private const int Panel = PackedMatrix.PanelWidth;

    /// <summary>c = a w + bias, or c += a w + bias, for the panels [firstPanel, endPanel).</summary>
    /// <param name="a">[rows, inputs], rows <paramref name="aStride"/> floats apart.</param>
    /// <param name="c">[rows, padded outputs], rows <paramref name="cStride"/> floats apart.</param>
    public static void Multiply(float* a, int aStride, int rows, PackedMatrix w, int firstPanel, int endPanel, float* c, int cStride, bool accumulate)
    {
        for (var panel = firstPanel; panel < endPanel; panel++)
        {
            var weights = w.Panel(panel);
            var bias = w.Bias is null ? null : w.Bias + panel * Panel;
            for (var row = 0; row < rows; row += 8)
            {
                var target = new Target(c + row * (long)cStride + panel * Panel, cStride, Math.Min(8, rows - row), bias, accumulate);
                var source = a + row * (long)aStride;
                if (Vector512.IsHardwareAccelerated)
                {
                    if (target.Rows > 2)
                        EightRows(source, aStride, weights, w.Inputs, target);
                    else
                        OneRowEach(source, aStride, weights, w.Inputs, target);
                }
                else
                {
                    for (var half = 0; half < Panel; half += 16)
                        for (var four = 0; four < target.Rows; four += 4)
                            FourRowsHalfPanel(source + four * (long)aStride, aStride, weights + half, w.Inputs, target.From(four, half));
                }
            }
        }
    }

    /// <summary>Up to eight rows by 32 outputs in 16 registers; missing rows repeat the last and are not stored.</summary>
    private static void EightRows(float* a, int stride, float* w, int inputs, Target target)
    {
        var last = target.Rows - 1;
        var a0 = a;
        var a1 = a + Math.Min(1, last) * (long)stride;
        var a2 = a + Math.Min(2, last) * (long)stride;
        var a3 = a + Math.Min(3, last) * (long)stride;
        var a4 = a + Math.Min(4, last) * (long)stride;
        var a5 = a + Math.Min(5, last) * (long)stride;
        var a6 = a + Math.Min(6, last) * (long)stride;
        var a7 = a + Math.Min(7, last) * (long)stride;
        Vector512<float> c00 = default, c01 = default;
        Vector512<float> c10 = default, c11 = default;
        Vector512<float> c20 = default, c21 = default;
        Vector512<float> c30 = default, c31 = default;
        Vector512<float> c40 = default, c41 = default;
        Vector512<float> c50 = default, c51 = default;
        Vector512<float> c60 = default, c61 = default;
        Vector512<float> c70 = default, c71 = default;
        for (var i = 0; i < inputs; i++, w += Panel)
        {
            var w0 = Vector512.Load(w);
            var w1 = Vector512.Load(w + 16);
            var x0 = Vector512.Create(a0[i]);
            c00 = Vector512.FusedMultiplyAdd(x0, w0, c00);
            c01 = Vector512.FusedMultiplyAdd(x0, w1, c01);
            var x1 = Vector512.Create(a1[i]);
            c10 = Vector512.FusedMultiplyAdd(x1, w0, c10);
            c11 = Vector512.FusedMultiplyAdd(x1, w1, c11);
            var x2 = Vector512.Create(a2[i]);
            c20 = Vector512.FusedMultiplyAdd(x2, w0, c20);
            c21 = Vector512.FusedMultiplyAdd(x2, w1, c21);
            var x3 = Vector512.Create(a3[i]);
            c30 = Vector512.FusedMultiplyAdd(x3, w0, c30);
            c31 = Vector512.FusedMultiplyAdd(x3, w1, c31);
            var x4 = Vector512.Create(a4[i]);
            c40 = Vector512.FusedMultiplyAdd(x4, w0, c40);
            c41 = Vector512.FusedMultiplyAdd(x4, w1, c41);
            var x5 = Vector512.Create(a5[i]);
            c50 = Vector512.FusedMultiplyAdd(x5, w0, c50);
            c51 = Vector512.FusedMultiplyAdd(x5, w1, c51);
            var x6 = Vector512.Create(a6[i]);
            c60 = Vector512.FusedMultiplyAdd(x6, w0, c60);
            c61 = Vector512.FusedMultiplyAdd(x6, w1, c61);
            var x7 = Vector512.Create(a7[i]);
            c70 = Vector512.FusedMultiplyAdd(x7, w0, c70);
            c71 = Vector512.FusedMultiplyAdd(x7, w1, c71);
        }
        target.Store(0, c00, c01);
        target.Store(1, c10, c11);
        target.Store(2, c20, c21);
        target.Store(3, c30, c31);
        target.Store(4, c40, c41);
        target.Store(5, c50, c51);
        target.Store(6, c60, c61);
        target.Store(7, c70, c71);
    }

    private static void OneRowEach(float* a, int stride, float* w, int inputs, Target target)
    {
        for (var row = 0; row < target.Rows; row++)
        {
            var source = a + row * (long)stride;
            Vector512<float> c0 = default, c1 = default;
            for (var i = 0; i < inputs; i++)
            {
                var x = Vector512.Create(source[i]);
                c0 = Vector512.FusedMultiplyAdd(x, Vector512.Load(w + i * (long)Panel), c0);
                c1 = Vector512.FusedMultiplyAdd(x, Vector512.Load(w + i * (long)Panel + 16), c1);
            }
            target.Store(row, c0, c1);
        }
    }

    /// <summary>The same for 256-bit registers, of which there are 16: four rows by 16 outputs.</summary>
    private static void FourRowsHalfPanel(float* a, int stride, float* w, int inputs, Target target)
    {
        var last = target.Rows - 1;
        var a0 = a;
        var a1 = a + Math.Min(1, last) * (long)stride;
        var a2 = a + Math.Min(2, last) * (long)stride;
        var a3 = a + Math.Min(3, last) * (long)stride;
        Vector256<float> c00 = default, c01 = default;
        Vector256<float> c10 = default, c11 = default;
        Vector256<float> c20 = default, c21 = default;
        Vector256<float> c30 = default, c31 = default;
        for (var i = 0; i < inputs; i++, w += Panel)
        {
            var w0 = Vector256.Load(w);
            var w1 = Vector256.Load(w + 8);
            var x0 = Vector256.Create(a0[i]);
            c00 = Vector256.FusedMultiplyAdd(x0, w0, c00);
            c01 = Vector256.FusedMultiplyAdd(x0, w1, c01);
            var x1 = Vector256.Create(a1[i]);
            c10 = Vector256.FusedMultiplyAdd(x1, w0, c10);
            c11 = Vector256.FusedMultiplyAdd(x1, w1, c11);
            var x2 = Vector256.Create(a2[i]);
            c20 = Vector256.FusedMultiplyAdd(x2, w0, c20);
            c21 = Vector256.FusedMultiplyAdd(x2, w1, c21);
            var x3 = Vector256.Create(a3[i]);
            c30 = Vector256.FusedMultiplyAdd(x3, w0, c30);
            c31 = Vector256.FusedMultiplyAdd(x3, w1, c31);
        }
        target.Store(0, c00, c01);
        target.Store(1, c10, c11);
        target.Store(2, c20, c21);
        target.Store(3, c30, c31);
    }

    /// <summary>Where a tile goes: adds the bias, then what is there already.</summary>
    private readonly struct Target(float* c, int stride, int rows, float* bias, bool accumulate)
    {
        public int Rows => rows;

        public Target From(int row, int column) =>
            new(c + row * (long)stride + column, stride, Math.Min(4, rows - row), bias is null ? null : bias + column, accumulate);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store(int row, Vector512<float> left, Vector512<float> right)
        {
            if (row >= rows)
                return;
            var at = c + row * (long)stride;
            if (bias is not null)
                (left, right) = (left + Vector512.Load(bias), right + Vector512.Load(bias + 16));
            if (accumulate)
                (left, right) = (left + Vector512.Load(at), right + Vector512.Load(at + 16));
            left.Store(at);
            right.Store(at + 16);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store(int row, Vector256<float> left, Vector256<float> right)
        {
            if (row >= rows)
                return;
            var at = c + row * (long)stride;
            if (bias is not null)
                (left, right) = (left + Vector256.Load(bias), right + Vector256.Load(bias + 8));
            if (accumulate)
                (left, right) = (left + Vector256.Load(at), right + Vector256.Load(at + 8));
            left.Store(at);
            right.Store(at + 8);
        }
    }
}
