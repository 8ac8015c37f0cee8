using System.Runtime.InteropServices;
using AspireIF.Models.Transformer;
using static TorchSharp.torch;

namespace AspireIF.Models.Generation;

/// <summary>What the engines read from a model's tensors.</summary>
internal static class TensorValues
{
    /// <summary>The values, row-major, as fp32 in main memory: the tensor's own where it is that already. Valid until the current dispose scope ends.</summary>
    public static ReadOnlySpan<float> AsFloats(this Tensor tensor) =>
        MemoryMarshal.Cast<byte, float>(tensor.detach().to(ScalarType.Float32, CPU).contiguous().bytes);

    /// <summary>[outputs, inputs], a low-rank adapter in use included, in the current dispose scope.</summary>
    public static Tensor MergedWeight(this Linear linear) =>
        linear.Adapter is { } adapter ? linear.Weight.detach().to(ScalarType.Float32) + adapter.Weight() : linear.Weight.detach();
}
