namespace AspireIF.Models.Generation.Cuda;

/// <summary>What becomes of a product's sums; the numbers of product.cu.</summary>
internal enum ProductEnd
{
    QueryKeyValue = 0,
    Residual = 1,
    Gated = 2,
    Logits = 3,
}

/// <summary>How a product is cut into blocks of threads.</summary>
/// <param name="Rows">Token rows of a tile: 16, 32, 64, 128 or 256.</param>
/// <param name="Blocks">64 outputs each, of a tile: 1 or 2.</param>
/// <param name="Stages">Depth of the ring of shared memory, in slices of 64.</param>
/// <param name="Splits">Blocks of threads, a cluster, that share the depth.</param>
/// <param name="Bits">Of a weight: 16 or 8.</param>
internal readonly record struct ProductShape(int Rows, int Blocks, int Stages, int Splits, int Bits = 16)
{
    /// <summary>Ring and alignment, or, later, the sums in fp32; and room for what the other blocks of the cluster send.</summary>
    public int DynamicBytes => Math.Max(Stages * StageBytes(Rows, Blocks, Bits), Rows * (Blocks * 64 + 4) * sizeof(float)) + SentBytes(Rows, Blocks, Splits) + 1024;

    public int Threads => (Rows >= 128 || Bits == 8 ? Blocks : 1) * 128 + 32;

    public int Tiles(int outputs, ProductEnd end) => end == ProductEnd.Gated ? (outputs + 63) / 64 : (outputs + Blocks * 64 - 1) / (Blocks * 64);

    /// <summary>Rows, rounded up to what every tile divides: 16, 32, 64, then multiples of 128.</summary>
    public static int Padded(int rows) => rows <= 16 ? 16 : rows <= 32 ? 32 : rows <= 64 ? 64 : (rows + 127) / 128 * 128;

    /// <param name="depth">Columns of the weights.</param>
    /// <param name="bytes">Of shared memory, at most; no ring is longer than a block's share of the depth.</param>
    public static ProductShape With(int rows, int blocks, int splits, int depth, int bytes, int bits = 16) =>
        new(rows, blocks, Math.Clamp((bytes - SentBytes(rows, blocks, splits)) / StageBytes(rows, blocks, bits), 2, Math.Max(2, ((depth + 63) / 64 + splits - 1) / splits)), splits, bits);

    /// <summary>The other blocks' sums of the rows that a block finishes; large tiles have no room for them, and their blocks fetch.</summary>
    private static int SentBytes(int rows, int blocks, int splits) => splits > 1 && rows <= 128 ? (rows + splits - 1) / splits * splits * (blocks * 64 + 4) * sizeof(float) : 0;

    private static int StageBytes(int rows, int blocks, int bits) => blocks * 512 * bits + rows * 128;
}
