using System.Runtime.InteropServices;

namespace AspireIF.Models.Native.Cuda;

/// <summary>Memory of other processes and of the host ("CUDA Driver API", module 6.13: IPC handles, address ranges, registered memory).</summary>
internal static partial class CudaDriver
{
    public const uint LazyPeerAccess = 1; // CU_IPC_MEM_LAZY_ENABLE_PEER_ACCESS

    [LibraryImport(Library)]
    public static partial int cuMemGetAddressRange_v2(out nint start, out nuint bytes, nint pointer);

    [LibraryImport(Library)]
    public static partial int cuIpcGetMemHandle(out MemoryHandle handle, nint pointer);

    [LibraryImport(Library)]
    public static partial int cuIpcOpenMemHandle_v2(out nint pointer, MemoryHandle handle, uint flags);

    [LibraryImport(Library)]
    public static partial int cuIpcCloseMemHandle(nint pointer);

    [LibraryImport(Library)]
    public static partial int cuMemHostRegister_v2(nint pointer, nuint bytes, uint flags);

    [LibraryImport(Library)]
    public static partial int cuMemHostUnregister(nint pointer);
}

/// <summary>CUipcMemHandle: names an allocation of this process to another.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal unsafe struct MemoryHandle
{
    private fixed byte bytes[64];

    public static MemoryHandle Parse(string text)
    {
        byte[] content = Convert.FromBase64String(text);
        return MemoryMarshal.Read<MemoryHandle>(content);
    }

    public override readonly string ToString() => Convert.ToBase64String(MemoryMarshal.AsBytes(new ReadOnlySpan<MemoryHandle>(in this)));
}
