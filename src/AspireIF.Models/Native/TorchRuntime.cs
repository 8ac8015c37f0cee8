using System.Runtime.InteropServices;
using TorchSharp;

namespace AspireIF.Models.Native;

/// <summary>
/// Loads libtorch and TorchSharp's native library, once per process. Every entry of this library that uses tensors calls <see cref="Load"/>;
/// a program that touches <see cref="torch"/> before that calls it first.
/// <para>libtorch is taken from the folder in the environment variable ASPIREIF_LIBTORCH (or TORCH_LIB), such as <c>torch/lib</c> of a PyTorch
/// wheel; else from the folder <c>torch</c> beside the program, where publishing puts it; else from the package folder it was built with.
/// ASPIREIF_THREADS sets the number of threads of one operation.</para>
/// </summary>
public static partial class TorchRuntime
{
    public const string LibtorchVariable = "ASPIREIF_LIBTORCH";
    public const string AlternativeLibtorchVariable = "TORCH_LIB";
    public const string ThreadsVariable = "ASPIREIF_THREADS";

    private static nint torchSharp;

    private static readonly Lazy<TorchLocation> Loaded = new(LoadOnce, LazyThreadSafetyMode.ExecutionAndPublication);

    /// <summary>Loads the native libraries if that has not happened yet. Safe to call often and from any thread.</summary>
    /// <returns>Where the libraries came from.</returns>
    /// <exception cref="TorchLoadException">A library is missing or does not load; the message says which and what to do.</exception>
    public static TorchLocation Load() => Loaded.Value;

    /// <summary>Handle of TorchSharp's native library.</summary>
    internal static nint TorchSharpLibrary
    {
        get
        {
            Load();
            return torchSharp;
        }
    }

    /// <summary>Threads that one tensor operation may use on the CPU.</summary>
    public static void UseThreads(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Load();
        torch.set_num_threads(threads);
    }

    private static TorchLocation LoadOnce()
    {
        TorchLocation location = TorchLocation.Find();
        WaitWithoutSpinning();
        ShareOneHeap();
        foreach (string name in location.Libraries)
            LoadLibrary(Path.Combine(location.LibtorchFolder, name), location);

        torchSharp = LoadTorchSharp(location);
        NativeLibrary.SetDllImportResolver(typeof(torch).Assembly, (name, _, _) => name == "LibTorchSharp" ? torchSharp : 0);

        string? threads = Environment.GetEnvironmentVariable(ThreadsVariable);
        if (!string.IsNullOrEmpty(threads))
        {
            if (!int.TryParse(threads, out int count) || count < 1)
                throw new TorchLoadException($"{ThreadsVariable}={threads} is not a number of threads (1 or more).");
            torch.set_num_threads(count);
        }
        OneCoreThreads.Start();
        return location;
    }

    /// <summary>
    /// By default OpenMP's threads spin while they wait for each other. Where torch shares the cores with other work, as it does when one
    /// process generates and learns, that stalls both. A policy that the host has set stays.
    /// </summary>
    private static void WaitWithoutSpinning()
    {
        // .NET's own environment is a copy that native code does not see.
        if (OperatingSystem.IsLinux())
            _ = SetNativeVariable("OMP_WAIT_POLICY", "passive", overwrite: 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNativeVariable(string name, string value, int overwrite);

    /// <summary>
    /// glibc gives threads heaps of their own, and each keeps what its largest tensors took: a program whose passes run on sixteen pool threads holds the memory of sixteen
    /// passes (10 GB where 2.2 are enough). One heap for all comes with MALLOC_ARENA_MAX=1, which only what starts the process can set: the runtime's threads have theirs before
    /// this is called. Without it, large tensors at least go back to the system.
    /// </summary>
    private static void ShareOneHeap()
    {
        // Of malloc.h; man 3 mallopt.
        const int trimThreshold = -1, mmapThreshold = -3, arenaMax = -8, megabyte = 1 << 20;
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = SetAllocatorOption(arenaMax, 1);
            // Smaller ones cost more page faults than they save memory: at 1 MB a run takes a tenth longer.
            _ = SetAllocatorOption(mmapThreshold, 8 * megabyte);
            _ = SetAllocatorOption(trimThreshold, 128 * megabyte);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, with its own allocator.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetAllocatorOption(int parameter, int value);

    private static nint LoadTorchSharp(TorchLocation location)
    {
        string path = location.TorchSharpLibrary;
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException error) when (OperatingSystem.IsLinux() && WeakVersionCopy.Cures(error.Message))
        {
            return LoadLibrary(WeakVersionCopy.Of(path), location);
        }
        catch (DllNotFoundException error)
        {
            throw TorchLoadException.For(path, location, error);
        }
    }

    private static nint LoadLibrary(string path, TorchLocation location)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            throw TorchLoadException.For(path, location, error);
        }
    }
}
