using AspireIF.Models.Configuration;
using AspireIF.Models.Native.Cuda;
using static TorchSharp.torch;

namespace AspireIF.Models.Transformer.Fused;

/// <summary>The kernels of <c>layer.cu</c>, compiled for a model's shape. Tensors are bf16 and contiguous but where said otherwise.</summary>
internal sealed class LayerKernels
{
    private const int Block = 256, LargestNormBlock = 512, BlocksPerMultiprocessor = 4;

    private readonly KernelModule module;
    private readonly int hidden, dimension, normBlock;
    private readonly float epsilon;

    /// <exception cref="CudaException">The kernels cannot be had on this device.</exception>
    public LayerKernels(ModelConfiguration configuration, CudaDevice device)
    {
        (hidden, dimension, epsilon) = (configuration.HiddenSize, configuration.HeadDimension, (float)configuration.NormEpsilon);
        normBlock = Math.Min(LargestNormBlock, (hidden / 8 + 31) / 32 * 32);
        module = new KernelModule(device, "layer", KernelModule.Source(typeof(LayerKernels).Assembly, "layer.cu"), new Dictionary<string, string>
        {
            ["HIDDEN"] = $"{hidden}", ["NORM_THREADS"] = $"{normBlock}", ["DIMENSION"] = $"{dimension}",
        });
    }

    /// <summary>Norm of every row, [tokens, hidden], and with <paramref name="save"/> the rows' scales, [tokens] fp32.</summary>
    public (Tensor Normed, Tensor? Scales) Norm(Tensor x, Tensor gain, bool save)
    {
        Tensor normed = empty_like(x);
        Tensor? scales = save ? empty(x.shape[0], ScalarType.Float32, x.device) : null;
        module["rms_norm"].Launch(x.shape[0], normBlock, x, gain, normed, scales, epsilon);
        return (normed, scales);
    }

    /// <summary>Gradient by the norm's input plus <paramref name="beside"/>, and by its gain, [hidden] fp32.</summary>
    public (Tensor Input, Tensor Gain) NormGradient(Tensor slope, Tensor x, Tensor gain, Tensor scales, Tensor beside)
    {
        int rows = (int)x.shape[0], blocks = Math.Min(rows, BlocksPerMultiprocessor * module.Device.Multiprocessors);
        Tensor input = empty_like(x), parts = empty(blocks, hidden, ScalarType.Float32, x.device);
        module["rms_norm_gradient"].Launch(blocks, normBlock, slope, x, gain, scales, beside, input, parts, rows);
        return (input, parts.sum(0, false));
    }

    /// <summary>silu(gate) * up, [tokens, width], of [tokens, 2 * width].</summary>
    public Tensor SwiGlu(Tensor gateUp)
    {
        long width = gateUp.shape[1] / 2, vectors = gateUp.shape[0] * width / 8;
        Tensor active = empty(gateUp.shape[0], width, gateUp.dtype, gateUp.device);
        module["swiglu"].Launch((vectors + Block - 1) / Block, Block, gateUp, active, (int)(width / 8), vectors);
        return active;
    }

    /// <summary>In place: <paramref name="gateUp"/> becomes its gradient, and <paramref name="slope"/>, the gradient by the activation, the activation itself.</summary>
    public void SwiGluGradient(Tensor gateUp, Tensor slope)
    {
        long vectors = slope.numel() / 8;
        module["swiglu_gradient"].Launch((vectors + Block - 1) / Block, Block, gateUp, slope, (int)(slope.shape[1] / 8), vectors);
    }

    /// <summary>Turns queries and keys of [tokens, (query heads + 2 key heads) * dimension] in place.</summary>
    public void Rotate(Tensor rows, PackedLayout layout, int turnedHeads)
    {
        long count = rows.shape[0] * turnedHeads * (dimension / 16);
        module["rotary"].Launch((count + Block - 1) / Block, Block, rows, layout.Cosines, layout.Sines, turnedHeads, (int)(rows.shape[1] / 8), count);
    }

    /// <summary>Gradient by the rows that <see cref="Rotate"/> was given, from those by queries, keys and values.</summary>
    public Tensor RotateGradient(Tensor queries, Tensor keys, Tensor values, PackedLayout layout)
    {
        long tokens = queries.shape[0], heads = queries.shape[1] + 2 * keys.shape[1], count = tokens * heads * (dimension / 16);
        Tensor rows = empty(tokens, heads * dimension, queries.dtype, queries.device);
        module["rotary_gradient"].Launch((count + Block - 1) / Block, Block, queries, keys, values, layout.Cosines, layout.Sines, layout.PlaceStarts, layout.Places,
            rows, (int)queries.shape[1], (int)keys.shape[1], count);
        return rows;
    }

    /// <summary>Queries and keys normed head by head and turned, [tokens, (query heads + key heads) * dimension], from rows that hold values too and stay as they are.</summary>
    public Tensor NormRotate(Tensor rows, Tensor queryGain, Tensor keyGain, PackedLayout layout, int queryHeads, int keyHeads)
    {
        long tokens = rows.shape[0], heads = queryHeads + keyHeads, count = tokens * heads * (dimension / 16);
        Tensor turned = empty(tokens, heads * dimension, rows.dtype, rows.device);
        module["norm_rotary"].Launch((count + Block - 1) / Block, Block, rows, queryGain, keyGain, layout.Cosines, layout.Sines, turned, queryHeads, keyHeads, epsilon, count);
        return turned;
    }

    /// <summary>Gradient by the rows that <see cref="NormRotate"/> was given, and by both gains, one behind the other, [2 * dimension] fp32.</summary>
    public (Tensor Rows, Tensor Gains) NormRotateGradient(Tensor queries, Tensor keys, Tensor values, Tensor rows, Tensor queryGain, Tensor keyGain, PackedLayout layout)
    {
        long count = rows.numel() / 16, blocks = Math.Min((count + Block - 1) / Block, BlocksPerMultiprocessor * module.Device.Multiprocessors);
        Tensor slopes = empty_like(rows), parts = empty(blocks, 2 * dimension, ScalarType.Float32, rows.device);
        module["norm_rotary_gradient"].Launch(blocks, Block, queries, keys, values, layout.Cosines, layout.Sines, layout.PlaceStarts, layout.Places,
            rows, queryGain, keyGain, slopes, parts, (int)queries.shape[1], (int)keys.shape[1], epsilon, count);
        return (slopes, parts.sum(0, false));
    }
}
