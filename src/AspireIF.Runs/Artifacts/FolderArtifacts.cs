namespace AspireIF.Runs.Artifacts;

/// <summary>
/// Artifacts in a folder of this machine, or one that the machines of a run share. A version is written under a name with <c>.partial</c> and renamed when it is
/// whole, so a process that dies leaves nothing that looks whole.
/// </summary>
public sealed class FolderArtifacts : IArtifactStore
{
    private const string PartialMark = ".partial-";

    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    private readonly string root;

    /// <exception cref="ArtifactException">The folder cannot be made.</exception>
    public FolderArtifacts(string folder)
    {
        root = Path.GetFullPath(folder);
        try
        {
            Directory.CreateDirectory(root);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ArtifactException($"The folder '{root}' for artifacts cannot be made: {error.Message}", error);
        }
    }

    public string Location => root;

    public Task PublishAsync(string run, string kind, long version, string folder, CancellationToken cancellation = default)
    {
        var name = new ArtifactName(run, kind, version);
        IReadOnlyList<(string Name, string Path)> files = FileHashing.Files(folder);
        return WriteAsync(name, async partial =>
        {
            if (await ReadManifestAsync(name, cancellation).ConfigureAwait(false) is { } existing)
            {
                ThrowUnlessSame(name, existing, new(await FileHashing.HashFolderAsync(folder, cancellation).ConfigureAwait(false), default));
                return;
            }
            var written = new List<ManifestFile>();
            foreach ((string fileName, string path) in files)
                written.Add(await CopyAsync(fileName, path, Path.Combine(partial, fileName), cancellation).ConfigureAwait(false));
            await FinishAsync(name, partial, new Manifest(written, DateTimeOffset.UtcNow), cancellation).ConfigureAwait(false);
        });
    }

    public Task PublishAsync(string run, string kind, long version, Action<string> write, CancellationToken cancellation = default)
    {
        var name = new ArtifactName(run, kind, version);
        return WriteAsync(name, async partial =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(partial)!);
            write(partial);
            var manifest = new Manifest(await FileHashing.HashFolderAsync(partial, cancellation).ConfigureAwait(false), DateTimeOffset.UtcNow);
            if (await ReadManifestAsync(name, cancellation).ConfigureAwait(false) is { } existing)
                ThrowUnlessSame(name, existing, manifest);
            else
                await FinishAsync(name, partial, manifest, cancellation).ConfigureAwait(false);
        });
    }

    /// <param name="write">Writes into the folder that it is given, which is gone afterwards unless it was published.</param>
    private async Task WriteAsync(ArtifactName name, Func<string, Task> write)
    {
        string partial = NewPartial(name);
        try
        {
            ThrowIfVanished();
            DeleteAbandoned(Path.Combine(root, name.Kind));
            await write(partial).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ArtifactException($"The artifact {name} cannot be written under '{root}': {error.Message} Free space there or correct the permissions, then go on.", error);
        }
        finally
        {
            TryDelete(partial);
        }
    }

    public async Task<string?> TryOpenAsync(string run, string kind, long version, CancellationToken cancellation = default)
    {
        var name = new ArtifactName(run, kind, version);
        string folder = PathOf(name);
        try
        {
            if (await ReadManifestAsync(name, cancellation).ConfigureAwait(false) is not { } manifest)
                return null;
            await FileHashing.VerifyAsync(folder, manifest, cancellation).ConfigureAwait(false);
            return folder;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ArtifactException($"The artifact {name} cannot be read under '{root}': {error.Message}", error);
        }
    }

    public Task<IReadOnlyList<long>> ListAsync(string run, string kind, CancellationToken cancellation = default)
    {
        string folder = Path.Combine(root, ArtifactName.KindPath(run, kind));
        ThrowIfVanished();
        var versions = new List<long>();
        foreach (string path in Directory.Exists(folder) ? Directory.EnumerateDirectories(folder) : [])
        {
            if (ArtifactName.TryParseVersion(Path.GetFileName(path.AsSpan()), out long version) && File.Exists(Path.Combine(path, Manifest.FileName)))
                versions.Add(version);
        }
        versions.Sort();
        return Task.FromResult<IReadOnlyList<long>>(versions);
    }

    public Task<IReadOnlyList<string>> ListRunsAsync(CancellationToken cancellation = default)
    {
        ThrowIfVanished();
        string runs = Path.Combine(root, ArtifactName.RunsFolder);
        return Task.FromResult<IReadOnlyList<string>>(!Directory.Exists(runs) ? [] : [.. Directory.EnumerateDirectories(runs).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)]);
    }

    public Task DeleteAsync(string run, string kind, long version, CancellationToken cancellation = default)
    {
        var name = new ArtifactName(run, kind, version);
        string folder = PathOf(name), partial = NewPartial(name);
        try
        {
            // Gone at once, even if deleting is interrupted.
            if (Directory.Exists(folder))
                Directory.Move(folder, partial);
            TryDelete(partial);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ArtifactException($"The artifact {name} cannot be deleted under '{root}': {error.Message}", error);
        }
        return Task.CompletedTask;
    }

    internal static void ThrowUnlessSame(ArtifactName name, Manifest existing, Manifest given)
    {
        if (!existing.HasFilesOf(given))
            throw new ArtifactException($"The artifact {name} is published already, with other content. Publish under another version, or delete that one first.");
    }

    /// <summary>The manifest of a version; null when it is not published.</summary>
    internal async Task<Manifest?> ReadManifestAsync(ArtifactName name, CancellationToken cancellation)
    {
        ThrowIfVanished();
        string path = Path.Combine(PathOf(name), Manifest.FileName);
        return File.Exists(path) ? Manifest.Parse(await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false), path) : null;
    }

    /// <summary>Where the files of a version are written.</summary>
    internal string NewPartial(ArtifactName name) => PathOf(name) + PartialMark + Guid.NewGuid().ToString("N")[..8];

    /// <summary>Publishes what was written: the manifest, then the name.</summary>
    /// <returns>The folder of the version.</returns>
    internal async Task<string> FinishAsync(ArtifactName name, string partial, Manifest manifest, CancellationToken cancellation)
    {
        await File.WriteAllBytesAsync(Path.Combine(partial, Manifest.FileName), manifest.ToJson(), cancellation).ConfigureAwait(false);
        string target = PathOf(name);
        try
        {
            Directory.Move(partial, target);
        }
        catch (IOException) when (Directory.Exists(target))
        {
            // Somebody else was faster, or put a folder without a manifest there (which nothing here does).
            Manifest existing = await ReadManifestAsync(name, cancellation).ConfigureAwait(false)
                ?? throw new ArtifactException($"{target}: is in the way: a folder without a manifest. Remove it.");
            ThrowUnlessSame(name, existing, manifest);
        }
        return target;
    }

    internal static FileStream Create(string path, long size)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Preallocated: a full disk says so at once.
        return new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.Asynchronous, PreallocationSize = size });
    }

    internal static void TryDelete(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It does not look whole, and a later publishing clears it away.
        }
    }

    private string PathOf(ArtifactName name) => Path.Combine(root, name.Path);

    private void ThrowIfVanished()
    {
        if (!Directory.Exists(root))
            throw new ArtifactException($"The folder '{root}' for artifacts has vanished. Mount or restore it, then go on.");
    }

    private static async Task<ManifestFile> CopyAsync(string name, string source, string target, CancellationToken cancellation)
    {
        FileStream file = Create(target, new FileInfo(source).Length);
        await using (file.ConfigureAwait(false))
            return await FileHashing.HashAsync(name, source, file, cancellation).ConfigureAwait(false);
    }

    /// <summary>What publishers that died have left; one that lives has written within the last hour.</summary>
    private static void DeleteAbandoned(string kind)
    {
        if (!Directory.Exists(kind))
            return;
        foreach (DirectoryInfo folder in new DirectoryInfo(kind).EnumerateDirectories("*" + PartialMark + "*"))
        {
            DateTime written = folder.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Select(entry => entry.LastWriteTimeUtc).Append(folder.LastWriteTimeUtc).Max();
            if (DateTime.UtcNow - written > Abandoned)
                TryDelete(folder.FullName);
        }
    }
}
