using AspireIF.Models.Configuration;

namespace AspireIF.Models.Generation.Cuda;

/// <summary>How the kernels of a pass are cut for one padded number of rows.</summary>
/// <param name="AttentionSplits">Blocks of a cluster that share a row's context.</param>
/// <param name="AttentionStages">Pages that each of a block's four warps has room for.</param>
/// <param name="AttentionEarly">Pages that it asks for before the kernel ahead has ended.</param>
/// <param name="WideGateUp">With many rows, in place of <paramref name="GateUp"/>.</param>
/// <param name="WideHead">In place of <paramref name="Head"/>, likewise.</param>
internal sealed record PassShapes(
    ProductShape QueryKeyValue, ProductShape Output, ProductShape GateUp, ProductShape Down, ProductShape Head, int AttentionSplits, int AttentionStages, int AttentionEarly,
    WideShape? WideGateUp, WideShape? WideHead, int Multiprocessors)
{
    /// <summary>A block of this and one or two of the kernels around it fit a multiprocessor's 227 KB, so that their first weights are there in time.</summary>
    private const int SharedBytes = 105 * 1024;

    /// <summary>For tiles of 128 rows: two blocks a multiprocessor.</summary>
    private const int TallBytes = 109 * 1024;

    /// <summary>One block for each multiprocessor: with many rows, a second block would only compete for the L2 cache.</summary>
    private const int WholeBytes = 200 * 1024;

    /// <summary>
    /// Narrow products (a few thousand outputs) have too few tiles for the chip: the blocks of a cluster share the depth, one to one and a half blocks
    /// for each multiprocessor in all. Wide ones have tiles enough. Measured on an H100.
    /// </summary>
    public static PassShapes For(ModelConfiguration model, int rows, int multiprocessors)
    {
        var tile = Math.Min(rows, 128);
        var queries = model.QueryHeads * model.HeadDimension;
        var many = rows > 128;
        var (splits, stages) = (1, model.HeadDimension == 128 ? 3 : 6);
        while (splits < 4 && rows * model.KeyValueHeads * splits <= multiprocessors) // two blocks fit a multiprocessor
            splits *= 2;
        return new PassShapes(
            Narrow(CudaActivations.Width(model), model.HiddenSize, 1.0), Narrow(model.HiddenSize, queries, 1.2),
            ProductShape.With(tile, 2, 1, model.HiddenSize, many ? WholeBytes : SharedBytes),
            many ? ProductShape.With(256, 2, Math.Clamp(multiprocessors / ((model.HiddenSize + 127) / 128 * (rows / 256)), 1, 8), model.IntermediateSize, WholeBytes)
                : Narrow(model.HiddenSize, model.IntermediateSize, 1.5),
            many ? ProductShape.With(256, 2, 1, model.HiddenSize, WholeBytes) : ProductShape.With(tile, 2, 1, model.HiddenSize, 72 * 1024),
            splits, stages, stages * 2 / 3, many ? WideShape.With(2 * WideShape.Gates) : null, many ? WideShape.With(WideShape.Logits) : null, multiprocessors);

        ProductShape Narrow(int outputs, int depth, double blocksPerProcessor)
        {
            var tiles = (outputs + 63) / 64 * (rows / tile);
            var share = Math.Clamp((int)Math.Round(multiprocessors * blocksPerProcessor / tiles), 1, Math.Min(8, (depth + 63) / 64));
            return ProductShape.With(tile, 1, share, depth, tile == 128 ? TallBytes : SharedBytes);
        }
    }

    /// <summary>Dynamic shared memory of the attention kernel: the four rings, and alignment.</summary>
    public static int AttentionBytes(int headDimension, int stages) => Math.Max(4 * stages * 2 * CudaBackend.TokensPerPage * headDimension * 2, 4 * 8 * (headDimension + 4) * 4) + 128;
}
