using System.Buffers;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;

namespace AspireIF.Runs.Artifacts;

/// <summary>Files as they are copied, with their SHA-256.</summary>
internal static class FileHashing
{
    private const int BlockSize = 4 << 20;
    private const int BlocksAhead = 3;

    /// <summary>The files of a folder, by name with <c>/</c>, and their paths.</summary>
    public static IReadOnlyList<(string Name, string Path)> Files(string folder)
    {
        if (!Directory.Exists(folder))
            throw new ArtifactException($"There is no folder '{folder}' to publish.");
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => (Name: Path.GetRelativePath(folder, path).Replace('\\', '/'), Path: path))
            .Where(file => file.Name != Manifest.FileName)
            .OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        return files.Count > 0 ? files : throw new ArtifactException($"The folder '{folder}' holds no file to publish.");
    }

    /// <summary>The hash of a file; with a target, which is read into it at the same time.</summary>
    public static async Task<ManifestFile> HashAsync(string name, string path, Stream? target, CancellationToken cancellation)
    {
        using SafeFileHandle source = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long size = await CopyAsync(source, target, hash, cancellation).ConfigureAwait(false);
        return new(name, size, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>All files of a folder with their hashes, two at a time.</summary>
    public static async Task<IReadOnlyList<ManifestFile>> HashFolderAsync(string folder, CancellationToken cancellation)
    {
        IReadOnlyList<(string Name, string Path)> files = Files(folder);
        var hashed = new ManifestFile[files.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellation };
        await Parallel.ForAsync(0, files.Count, parallel, async (i, token) => hashed[i] = await HashAsync(files[i].Name, files[i].Path, null, token).ConfigureAwait(false)).ConfigureAwait(false);
        return hashed;
    }

    /// <summary>Checks the files of a folder against its manifest.</summary>
    /// <exception cref="ArtifactException">One is missing or damaged.</exception>
    public static async Task VerifyAsync(string folder, Manifest manifest, CancellationToken cancellation)
    {
        // Sizes first: they cost nothing.
        foreach (ManifestFile file in manifest.Files)
        {
            var info = new FileInfo(Path.Combine(folder, file.Name));
            if (!info.Exists)
                throw new ArtifactException($"{info.FullName}: is missing, though the manifest beside it names it. Delete this version and publish it again.");
            if (info.Length != file.Size)
                throw new ArtifactException($"{info.FullName}: has {info.Length:N0} bytes, the manifest beside it says {file.Size:N0}. Delete this version and publish it again.");
        }
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellation };
        await Parallel.ForEachAsync(manifest.Files, parallel, async (file, token) =>
        {
            string path = Path.Combine(folder, file.Name);
            if (await HashAsync(file.Name, path, null, token).ConfigureAwait(false) != file)
                throw new ArtifactException($"{path}: is damaged: its SHA-256 is not the one in the manifest. Delete this version and publish it again.");
        }).ConfigureAwait(false);
    }

    // One thread reads ahead while the blocks before are hashed and written.
    private static async Task<long> CopyAsync(SafeFileHandle source, Stream? target, IncrementalHash hash, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var blocks = Channel.CreateBounded<(byte[] Bytes, int Count)>(new BoundedChannelOptions(BlocksAhead) { SingleReader = true, SingleWriter = true });
        Task reading = Task.Run(() => ReadAheadAsync(source, blocks.Writer, stop.Token), CancellationToken.None);
        try
        {
            long size = 0;
            await foreach ((byte[] bytes, int count) in blocks.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                Task writing = target is null ? Task.CompletedTask : target.WriteAsync(bytes.AsMemory(0, count), cancellation).AsTask();
                hash.AppendData(bytes, 0, count);
                await writing.ConfigureAwait(false);
                ArrayPool<byte>.Shared.Return(bytes);
                size += count;
            }
            return size;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    /// <summary>Passes the blocks of a file on, and an error of reading as the end of the channel.</summary>
    private static async Task ReadAheadAsync(SafeFileHandle source, ChannelWriter<(byte[] Bytes, int Count)> blocks, CancellationToken cancellation)
    {
        try
        {
            for (long offset = 0; ;)
            {
                byte[] bytes = ArrayPool<byte>.Shared.Rent(BlockSize);
                int count = RandomAccess.Read(source, bytes.AsSpan(0, BlockSize), offset);
                if (count == 0)
                    break;
                offset += count;
                await blocks.WriteAsync((bytes, count), cancellation).ConfigureAwait(false);
            }
            blocks.Complete();
        }
        catch (Exception error)
        {
            blocks.Complete(error);
        }
    }
}
