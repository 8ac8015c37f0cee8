using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace AspireIF.Models.Generation.Cpu;

/// <summary>Floats outside the garbage-collected heap, aligned to a cache line and zeroed. Whoever makes one owns it.</summary>
internal sealed unsafe class NativeBuffer : SafeHandle
{
    public NativeBuffer(long length)
        : base(0, ownsHandle: true)
    {
        Length = length;
        var bytes = (nuint)Math.Max(length, 1) * sizeof(float);
        SetHandle((nint)NativeMemory.AlignedAlloc(bytes, bytes >= HugePage ? HugePage : 64));
        if (OperatingSystem.IsLinux() && bytes >= HugePage)
            _ = Advise((void*)handle, bytes, UseHugePages); // a hint: where it is refused, small pages do
        NativeMemory.Clear((void*)handle, (nuint)length * sizeof(float));
    }

    public long Length { get; }

    public float* Pointer => (float*)handle;

    public override bool IsInvalid => handle == 0;

    /// <summary>Takes over as many values as it holds.</summary>
    public void Load(Tensor values)
    {
        using var scope = NewDisposeScope();
        values.AsFloats().CopyTo(new Span<float>(Pointer, checked((int)Length)));
    }

    // Pages of the cache are visited in no order; with 4 KB memory pages most visits miss the address cache.
    private const nuint HugePage = 2 << 20;
    private const int UseHugePages = 14; // MADV_HUGEPAGE, asm-generic/mman-common.h

    [DllImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Advise(void* address, nuint length, int advice);

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
