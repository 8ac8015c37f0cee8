using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Models.Generation.Cpu;

/// <summary>
/// A weight matrix [outputs, inputs] stored as panels of 32 outputs, [panel][input][32]: one step of a product over the inputs then reads
/// consecutive memory, and its lanes are outputs, so no sum is ever split over lanes. Missing outputs of the last panel are zero.
/// </summary>
internal sealed unsafe class PackedMatrix : IDisposable
{
    public const int PanelWidth = 32;

    private readonly NativeBuffer _data;
    private readonly NativeBuffer? _bias;

    public PackedMatrix(int outputs, int inputs, bool bias)
    {
        Outputs = outputs;
        Inputs = inputs;
        Panels = (outputs + PanelWidth - 1) / PanelWidth;
        _data = new NativeBuffer((long)Panels * inputs * PanelWidth);
        _bias = bias ? new NativeBuffer(Panels * PanelWidth) : null;
    }

    public int Outputs { get; }

    public int Inputs { get; }

    public int Panels { get; }

    /// <summary>[padded outputs], or null.</summary>
    public float* Bias => _bias is null ? null : _bias.Pointer;

    public float* Panel(int panel) => _data.Pointer + (long)panel * Inputs * PanelWidth;

    public static int Padded(int outputs) => (outputs + PanelWidth - 1) / PanelWidth * PanelWidth;

    public static long Bytes(int outputs, int inputs) => (long)Padded(outputs) * inputs * sizeof(float);

    /// <summary>Packs some rows of the matrix.</summary>
    /// <param name="rows">[n, inputs], any type and device.</param>
    /// <param name="firstOutput">The output that the first of them makes.</param>
    public void Load(Tensor rows, int firstOutput)
    {
        // In pieces: a span ends at 2 GB, and the fp32 copy of a half-precision matrix should stay small.
        var piece = Math.Max(1, 16_000_000 / Inputs);
        for (var from = 0; from < rows.shape[0]; from += piece)
        {
            using var scope = torch.NewDisposeScope();
            var values = rows.narrow(0, from, Math.Min(piece, rows.shape[0] - from)).AsFloats();
            for (var row = 0; row * Inputs < values.Length; row++)
            {
                var output = firstOutput + from + row;
                var target = Panel(output / PanelWidth) + output % PanelWidth;
                foreach (var weight in values.Slice(row * Inputs, Inputs))
                {
                    *target = weight;
                    target += PanelWidth;
                }
            }
        }
    }

    /// <param name="values">[n]</param>
    /// <param name="firstOutput">The output that the first of them is added to.</param>
    public void LoadBias(Tensor values, int firstOutput)
    {
        using var scope = torch.NewDisposeScope();
        values.AsFloats().CopyTo(new Span<float>(_bias!.Pointer + firstOutput, Outputs - firstOutput));
    }

    /// <summary>Unpacks one row: the embedding of a token where the matrix is the (tied) head.</summary>
    public void CopyRow(int output, float* row)
    {
        var source = Panel(output / PanelWidth) + output % PanelWidth;
        for (var i = 0; i < Inputs; i++)
            row[i] = source[i * (long)PanelWidth];
    }

    public void Dispose()
    {
        _data.Dispose();
        _bias?.Dispose();
    }
}
