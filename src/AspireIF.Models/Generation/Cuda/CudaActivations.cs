using AspireIF.Models.Configuration;
using AspireIF.Models.Native.Cuda;

namespace AspireIF.Models.Generation.Cuda;

/// <summary>The memory that a step's rows pass through, the cache, and the tables.</summary>
internal sealed class CudaActivations : IDisposable
{
    private readonly List<DeviceMemory> _all = [];

    public CudaActivations(ModelConfiguration model, int rows, int samples, int pages, int inputBytes, nint stream)
    {
        (Rows, Samples) = (rows, samples);
        var queries = (long)model.QueryHeads * model.HeadDimension;
        var tiles = Tiles(model);
        Stream = Take(4L * rows * model.HiddenSize);
        Normed = Take(2L * rows * model.HiddenSize);
        SampledNormed = Take(2L * samples * model.HiddenSize);
        Heads = Take(2L * rows * Width(model));
        Attended = Take(2L * rows * queries);
        Gated = Take(2L * rows * model.IntermediateSize);
        Squares = Take(4L * rows * tiles);
        OtherSquares = Take(4L * rows * tiles);
        SampledSquares = Take(4L * rows * tiles);
        Logits = Take(2L * samples * model.VocabularySize);
        Statistics = Take(16L * samples * ((model.VocabularySize + 127) / 128));
        Choices = Take(16L * samples);
        Inputs = Take(inputBytes);
        Turns = Take(TurnBytes(model));
        Cache = Take(pages * PageBytes(model));

        DeviceMemory Take(long bytes)
        {
            var memory = new DeviceMemory(bytes, stream);
            _all.Add(memory);
            return memory;
        }
    }

    public int Rows { get; }

    public int Samples { get; }

    /// <summary>The residual stream, fp32 [rows, hidden].</summary>
    public DeviceMemory Stream { get; }

    /// <summary>The stream times the gain of the norm ahead, bf16 [rows, hidden].</summary>
    public DeviceMemory Normed { get; }

    /// <summary>Rows of <see cref="Normed"/> that are sampled, [samples, hidden].</summary>
    public DeviceMemory SampledNormed { get; }

    /// <summary>Queries, keys and values, bf16 [rows, heads, head dimension].</summary>
    public DeviceMemory Heads { get; }

    /// <summary>bf16 [rows, query heads, head dimension]</summary>
    public DeviceMemory Attended { get; }

    /// <summary>bf16 [rows, intermediate]</summary>
    public DeviceMemory Gated { get; }

    /// <summary>Sums of the stream's squares in parts, fp32 [parts, rows]: before the attention and before the feed-forward, in turn.</summary>
    public DeviceMemory Squares { get; }

    public DeviceMemory OtherSquares { get; }

    public DeviceMemory SampledSquares { get; }

    /// <summary>bf16 [samples, vocabulary]</summary>
    public DeviceMemory Logits { get; }

    /// <summary>Four floats, [samples, tiles].</summary>
    public DeviceMemory Statistics { get; }

    /// <summary>The tokens that the last step chose, [samples] <see cref="SampledToken"/>.</summary>
    public DeviceMemory Choices { get; }

    public DeviceMemory Inputs { get; }

    /// <summary>How many blocks, or warps, of a step's kernels have asked for their last loads, an integer for each kernel.</summary>
    public DeviceMemory Turns { get; }

    /// <summary>[pages, layers, key heads, keys 16 x head dimension | values], bf16, swizzled as attention.cu says.</summary>
    public DeviceMemory Cache { get; }

    /// <summary>Queries, keys and values of a row, in elements.</summary>
    public static int Width(ModelConfiguration model) => (model.QueryHeads + 2 * model.KeyValueHeads) * model.HeadDimension;

    public static long PageBytes(ModelConfiguration model) => (long)model.Layers * LayerPageBytes(model);

    public static long LayerPageBytes(ModelConfiguration model) => 2L * 2 * CudaBackend.TokensPerPage * model.KeyValueHeads * model.HeadDimension;

    /// <summary>All but the cache.</summary>
    public static long FixedBytes(ModelConfiguration model, long rows, long samples, long inputBytes) =>
        rows * (6L * model.HiddenSize + 2L * Width(model) + 2L * model.QueryHeads * model.HeadDimension + 2L * model.IntermediateSize + 12L * Tiles(model))
        + samples * (2L * model.HiddenSize + 2L * model.VocabularySize + 16L * ((model.VocabularySize + 127) / 128) + 16L) + inputBytes + TurnBytes(model);

    public void Dispose() => _all.ForEach(memory => memory.Dispose());

    /// <summary>Five kernels a layer, and the head.</summary>
    private static long TurnBytes(ModelConfiguration model) => sizeof(int) * (5L * model.Layers + 1);

    /// <summary>The most parts that a row's sum of squares comes in.</summary>
    private static int Tiles(ModelConfiguration model) => (model.HiddenSize + 63) / 64;
}
