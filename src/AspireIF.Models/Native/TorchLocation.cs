using System.Reflection;
using System.Runtime.InteropServices;

namespace AspireIF.Models.Native;

/// <summary>Where the native libraries are.</summary>
/// <param name="LibtorchFolder">Folder of libtorch.</param>
/// <param name="Libraries">File names in <paramref name="LibtorchFolder"/>, in the order of loading.</param>
/// <param name="TorchSharpLibrary">TorchSharp's own native library, which goes on top of any libtorch.</param>
/// <param name="Source">What named the folder, in words.</param>
public sealed record TorchLocation(string LibtorchFolder, IReadOnlyList<string> Libraries, string TorchSharpLibrary, string Source)
{
    /// <summary>The folder beside a published program that holds all of it.</summary>
    private const string PublishedFolder = "torch";

    /// <summary>Whether the libtorch found has CUDA. Whether there is a GPU to use is another question.</summary>
    public bool HasCuda => Libraries.Any(name => name.Contains("torch_cuda", StringComparison.Ordinal));

    internal static TorchLocation Find()
    {
        string published = Path.Combine(AppContext.BaseDirectory, PublishedFolder);
        string copied = Path.Combine(AppContext.BaseDirectory, "runtimes", Rid, "native");
        string torchSharpName = OperatingSystem.IsWindows() ? "LibTorchSharp.dll" : OperatingSystem.IsMacOS() ? "libLibTorchSharp.dylib" : "libLibTorchSharp.so";
        string[] torchSharpFolders = [published, copied, PackageFolder("TorchSharpPackage"), AppContext.BaseDirectory];
        string torchSharp = torchSharpFolders.Select(folder => Path.Combine(folder, torchSharpName)).FirstOrDefault(File.Exists)
            ?? throw new TorchLoadException($"{torchSharpName} is in none of {string.Join(", ", torchSharpFolders)}. Restore the packages and build again, or publish the program anew.");

        foreach (string variable in (string[])[TorchRuntime.LibtorchVariable, TorchRuntime.AlternativeLibtorchVariable])
        {
            if (Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } named)
                continue;
            if (LibrariesIn(named) is { } own)
                return new TorchLocation(Path.GetFullPath(named), own, torchSharp, "environment variable " + variable);
            throw new TorchLoadException($"{variable}={named} is no folder with {TorchCpuName}. Set it to the folder of a libtorch (torch/lib of a PyTorch wheel), or unset it.");
        }

        (string Folder, string Source)[] places = [(published, "beside the program"), (copied, "beside the program"), (AppContext.BaseDirectory, "beside the program"), (PackageFolder("LibtorchPackage"), "package folder")];
        foreach ((string folder, string source) in places)
        {
            if (LibrariesIn(folder) is { } libraries)
                return new TorchLocation(folder, libraries, torchSharp, source);
        }
        throw new TorchLoadException(
            $"{TorchCpuName} is in none of {string.Join(", ", places.Select(place => place.Folder))}. " +
            $"Restore the packages and build again, or set {TorchRuntime.LibtorchVariable} to the folder of a libtorch (torch/lib of a PyTorch wheel).");
    }

    private static string Rid => (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
        + (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "-arm64" : "-x64");

    private static string TorchCpuName => OperatingSystem.IsWindows() ? "torch_cpu.dll" : OperatingSystem.IsMacOS() ? "libtorch_cpu.dylib" : "libtorch_cpu.so";

    /// <summary>The package folders are written into the assembly when it is built.</summary>
    private static string PackageFolder(string key)
    {
        string? package = typeof(TorchLocation).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(entry => entry.Key == key)?.Value;
        return string.IsNullOrEmpty(package) ? AppContext.BaseDirectory : Path.Combine(package, "runtimes", Rid, "native");
    }

    /// <summary>The libraries of a libtorch, dependencies first; null when the folder has none. Patterns, because OpenMP's file carries a hash.</summary>
    private static List<string>? LibrariesIn(string folder)
    {
        if (!File.Exists(Path.Combine(folder, TorchCpuName)))
            return null;
        string[] patterns = OperatingSystem.IsWindows() ? ["libiomp5md.dll", "uv.dll", "c10.dll", "torch_cpu.dll", "c10_cuda.dll", "torch_cuda.dll", "torch.dll"]
            : OperatingSystem.IsMacOS() ? ["libomp.dylib", "libc10.dylib", "libtorch_cpu.dylib", "libtorch.dylib"]
            : ["libgomp*.so.1", "libc10.so", "libtorch_cpu.so", "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so"];
        return [.. patterns.SelectMany(pattern => Directory.EnumerateFiles(folder, pattern)).Select(file => Path.GetFileName(file))];
    }
}
