using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AspireIF.Runs.Artifacts;

namespace AspireIF.Bench;

/// <summary>Publishing and loading weights of a given size, beside what the disk does with a plain file of that size.</summary>
internal static class ArtifactBench
{
    private const int Block = 4 << 20;

    /// <param name="args">Megabytes; where to work (the current folder); a blob connection (optional).</param>
    public static int Run(string[] args) => RunAsync(
        args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1000,
        args.Length > 1 ? args[1] : ".",
        args.Length > 2 ? args[2] : null).GetAwaiter().GetResult();

    private static async Task<int> RunAsync(int megabytes, string where, string? blobs)
    {
        string folder = Directory.CreateDirectory(Path.Combine(where, "aspireif-bench-" + Guid.NewGuid().ToString("N")[..8])).FullName;
        try
        {
            string weights = Directory.CreateDirectory(Path.Combine(folder, "weights")).FullName, file = Path.Combine(weights, "model.safetensors");
            double diskWrite = WriteRate(file, megabytes), diskRead = ReadRate(file);
            Console.WriteLine($"{megabytes} MB in one file under {folder}");
            Console.WriteLine($"{"",-28} {"write MB/s",11} {"share",7} {"read MB/s",11} {"share",7}");
            Print("disk, one file in order", diskWrite, diskWrite, diskRead, diskRead);
            IArtifactStore store = await ArtifactStores.OpenAsync(blobs ?? Path.Combine(folder, "store"), Path.Combine(folder, "cache"));
            string run = "bench-" + Guid.NewGuid().ToString("N")[..8];
            double publish = await RateAsync(megabytes, async () =>
            {
                await store.PublishAsync(run, "policy", 1, weights);
                Sync(folder);
            });
            foreach (string path in Directory.EnumerateFiles(folder, "model.safetensors", SearchOption.AllDirectories))
                Forget(path);
            double load = await RateAsync(megabytes, async () => await store.TryOpenAsync(run, "policy", 1));
            Print(blobs is null ? "folder: publish, load" : "blobs: publish, load", publish, diskWrite, load, diskRead);
            await store.DeleteAsync(run, "policy", 1);
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                bench = "artifacts", megabytes, store = blobs is null ? "folder" : "blobs",
                disk_write = Math.Round(diskWrite), disk_read = Math.Round(diskRead), publish = Math.Round(publish), load = Math.Round(load),
            }));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        return 0;
    }

    private static void Print(string name, double write, double diskWrite, double read, double diskRead) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-28} {write,11:N0} {write / diskWrite,7:P0} {read,11:N0} {read / diskRead,7:P0}"));

    private static async Task<double> RateAsync(int megabytes, Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return megabytes / watch.Elapsed.TotalSeconds;
    }

    // Until it is on the disk.
    private static double WriteRate(string path, int megabytes)
    {
        byte[] block = new byte[Block];
        new Random(1).NextBytes(block);
        var watch = Stopwatch.StartNew();
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (long left = (long)megabytes * 1_000_000; left > 0; left -= Block)
            file.Write(block, 0, (int)Math.Min(left, Block));
        file.Flush(flushToDisk: true);
        return megabytes / watch.Elapsed.TotalSeconds;
    }

    private static double ReadRate(string path)
    {
        Forget(path);
        byte[] block = new byte[Block];
        var watch = Stopwatch.StartNew();
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        while (file.Read(block) > 0)
        {
        }
        return file.Length / 1e6 / watch.Elapsed.TotalSeconds;
    }

    /// <summary>Takes a file out of the system's memory, so that reading it means reading the disk.</summary>
    private static void Forget(string path) => Execute("dd", $"of={path}", "oflag=nocache", "conv=notrunc,fdatasync", "count=0", "status=none");

    private static void Sync(string folder) => Execute("sync", "-f", folder);

    private static void Execute(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
