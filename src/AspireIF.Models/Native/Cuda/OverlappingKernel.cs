namespace AspireIF.Models.Native.Cuda;

/// <summary>A loaded kernel that overlaps with its neighbours and may run in clusters of blocks.</summary>
internal sealed unsafe class OverlappingKernel : IDisposable
{
    private readonly nint _module, _function;
    private readonly int _sharedBytes;

    /// <param name="sharedBytes">Dynamic shared memory of a block.</param>
    public OverlappingKernel(byte[] cubin, string name, int sharedBytes)
    {
        fixed (byte* image = cubin)
            CudaDriver.Check(CudaDriver.cuModuleLoadData(out _module, image), $"kernel '{name}' does not load");
        CudaDriver.Check(CudaDriver.cuModuleGetFunction(out _function, _module, name), $"there is no kernel '{name}'");
        _sharedBytes = sharedBytes;
        if (sharedBytes > 0)
            CudaDriver.Check(CudaDriver.cuFuncSetAttribute(_function, CudaDriver.DynamicSharedBytes, sharedBytes), $"giving the kernel {name} {sharedBytes} bytes of shared memory");
    }

    /// <summary>
    /// Enqueues the kernel. Its blocks may start before the kernel ahead of it has ended (programmatic dependent launch): it waits by itself
    /// before it touches what that one writes.
    /// </summary>
    /// <param name="cluster">Neighbouring blocks, along x, that share their memory.</param>
    public void Launch(nint stream, (int X, int Y, int Z) grid, int threads, int cluster, params ReadOnlySpan<nint> parameters)
    {
        var attributes = stackalloc LaunchAttribute[2];
        attributes[0] = new LaunchAttribute { Id = LaunchAttribute.ProgrammaticStreamSerialization, X = 1 };
        attributes[1] = new LaunchAttribute { Id = LaunchAttribute.ClusterDimension, X = (uint)cluster, Y = 1, Z = 1 };
        var configuration = new LaunchConfiguration
        {
            GridX = (uint)grid.X, GridY = (uint)grid.Y, GridZ = (uint)grid.Z, BlockX = (uint)threads, BlockY = 1, BlockZ = 1,
            SharedBytes = (uint)_sharedBytes, Stream = stream, Attributes = attributes, AttributeCount = cluster > 1 ? 2u : 1u,
        };
        fixed (nint* pointers = parameters)
            CudaDriver.Check(CudaDriver.cuLaunchKernelEx(&configuration, _function, (void**)pointers, null), "starting a kernel");
    }

    public void Dispose() => _ = CudaDriver.cuModuleUnload(_module);
}
