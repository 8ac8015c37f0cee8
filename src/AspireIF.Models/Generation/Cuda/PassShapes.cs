using AspireIF.Models.Configuration;

namespace AspireIF.Models.Generation.Cuda;

/// <summary>How the kernels of a pass are cut for one padded number of rows. Measured on an H100, with up to 64 rows on an H200.</summary>
/// <param name="AttentionSplits">Blocks of a cluster that share a row's context.</param>
/// <param name="AttentionStages">Pages that each of a block's four warps has room for.</param>
/// <param name="AttentionEarly">Pages that it asks for before the kernel ahead has ended.</param>
/// <param name="TakesTurns">Whether kernels take turns at the memory: with few rows, or weights of 8 bits, they are faster without (H200).</param>
/// <param name="Once">Whether the L2 cache lets go of weights first: of use with 16 rows only.</param>
internal sealed record PassShapes(
    ProductShape QueryKeyValue, ProductShape Output, ProductShape Down, int AttentionSplits, int AttentionStages, int AttentionEarly, int Multiprocessors, bool TakesTurns, bool Once)
{
    /// <summary>From so many rows on, logits have wide tiles, and kernels are cut to run beside their neighbours.</summary>
    private const int WideRows = 64;

    /// <summary>A block of this and one or two of the kernels around it fit a multiprocessor's 227 KB, so that their first weights are there in time.</summary>
    private const int SharedBytes = 105 * 1024;

    /// <summary>The same where gate and up have a deeper ring, and that ring.</summary>
    private const int NarrowBytes = 84 * 1024, DeepBytes = 131 * 1024;

    /// <summary>What gate and up take of few rows, where a ring of half of this is slower by a seventh, and of 256.</summary>
    private const int DeepestBytes = 222 * 1024;

    /// <summary>One block for each multiprocessor: with many rows, a second block would only compete for the L2 cache.</summary>
    private const int WholeBytes = 200 * 1024;

    /// <summary>The narrow products (a few thousand outputs) have too few tiles for the chip: the blocks of a cluster share the depth.</summary>
    /// <param name="eightBits">Whether there are weights of 8 bits, for few rows.</param>
    public static PassShapes For(ModelConfiguration model, int rows, int multiprocessors, bool eightBits = false)
    {
        var bits = eightBits && rows <= MostEightBitRows(model, multiprocessors) ? 8 : 16;
        var (heads, stages) = (rows * model.KeyValueHeads, model.HeadDimension == 128 ? 3 : 6);
        var splits = 4 * heads <= multiprocessors ? 4 : heads <= multiprocessors ? 2 : 1; // two blocks fit a multiprocessor
        return new PassShapes(
            QueryKeyValue(), Narrow(model.HiddenSize, model.QueryHeads * model.HeadDimension, 1.2, 128),
            Narrow(model.HiddenSize, model.IntermediateSize, 1.5, rows % 256 == 0 ? 256 : 128), splits, stages, stages * 2 / 3, multiprocessors,
            TakesTurns: rows >= WideRows && bits == 16, Once: rows == 16);

        ProductShape QueryKeyValue()
        {
            // Of 16 rows two blocks of outputs a tile, where that leaves clusters of four and more.
            var (outputs, depth) = (CudaActivations.Width(model), model.HiddenSize);
            var share = (int)Math.Round(multiprocessors * 0.75 / ((outputs + 127) / 128));
            return rows == 16 && bits == 16 && share >= 4
                ? ProductShape.With(rows, 2, Math.Min(Math.Min(8, share), (depth + 63) / 64), depth, SharedBytes) : Narrow(outputs, depth, 1.0, 128);
        }

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

    /// <summary>Gate and up of 8 bits.</summary>
    public static ProductShape EightBitGateUp(ModelConfiguration model, int rows) => ProductShape.With(rows, 2, 1, model.HiddenSize, EightBitBytes(rows), 8);

    /// <summary>Of a weight of the layers: 16 or 8.</summary>
    public int Bits => QueryKeyValue.Bits;

    /// <summary>Gate and up of bf16.</summary>
    public static WideShape GateUp(int rows) =>
        rows < WideRows ? WideShape.With(rows, 2 * WideShape.Gates, DeepestBytes)
        : rows % 256 == 0 ? WideShape.With(256, 2 * WideShape.Gates, DeepestBytes)
        : rows == 64 ? WideShape.With(64, 2 * WideShape.Gates, DeepBytes) : WideShape.With(128, 2 * WideShape.Gates, 171 * 1024);

    /// <summary>Logits of few rows.</summary>
    public static ProductShape Head(ModelConfiguration model, int rows) => ProductShape.With(rows, 2, 1, model.HiddenSize, 72 * 1024);

    /// <summary>Logits of many rows; null where <see cref="Head"/> serves.</summary>
    public static WideShape? WideHead(int rows) => rows < WideRows ? null
        : rows == 64 ? WideShape.With(64, WideShape.Logits, 98 * 1024) : WideShape.With(128, rows == 128 ? WideShape.Logits : 2 * WideShape.Logits, WholeBytes);

    /// <summary>Dynamic shared memory of the attention kernel: the four rings, and alignment.</summary>
    public static int AttentionBytes(int headDimension, int stages) => Math.Max(4 * stages * 2 * CudaBackend.TokensPerPage * headDimension * 2, 4 * 8 * (headDimension + 4) * 4) + 128;

    /// <summary>With more rows bf16 is faster; also with 32 and 64 where the tiles of gate and up, one a multiprocessor, are a few more than these and the last ones run alone.</summary>
    private static int MostEightBitRows(ModelConfiguration model, int multiprocessors)
    {
        var tiles = (model.IntermediateSize + 63) / 64;
        return tiles > multiprocessors && 3 * tiles < 4 * multiprocessors ? 16 : 64;
    }

    /// <summary>Few rows make small stages, of which a shorter ring holds enough.</summary>
    private static int EightBitBytes(int rows) => rows <= 32 ? 80 * 1024 : SharedBytes;
}
