using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using AspireIF.Models.Checkpoints;

namespace AspireIF.Models.Native.Cuda;

/// <summary>Compiles CUDA C for a GPU with NVRTC. Compiled programs are kept in the user's cache folder under a hash of all that went into them.</summary>
internal static unsafe class KernelCompiler
{
    private static readonly Lazy<nint> Library = new(Find);

    /// <param name="source">CUDA C that includes nothing.</param>
    /// <param name="architecture">Compute capability, such as 90.</param>
    /// <param name="definitions">Names and values of macros.</param>
    /// <returns>A cubin.</returns>
    /// <exception cref="CudaException">NVRTC is missing, or the source has errors.</exception>
    public static byte[] Compile(string name, string source, string architecture, IReadOnlyDictionary<string, string> definitions)
    {
        // Hopper's own instructions belong to the architecture-specific target.
        string target = architecture == "90" ? "90a" : architecture;
        string[] options = [$"--gpu-architecture=sm_{target}", "--std=c++17", "--use_fast_math", .. definitions.Select(d => $"-D{d.Key}={d.Value}")];
        string key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [source, .. options]))))[..24];
        string cached = Path.Combine(UserCache.Folder, "kernels", $"{name}-sm_{target}-{key}.cubin");
        if (File.Exists(cached))
            return File.ReadAllBytes(cached);
        byte[] cubin = Run(name, source, options);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(cached)!);
            AtomicFile.Write(cached, stream => stream.Write(cubin));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The cache only saves time: the next start compiles again.
        }
        return cubin;
    }

    private static byte[] Run(string name, string source, string[] options)
    {
        var create = (delegate* unmanaged<nint*, byte*, byte*, int, nint, nint, int>)Export("nvrtcCreateProgram");
        var compile = (delegate* unmanaged<nint, int, nint*, int>)Export("nvrtcCompileProgram");
        var destroy = (delegate* unmanaged<nint*, int>)Export("nvrtcDestroyProgram");
        nint program = 0;
        nint text = Marshal.StringToCoTaskMemUTF8(source), title = Marshal.StringToCoTaskMemUTF8(name + ".cu");
        nint[] arguments = [.. options.Select(Marshal.StringToCoTaskMemUTF8)];
        try
        {
            Check(create(&program, (byte*)text, (byte*)title, 0, 0, 0), name);
            int result;
            fixed (nint* pointers = arguments)
                result = compile(program, arguments.Length, pointers);
            if (result != 0)
                throw new CudaException($"kernels '{name}' do not compile (NVRTC error {result}): {Encoding.UTF8.GetString(Output(program, "nvrtcGetProgramLog")).TrimEnd('\0', '\n')}");
            return Output(program, "nvrtcGetCUBIN");
        }
        finally
        {
            if (program != 0)
                destroy(&program);
            foreach (nint memory in (nint[])[text, title, .. arguments])
                Marshal.FreeCoTaskMem(memory);
        }
    }

    private static byte[] Output(nint program, string function)
    {
        nuint size;
        Check(((delegate* unmanaged<nint, nuint*, int>)Export(function + "Size"))(program, &size), function);
        byte[] content = new byte[size];
        fixed (byte* memory = content)
            Check(((delegate* unmanaged<nint, byte*, int>)Export(function))(program, memory), function);
        return content;
    }

    private static void Check(int result, string what)
    {
        if (result != 0)
            throw new CudaException($"{what}: NVRTC error {result}");
    }

    private static nint Export(string name) => NativeLibrary.GetExport(Library.Value, name);

    /// <summary>NVRTC lies beside libtorch, or in a package of its own beside torch's (folders nvidia/*/lib of a Python installation), or on the system.</summary>
    private static nint Find()
    {
        string libtorch = TorchRuntime.Load().LibtorchFolder;
        string packages = Path.GetFullPath(Path.Combine(libtorch, "..", "..", "nvidia"));
        string[] folders = [libtorch, .. Directory.Exists(packages) ? Directory.GetDirectories(packages).Select(folder => Path.Combine(folder, "lib")).Where(Directory.Exists) : []];
        // Without the version in its name, or with a hash, in torch's own wheels.
        IEnumerable<string> files = folders.SelectMany(folder => Directory.EnumerateFiles(folder, "libnvrtc*.so*")).Where(file => !file.Contains("builtins", StringComparison.Ordinal) && !file.Contains(".alt.", StringComparison.Ordinal));
        foreach (string candidate in (IEnumerable<string>)[.. files.Order(StringComparer.Ordinal), "libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so"])
        {
            if (NativeLibrary.TryLoad(candidate, out nint library))
                return library;
        }
        throw new CudaException($"NVRTC (libnvrtc.so) is in none of {string.Join(", ", folders)}, nor on the system");
    }
}
