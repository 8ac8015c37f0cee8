using AspireIF.Models.Configuration;

namespace AspireIF.Models.Generation.Cuda;

/// <summary>How the kernels of a pass are cut for one padded number of rows. Measured on an H100.</summary>
/// <param name="AttentionSplits">Blocks of a cluster that share a row's context.</param>
/// <param name="AttentionStages">Pages that each of a block's four warps has room for.</param>
/// <param name="AttentionEarly">Pages that it asks for before the kernel ahead has ended.</param>
internal sealed record PassShapes(ProductShape QueryKeyValue, ProductShape Output, ProductShape Down, int AttentionSplits, int AttentionStages, int AttentionEarly, int Multiprocessors)
{
    /// <summary>From so many rows on, the wide products have kernels of their own.</summary>
    private const int WideRows = 64;

    /// <summary>A block of this and one or two of the kernels around it fit a multiprocessor's 227 KB, so that their first weights are there in time.</summary>
    private const int SharedBytes = 105 * 1024;

    /// <summary>The same where gate and up have a deeper ring, and that ring.</summary>
    private const int NarrowBytes = 84 * 1024, DeepBytes = 131 * 1024;

    /// <summary>With more rows the kernels of 8 bits are slower than the wide ones of 16.</summary>
    private const int MostEightBitRows = 64;

    /// <summary>One block for each multiprocessor: with many rows, a second block would only compete for the L2 cache.</summary>
    private const int WholeBytes = 200 * 1024;

    /// <summary>The narrow products (a few thousand outputs) have too few tiles for the chip: the blocks of a cluster share the depth.</summary>
    /// <param name="eightBits">Whether there are weights of 8 bits, for few rows.</param>
    public static PassShapes For(ModelConfiguration model, int rows, int multiprocessors, bool eightBits = false)
    {
        var bits = eightBits && rows <= MostEightBitRows ? 8 : 16;
        var (splits, stages) = (1, model.HeadDimension == 128 ? 3 : 6);
        while (splits < 4 && rows * model.KeyValueHeads * splits <= multiprocessors) // two blocks fit a multiprocessor
            splits *= 2;
        return new PassShapes(
            Narrow(CudaActivations.Width(model), model.HiddenSize, 1.0, 128), Narrow(model.HiddenSize, model.QueryHeads * model.HeadDimension, 1.2, 128),
            Narrow(model.HiddenSize, model.IntermediateSize, 1.5, rows % 256 == 0 ? 256 : 128), splits, stages, stages * 2 / 3, multiprocessors);

        ProductShape Narrow(int outputs, int depth, double blocksPerProcessor, int tileRows)
        {
            var slices = (depth + 63) / 64;
            if (rows <= 64)
            {
                var share = (int)Math.Round(multiprocessors * blocksPerProcessor / ((outputs + 63) / 64));
                var bytes = bits == 8 ? EightBitBytes(rows) : rows < WideRows ? SharedBytes : NarrowBytes;
                return ProductShape.With(rows, 1, Math.Clamp(share, 1, Math.Min(8, slices)), depth, bytes, bits);
            }
            // One block for a multiprocessor. A cluster lies within a part of the chip: more blocks than these, or clusters of five, would run one after the other.
            var most = Math.Min(multiprocessors * 85 / 100 / ((outputs + 127) / 128 * (rows / tileRows)), slices);
            return ProductShape.With(tileRows, 2, most >= 8 ? 8 : Math.Clamp(most, 1, 4), depth, WholeBytes);
        }
    }

    /// <summary>Gate and up of few rows.</summary>
    public static ProductShape GateUp(ModelConfiguration model, int rows, int bits = 16) =>
        ProductShape.With(rows, 2, 1, model.HiddenSize, bits == 8 ? EightBitBytes(rows) : SharedBytes, bits);

    /// <summary>Of a weight of the layers: 16 or 8.</summary>
    public int Bits => QueryKeyValue.Bits;

    /// <summary>Gate and up of many rows of bf16; null where <see cref="GateUp"/> serves.</summary>
    public static WideShape? WideGateUp(int rows) => rows < WideRows ? null
        : rows % 256 == 0 ? WideShape.With(256, 2 * WideShape.Gates, 222 * 1024)
        : rows == 64 ? WideShape.With(64, 2 * WideShape.Gates, DeepBytes) : WideShape.With(128, 2 * WideShape.Gates, 171 * 1024);

    /// <summary>Logits of few rows.</summary>
    public static ProductShape Head(ModelConfiguration model, int rows) => ProductShape.With(rows, 2, 1, model.HiddenSize, 72 * 1024);

    /// <summary>Logits of many rows; null where <see cref="Head"/> serves.</summary>
    public static WideShape? WideHead(int rows) => rows < WideRows ? null
        : rows == 64 ? WideShape.With(64, WideShape.Logits, 98 * 1024) : WideShape.With(128, rows == 128 ? WideShape.Logits : 2 * WideShape.Logits, WholeBytes);

    /// <summary>Dynamic shared memory of the attention kernel: the four rings, and alignment.</summary>
    public static int AttentionBytes(int headDimension, int stages) => Math.Max(4 * stages * 2 * CudaBackend.TokensPerPage * headDimension * 2, 4 * 8 * (headDimension + 4) * 4) + 128;

    /// <summary>Few rows make small stages, of which a shorter ring holds enough.</summary>
    private static int EightBitBytes(int rows) => rows <= 32 ? 80 * 1024 : SharedBytes;
}
