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
        SetHandle((nint)NativeMemory.AlignedAlloc((nuint)Math.Max(length, 1) * sizeof(float), 64));
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

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
