using System.Reflection;
using System.Text;

namespace AspireIF.Models.Native.Cuda;

/// <summary>Kernels of one source, compiled for one GPU and loaded on it. They stay loaded as long as the process lives.</summary>
public sealed unsafe class KernelModule
{
    private readonly nint module;
    private readonly Dictionary<string, Kernel> kernels = [];

    /// <param name="name">For messages and the cache.</param>
    /// <param name="source">CUDA C; <see cref="Source"/> reads it.</param>
    /// <param name="definitions">Names and values of macros.</param>
    /// <exception cref="CudaException">No driver, no NVRTC, or a driver that cannot run what NVRTC makes.</exception>
    public KernelModule(CudaDevice device, string name, string source, IReadOnlyDictionary<string, string> definitions)
    {
        Device = device;
        device.MakeCurrent();
        byte[] cubin = KernelCompiler.Compile(name, source, device.Architecture, definitions);
        fixed (byte* image = cubin)
            CudaDriver.Check(CudaDriver.cuModuleLoadData(out module, image), $"kernels '{name}' do not load");
    }

    public CudaDevice Device { get; }

    /// <summary>A kernel by its name in the source.</summary>
    public Kernel this[string name]
    {
        get
        {
            lock (kernels)
            {
                if (!kernels.TryGetValue(name, out Kernel? kernel))
                {
                    Device.MakeCurrent();
                    CudaDriver.Check(CudaDriver.cuModuleGetFunction(out nint function, module, name), $"there is no kernel '{name}'");
                    kernels[name] = kernel = new Kernel(Device, name, function);
                }
                return kernel;
            }
        }
    }

    /// <summary>The helpers that all kernels share, then the embedded sources of these names.</summary>
    public static string Source(Assembly assembly, params ReadOnlySpan<string> resources)
    {
        var text = new StringBuilder(Read(typeof(KernelModule).Assembly, "vectors.cuh"));
        foreach (string resource in resources)
            text.Append('\n').Append(Read(assembly, resource));
        return text.ToString();
    }

    private static string Read(Assembly assembly, string resource)
    {
        using Stream stream = assembly.GetManifestResourceStream(resource) ?? throw new ArgumentException($"{assembly.GetName().Name} has no resource '{resource}'", nameof(resource));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
