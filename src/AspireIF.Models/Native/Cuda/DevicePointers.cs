using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace AspireIF.Models.Native.Cuda;

/// <summary>Where tensors lie in memory. TorchSharp's own way there copies the tensor to the host first.</summary>
internal static unsafe class DevicePointers
{
    private static readonly Lazy<nint> StoragePointer = new(() => NativeLibrary.GetExport(TorchRuntime.TorchSharpLibrary, "THSStorage_data_ptr"));

    /// <summary>Address of the tensor's first element.</summary>
    public static nint Of(Tensor tensor) => OfStorage(tensor) + (nint)(tensor.storage_offset() * tensor.ElementSize);

    /// <summary>Address of the memory that the tensor is a view into.</summary>
    public static nint OfStorage(Tensor tensor)
    {
        nint address = ((delegate* unmanaged<nint, nint>)StoragePointer.Value)(tensor.Handle);
        GC.KeepAlive(tensor);
        return address;
    }
}
