using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace AspireIF.Models.Generation.Cpu;

internal static class TensorValues
{
    /// <summary>The values, row-major, as fp32 in main memory: the tensor's own where it is that already. Valid until the current dispose scope ends.</summary>
    public static ReadOnlySpan<float> AsFloats(this Tensor tensor) =>
        MemoryMarshal.Cast<byte, float>(tensor.detach().to(ScalarType.Float32, CPU).contiguous().bytes);
}
