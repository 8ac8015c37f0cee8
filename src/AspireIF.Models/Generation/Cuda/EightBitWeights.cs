using AspireIF.Models.Configuration;
using AspireIF.Models.Native.Cuda;
using AspireIF.Models.Transformer;

namespace AspireIF.Models.Generation.Cuda;

/// <summary>
/// The weights of the layers' products in 8 bits with a scale for each output, for steps of few rows, which take as long as their weights' bytes do.
/// A copy of its own, made on the GPU from the model's tensors, as often as these change. Embedding, head, norms and biases are the model's.
/// </summary>
internal sealed unsafe class EightBitWeights : IDisposable
{
    private const int Block = 64, BlockBytes = 4096; // outputs, and depth of a slice; bytes of both

    private readonly DecoderModel _model;
    private readonly DeviceMemory _slices, _scales, _table;
    private readonly PackedMatrix[] _matrices;
    private readonly OverlappingKernel _pack;

    /// <param name="model">On the GPU, in bf16. It must outlive this.</param>
    /// <param name="stream">Of the copy's own work.</param>
    public EightBitWeights(DecoderModel model, KernelLibrary kernels, nint stream)
    {
        _model = model;
        _slices = new DeviceMemory(SliceBytes(model.Configuration), stream);
        _scales = new DeviceMemory(ScaleBytes(model.Configuration), stream);
        _matrices = new PackedMatrix[7 * model.Layers.Count];
        _table = new DeviceMemory(_matrices.Length * sizeof(PackedMatrix), stream);
        _pack = kernels.Load("pack", "pack", 0);
        var (slices, scales, next) = (_slices.Pointer, _scales.Pointer, 0);
        Layers = [.. model.Layers.Select(layer => new EightBitLayer(
            Place(layer.Query, layer.Key, layer.Value), Place(layer.Output), Place(layer.Gate, layer.Up) with { SecondBlock = Blocks(layer.Gate.Weight.shape[0]) }, Place(layer.Down)))];

        PackedWeights Place(params ReadOnlySpan<Linear> maps)
        {
            var place = new PackedWeights { Slices = slices, Scales = scales };
            var blocks = 0;
            foreach (var map in maps)
            {
                var (outputs, depth) = ((int)map.Weight.shape[0], (int)map.Weight.shape[1]);
                _matrices[next++] = new PackedMatrix
                {
                    Slices = slices + blocks * BlockBytes * Blocks(depth), Scales = scales + blocks * Block * sizeof(float), Outputs = outputs, Depth = depth,
                };
                blocks += Blocks(outputs);
            }
            slices += (nint)Even(blocks) * BlockBytes * Blocks(maps[0].Weight.shape[1]);
            scales += Even(blocks) * Block * sizeof(float);
            return place;
        }
    }

    public IReadOnlyList<EightBitLayer> Layers { get; }

    /// <summary>What the copy of a model takes.</summary>
    public static long Bytes(ModelConfiguration model) => SliceBytes(model) + ScaleBytes(model);

    /// <summary>Makes the copy anew from the model's tensors, wherever these lie now, after all that is on the stream.</summary>
    public void Pack(nint stream)
    {
        var maps = _model.Layers.SelectMany(layer => new[] { layer.Query, layer.Key, layer.Value, layer.Output, layer.Gate, layer.Up, layer.Down });
        foreach (var (map, i) in maps.Select((map, i) => (map, i)))
            _matrices[i].Weights = DevicePointers.Of(map.Weight);
        fixed (PackedMatrix* table = _matrices)
            CudaDriver.Check(CudaDriver.cuMemcpyHtoDAsync_v2(_table.Pointer, (nint)table, (nuint)_table.Bytes, stream), "copying the table of weights");
        var arguments = new PackArguments { Matrices = _table.Pointer };
        _pack.Launch(stream, (_matrices.Max(matrix => Blocks(matrix.Outputs)) * 4, _matrices.Length, 1), 128, 1, (nint)(&arguments));
        CudaDriver.Check(CudaDriver.cuStreamSynchronize(stream), "packing weights in 8 bits");
    }

    /// <summary>What a map's weights have become: code times scale, [outputs, depth].</summary>
    internal float[] Unpacked(int layer, int map)
    {
        var matrix = _matrices[7 * layer + map];
        var codes = new byte[(long)Blocks(matrix.Outputs) * Blocks(matrix.Depth) * BlockBytes];
        var scales = new float[matrix.Outputs];
        fixed (byte* bytes = codes)
        fixed (float* numbers = scales)
        {
            CudaDriver.Check(CudaDriver.cuMemcpyDtoHAsync_v2((nint)bytes, matrix.Slices, (nuint)codes.Length, 0), "reading weights");
            CudaDriver.Check(CudaDriver.cuMemcpyDtoHAsync_v2((nint)numbers, matrix.Scales, (nuint)scales.Length * sizeof(float), 0), "reading scales");
            CudaDriver.Check(CudaDriver.cuStreamSynchronize(0), "reading weights");
        }
        var weights = new float[(long)matrix.Outputs * matrix.Depth];
        for (var output = 0; output < matrix.Outputs; output++)
            for (var k = 0; k < matrix.Depth; k++)
                weights[(long)output * matrix.Depth + k] = E4M3.ToFloat(codes[Place(output, k, matrix.Depth)]) * scales[output];
        return weights;
    }

    /// <summary>Where a weight's code lies among those of its matrix, as weights8.cuh says.</summary>
    internal static long Place(int output, int k, int depth)
    {
        var (o, d) = (output % Block, k % Block);
        var thread = o / 16 * 32 + o % 8 * 4 + d % 8 / 2;
        var word = d % 32 / 8; // two steps of 16, each in two halves
        var lane = (o % 16 < 8 ? 1 : 0) + d % 2 * 2; // byte of the word
        return ((long)(output / Block) * Blocks(depth) + k / Block) * BlockBytes + d / 32 * 2048 + thread * 16 + word * 4 + lane;
    }

    public void Dispose()
    {
        _slices.Dispose();
        _scales.Dispose();
        _table.Dispose();
    }

    private static long SliceBytes(ModelConfiguration model)
    {
        var (hidden, queries) = (Blocks(model.HiddenSize), model.QueryHeads * model.HeadDimension);
        return (long)BlockBytes * model.Layers * (Even(Blocks(CudaActivations.Width(model))) * hidden + Even(hidden) * Blocks(queries)
            + (long)Even(2 * Blocks(model.IntermediateSize)) * hidden + (long)Even(hidden) * Blocks(model.IntermediateSize));
    }

    private static long ScaleBytes(ModelConfiguration model) =>
        (long)sizeof(float) * Block * model.Layers * (Even(Blocks(CudaActivations.Width(model))) + 2 * Even(Blocks(model.HiddenSize)) + Even(2 * Blocks(model.IntermediateSize)));

    private static int Blocks(long size) => (int)((size + Block - 1) / Block);

    /// <summary>A tile of two blocks may reach past the last one.</summary>
    private static int Even(int blocks) => (blocks + 1) / 2 * 2;
}

/// <summary>A layer's products.</summary>
internal sealed record EightBitLayer(PackedWeights QueryKeyValue, PackedWeights Output, PackedWeights GateUp, PackedWeights Down);
