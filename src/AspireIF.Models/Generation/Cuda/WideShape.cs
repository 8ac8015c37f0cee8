namespace AspireIF.Models.Generation.Cuda;

/// <summary>How a product of wide.cu is cut.</summary>
/// <param name="Rows">Token rows of a tile: 16, 32, 64, 128 or 256.</param>
/// <param name="Outputs">Of a tile; gates and ups count one by one.</param>
/// <param name="Stages">Depth of the ring of shared memory, in slices of 64.</param>
internal readonly record struct WideShape(int Rows, int Outputs, int Stages)
{
    /// <summary>Gates, and as many ups, of a tile: on an H100 the tiles of a feed-forward of 8,960 or 18,944 then fill the chip once or twice.</summary>
    public const int Gates = 72;

    /// <summary>Of a tile, as the sampler counts them.</summary>
    public const int Logits = 128;

    /// <summary>One or two warpgroups that multiply, and a warp, or a warpgroup, that fetches.</summary>
    public int Threads => Rows >= 128 ? 3 * 128 : 128 + 32;

    public int DynamicBytes => Stages * StageBytes(Rows, Outputs) + 1024;

    public int BlocksPerProcessor => DynamicBytes <= 110 * 1024 ? 2 : 1;

    /// <summary>With as deep a ring as there is room for.</summary>
    public static WideShape With(int rows, int outputs, int bytes) => new(rows, outputs, bytes / StageBytes(rows, outputs));

    private static int StageBytes(int rows, int outputs) => (rows + outputs) * 128;
}
