using AspireIF.Models.Native.Cuda;

namespace AspireIF.Models.Sharing;

/// <summary>Copies between tensors and memory that is no tensor's. On a GPU they run on the default stream, as torch's own work does.</summary>
internal static unsafe class MemoryCopy
{
    private const nint DefaultStream = 0;

    /// <param name="device">Where the source lies; null for the host.</param>
    public static void ToHost(nint source, nint target, long bytes, CudaDevice? device)
    {
        if (device is null)
            Buffer.MemoryCopy((void*)source, (void*)target, bytes, bytes);
        else
            CudaDriver.Check(CudaDriver.cuMemcpyDtoHAsync_v2(target, source, (nuint)bytes, DefaultStream), "copying weights to the host");
    }

    /// <param name="device">Where the target lies; null for the host.</param>
    public static void FromHost(nint source, nint target, long bytes, CudaDevice? device)
    {
        if (device is null)
            Buffer.MemoryCopy((void*)source, (void*)target, bytes, bytes);
        else
            CudaDriver.Check(CudaDriver.cuMemcpyHtoDAsync_v2(target, source, (nuint)bytes, DefaultStream), "copying weights from the host");
    }

    public static void OnDevice(nint source, nint target, long bytes) =>
        CudaDriver.Check(CudaDriver.cuMemcpyDtoDAsync_v2(target, source, (nuint)bytes, DefaultStream), "copying weights on the GPU");

    /// <summary>Waits for the copies of this thread's GPU.</summary>
    public static void Finish(CudaDevice? device)
    {
        if (device is not null)
            CudaDriver.Check(CudaDriver.cuStreamSynchronize(DefaultStream), "copying weights");
    }
}
