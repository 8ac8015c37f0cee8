namespace AspireIF.Models.Generation.Cuda;

/// <summary>How a product of wide.cu is cut. Its tiles have <see cref="Rows"/> token rows.</summary>
/// <param name="Outputs">Of a tile; gates and ups count one by one.</param>
/// <param name="Stages">Depth of the ring of shared memory, in slices of 64.</param>
internal readonly record struct WideShape(int Outputs, int Stages)
{
    public const int Rows = 256;

    /// <summary>Two warpgroups that multiply and one that fetches.</summary>
    public const int Threads = 3 * 128;

    /// <summary>Gates, and as many ups, of a tile: on an H100 the tiles of a feed-forward of 8,960 or 18,944 then fill the chip once or twice.</summary>
    public const int Gates = 72;

    /// <summary>Of a tile, as the sampler counts them.</summary>
    public const int Logits = 128;

    private const int SharedBytes = 222 * 1024;

    public int DynamicBytes => Stages * StageBytes(Outputs) + 1024;

    /// <summary>With as deep a ring as there is room for.</summary>
    public static WideShape With(int outputs) => new(outputs, SharedBytes / StageBytes(outputs));

    private static int StageBytes(int outputs) => (Rows + outputs) * 128;
}
