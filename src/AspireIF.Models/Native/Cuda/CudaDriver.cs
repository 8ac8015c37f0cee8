using System.Runtime.InteropServices;

namespace AspireIF.Models.Native.Cuda;

/// <summary>The part of NVIDIA's driver API that kernels of our own need ("CUDA Driver API", modules 6.8, 6.10, 6.13 and 6.22).</summary>
internal static partial class CudaDriver
{
    private const string Library = "libcuda.so.1";

    public const int ComputeCapabilityMajor = 75, ComputeCapabilityMinor = 76, MultiprocessorCount = 16; // CUdevice_attribute
    public const int DynamicSharedBytes = 8; // CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES

    /// <summary>Whether this process can reach a driver at all.</summary>
    public static bool IsPresent => NativeLibrary.TryLoad(Library, out _);

    /// <exception cref="CudaException">The driver refused.</exception>
    public static void Check(int result, string what)
    {
        if (result != 0)
            throw new CudaException($"{what}: {Describe(result)} (CUDA error {result})");
    }

    private static string Describe(int result) => cuGetErrorString(result, out nint text) == 0 && text != 0 ? Marshal.PtrToStringUTF8(text)! : "unknown error";

    [LibraryImport(Library)]
    public static partial int cuInit(uint flags);

    [LibraryImport(Library)]
    public static partial int cuDeviceGet(out int device, int ordinal);

    [LibraryImport(Library)]
    public static partial int cuDeviceGetAttribute(out int value, int attribute, int device);

    [LibraryImport(Library)]
    public static partial int cuDevicePrimaryCtxRetain(out nint context, int device);

    [LibraryImport(Library)]
    public static partial int cuCtxSetCurrent(nint context);

    [LibraryImport(Library, EntryPoint = "cuMemGetInfo_v2")]
    public static partial int cuMemGetInfo(out nuint free, out nuint total);

    [LibraryImport(Library)]
    public static unsafe partial int cuModuleLoadData(out nint module, byte* image);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int cuModuleGetFunction(out nint function, nint module, string name);

    [LibraryImport(Library)]
    public static partial int cuFuncSetAttribute(nint function, int attribute, int value);

    [LibraryImport(Library)]
    public static unsafe partial int cuLaunchKernel(
        nint function, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ, uint sharedBytes, nint stream, nint* parameters, nint extra);

    [LibraryImport(Library)]
    private static partial int cuGetErrorString(int result, out nint text);
}
