using System.Runtime.InteropServices;

namespace AspireIF.Models.Native.Cuda;

/// <summary>Memory of the GPU, zeroed.</summary>
internal sealed class DeviceMemory : IDisposable
{
    public DeviceMemory(long bytes, nint stream)
    {
        CudaDriver.Check(CudaDriver.cuMemAlloc_v2(out var pointer, (nuint)Math.Max(bytes, 256)), $"taking {bytes:N0} bytes of the GPU's memory");
        (Pointer, Bytes) = (pointer, bytes);
        CudaDriver.Check(CudaDriver.cuMemsetD8Async(pointer, 0, (nuint)Math.Max(bytes, 256), stream), "clearing memory");
    }

    public nint Pointer { get; }

    public long Bytes { get; }

    public void Dispose() => _ = CudaDriver.cuMemFree_v2(Pointer);
}

/// <summary>Page-locked memory of the host, which kernels can write to, zeroed.</summary>
internal sealed unsafe class HostMemory : IDisposable
{
    public HostMemory(long bytes)
    {
        CudaDriver.Check(CudaDriver.cuMemHostAlloc(out var pointer, (nuint)Math.Max(bytes, 256), CudaDriver.MappedMemory), $"locking {bytes:N0} bytes of memory");
        Pointer = pointer;
        NativeMemory.Clear((void*)pointer, (nuint)bytes);
    }

    /// <summary>Valid on the host and, with unified addressing, on the device.</summary>
    public nint Pointer { get; }

    public void Dispose() => _ = CudaDriver.cuMemFreeHost(Pointer);
}

/// <summary>Tensor maps at addresses that the driver accepts.</summary>
internal sealed unsafe class TensorMaps(int capacity) : IDisposable
{
    private const int BFloat16 = 9, Swizzle128 = 3, Promote256 = 3;

    private readonly TensorMap* _maps = (TensorMap*)NativeMemory.AlignedAlloc((nuint)(capacity * sizeof(TensorMap)), 64);
    private int _count;

    /// <summary>A row-major bf16 matrix that is fetched in boxes of <paramref name="boxRows"/> rows by 64 columns, swizzled in shared memory.</summary>
    /// <returns>The map's address on the host, for a launch.</returns>
    public nint Add(nint matrix, long rows, long columns, int boxRows)
    {
        if (_count == capacity)
            throw new InvalidOperationException($"there is room for {capacity} tensor maps.");
        var map = _maps + _count++;
        var sizes = stackalloc ulong[] { (ulong)columns, (ulong)rows };
        var strides = stackalloc ulong[] { (ulong)columns * 2 };
        var box = stackalloc uint[] { 64, (uint)boxRows };
        var steps = stackalloc uint[] { 1, 1 };
        CudaDriver.Check(
            CudaDriver.cuTensorMapEncodeTiled(map, BFloat16, 2, matrix, sizes, strides, box, steps, 0, Swizzle128, Promote256, 0),
            $"describing a matrix of {rows} x {columns} at {matrix:x}");
        return (nint)map;
    }

    public void Dispose() => NativeMemory.AlignedFree(_maps);
}
