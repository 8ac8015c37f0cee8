using System.IO.MemoryMappedFiles;
using AspireIF.Models.Native.Cuda;

namespace AspireIF.Models.Sharing;

/// <summary>A file in shared memory, mapped into this process.</summary>
internal sealed unsafe class SharedMemory : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private bool _registered;

    private SharedMemory(FileStream stream, long bytes)
    {
        Bytes = bytes;
        _file = MemoryMappedFile.CreateFromFile(stream, null, bytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, 0);
        byte* pointer = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        Pointer = (nint)pointer;
    }

    public nint Pointer { get; }

    public long Bytes { get; }

    /// <exception cref="IOException">The file exists, or there is no room: the room is taken at once, since a page that is missing later ends the process.</exception>
    public static SharedMemory Create(string path, long bytes) => new(new FileStream(path, new FileStreamOptions
    {
        Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite, PreallocationSize = bytes, BufferSize = 0,
    }), bytes);

    public static SharedMemory Open(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        return new(stream, stream.Length);
    }

    /// <summary>A number that both sides read and write as one.</summary>
    public ref long Number(int index) => ref ((long*)Pointer)[index];

    /// <summary>Locks the pages, so that a GPU copies at its link's full speed.</summary>
    public void Register(CudaDevice device)
    {
        if (_registered)
            return;
        device.MakeCurrent();
        CudaDriver.Check(CudaDriver.cuMemHostRegister_v2(Pointer, (nuint)Bytes, 0), $"locking {Bytes:N0} bytes of shared memory");
        _registered = true;
    }

    public void Dispose()
    {
        if (_registered)
            _ = CudaDriver.cuMemHostUnregister(Pointer);
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
