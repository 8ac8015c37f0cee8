using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace AspireIF.Models.Native.Cuda;

/// <summary>A loaded kernel.</summary>
public sealed unsafe class Kernel
{
    private readonly CudaDevice device;
    private readonly string name;
    private readonly nint function;

    internal Kernel(CudaDevice device, string name, nint function) => (this.device, this.name, this.function) = (device, name, function);

    /// <summary>Starts it on the default stream, which torch uses too unless it is told otherwise.</summary>
    /// <param name="grid">Blocks.</param>
    /// <param name="block">Threads of a block.</param>
    /// <param name="arguments">In the kernel's order, each of the type that the kernel declares; tensors are read from their first element on.</param>
    public void Launch(long grid, int block, params ReadOnlySpan<KernelArgument> arguments)
    {
        if (grid == 0)
            return;
        device.MakeCurrent();
        nint* pointers = stackalloc nint[arguments.Length];
        fixed (KernelArgument* values = arguments)
        {
            for (int i = 0; i < arguments.Length; i++)
                pointers[i] = (nint)(values + i);
            CudaDriver.Check(CudaDriver.cuLaunchKernel(function, checked((uint)grid), 1, 1, (uint)block, 1, 1, 0, 0, pointers, 0), $"kernel '{name}' does not start ({grid} x {block})");
        }
    }
}

/// <summary>An argument of a kernel: its bits, from the lowest on.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct KernelArgument
{
    private readonly ulong bits;

    private KernelArgument(ulong bits) => this.bits = bits;

    public static implicit operator KernelArgument(Tensor? tensor) => new((ulong)(tensor is null ? 0 : DevicePointers.Of(tensor)));

    public static implicit operator KernelArgument(int value) => new((uint)value);

    public static implicit operator KernelArgument(long value) => new((ulong)value);

    public static implicit operator KernelArgument(float value) => new(Unsafe.BitCast<float, uint>(value));
}
