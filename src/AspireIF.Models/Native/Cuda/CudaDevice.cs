using System.Collections.Concurrent;

namespace AspireIF.Models.Native.Cuda;

/// <summary>A GPU, by the context that torch uses too (the device's primary one).</summary>
public sealed class CudaDevice
{
    private static readonly ConcurrentDictionary<int, Lazy<CudaDevice>> Devices = new();

    [ThreadStatic]
    private static CudaDevice? current; // of this thread

    private readonly nint context;

    private CudaDevice(int ordinal)
    {
        Ordinal = ordinal;
        CudaDriver.Check(CudaDriver.cuInit(0), "the CUDA driver does not start");
        CudaDriver.Check(CudaDriver.cuDeviceGet(out int device, ordinal), $"there is no GPU {ordinal}");
        CudaDriver.Check(CudaDriver.cuDevicePrimaryCtxRetain(out context, device), $"GPU {ordinal} gives no context");
        Architecture = $"{Attribute(CudaDriver.ComputeCapabilityMajor)}{Attribute(CudaDriver.ComputeCapabilityMinor)}";
        Multiprocessors = Attribute(CudaDriver.MultiprocessorCount);

        int Attribute(int attribute)
        {
            CudaDriver.Check(CudaDriver.cuDeviceGetAttribute(out int value, attribute, device), $"GPU {ordinal} has no attribute {attribute}");
            return value;
        }
    }

    public int Ordinal { get; }

    /// <summary>Compute capability without a dot, such as 90.</summary>
    public string Architecture { get; }

    public int Multiprocessors { get; }

    /// <exception cref="CudaException">No driver, or no such GPU.</exception>
    public static CudaDevice Of(int ordinal)
    {
        if (!CudaDriver.IsPresent)
            throw new CudaException("this system has no CUDA driver (libcuda.so.1)");
        return Devices.GetOrAdd(Math.Max(0, ordinal), static i => new Lazy<CudaDevice>(() => new CudaDevice(i))).Value;
    }

    /// <summary>Memory of the GPU in bytes, of all processes: what is in use, and all there is.</summary>
    public (long Used, long Total) Memory()
    {
        MakeCurrent();
        CudaDriver.Check(CudaDriver.cuMemGetInfo(out nuint free, out nuint total), $"GPU {Ordinal} does not tell its memory");
        return ((long)(total - free), (long)total);
    }

    /// <summary>Driver calls of this thread go to this GPU.</summary>
    internal void MakeCurrent()
    {
        if (ReferenceEquals(current, this))
            return;
        CudaDriver.Check(CudaDriver.cuCtxSetCurrent(context), $"GPU {Ordinal}'s context is not to be had");
        current = this;
    }
}
