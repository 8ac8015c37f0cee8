using System.Collections.Concurrent;
using System.Globalization;
using AspireIF.Models.Native.Cuda;

namespace AspireIF.Models.Generation.Cuda;

/// <summary>The kernels of the decode path, compiled with the sizes they are asked for. Owns what it has loaded.</summary>
internal sealed class KernelLibrary(CudaDevice device) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<OverlappingKernel>> _loaded = new();

    /// <param name="file">product, wide, attention, rows, sample or pack.</param>
    /// <param name="sharedBytes">Dynamic shared memory of a block.</param>
    /// <param name="sizes">Macros of the source.</param>
    public OverlappingKernel Load(string file, string function, int sharedBytes, params (string Name, int Value)[] sizes)
    {
        var definitions = sizes.ToDictionary(size => size.Name, size => size.Value.ToString(CultureInfo.InvariantCulture));
        var key = $"{file}/{function} {string.Join(' ', sizes)}";
        return _loaded.GetOrAdd(key, _ => new Lazy<OverlappingKernel>(() =>
        {
            device.MakeCurrent();
            return new OverlappingKernel(KernelCompiler.Compile("decode-" + file, Source(file), device.Architecture, definitions), function, sharedBytes);
        })).Value;
    }

    /// <summary>The shared parts and the file, in one text.</summary>
    public static string Source(string file) =>
        Text("common.cuh") + file switch { "product" => Text("wgmma.cuh") + Text("weights8.cuh"), "wide" => Text("wgmma.cuh"), "sample" => Text("filter.cuh"), _ => "" } + Text(file + ".cu");

    public void Dispose()
    {
        foreach (var kernel in _loaded.Values)
            if (kernel.IsValueCreated)
                kernel.Value.Dispose();
    }

    /// <summary>One file.</summary>
    internal static string Text(string name)
    {
        using var stream = typeof(KernelLibrary).Assembly.GetManifestResourceStream("AspireIF.Models.Generation.Cuda." + name)
            ?? throw new InvalidOperationException($"{name} is no resource of this library.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
