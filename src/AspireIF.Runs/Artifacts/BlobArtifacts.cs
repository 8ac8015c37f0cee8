using Azure;
using Azure.Identity;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace AspireIF.Runs.Artifacts;

/// <summary>
/// Artifacts in Azure Blob Storage. Each publishing uploads under a name of its own below the version, then writes the manifest that names it, on the condition that
/// there is none: of two publishers one wins, whole. What is read is kept in a local cache of the newest versions.
/// </summary>
public sealed class BlobArtifacts : IArtifactStore
{
    /// <summary>Versions of a kind that stay in the cache.</summary>
    private const int CachedVersions = 4;

    private static readonly StorageTransferOptions Transfer = new() { MaximumConcurrency = 8, InitialTransferSize = 8 << 20, MaximumTransferSize = 8 << 20 };

    private readonly BlobContainerClient container;
    private readonly FolderArtifacts cache;

    private BlobArtifacts(BlobContainerClient container, FolderArtifacts cache)
    {
        this.container = container;
        this.cache = cache;
    }

    public string Location => Address(container);

    /// <summary>Makes the container when it is missing.</summary>
    /// <param name="cacheFolder">May be shared by processes and by containers.</param>
    /// <exception cref="ArtifactException">The account cannot be used.</exception>
    public static async Task<BlobArtifacts> OpenAsync(BlobContainerClient container, string cacheFolder, CancellationToken cancellation = default)
    {
        try
        {
            await container.CreateIfNotExistsAsync(cancellationToken: cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (IsStorageError(error))
        {
            throw new ArtifactException($"The blob storage {Address(container)} cannot be used: {Reason(error)}. Correct the connection string or the permissions (Storage Blob Data Contributor).", error);
        }
        string own = string.Join('_', $"{container.Uri.Host}-{container.Uri.Port}{container.Uri.AbsolutePath}".Split(Path.GetInvalidFileNameChars().Append('/').ToArray()));
        return new BlobArtifacts(container, new FolderArtifacts(Path.Combine(cacheFolder, own)));
    }

    /// <summary>The options that the clients of a container need.</summary>
    public static BlobClientOptions ClientOptions()
    {
        // Pinned: an emulator refuses a version of the service that is newer than itself.
        var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2026_06_06);
        options.Retry.MaxRetries = 4;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(2);
        return options;
    }

    public async Task PublishAsync(string run, string kind, long version, string folder, CancellationToken cancellation = default)
    {
        var name = new ArtifactName(run, kind, version);
        IReadOnlyList<(string Name, string Path)> files = FileHashing.Files(folder);
        string upload = Guid.NewGuid().ToString("N")[..8];
        bool published = false;
        try
        {
            if (await ReadManifestAsync(name, cancellation).ConfigureAwait(false) is { } existing)
            {
                FolderArtifacts.ThrowUnlessSame(name, existing, new(await FileHashing.HashFolderAsync(folder, cancellation).ConfigureAwait(false), default));
                return;
            }
            var uploaded = new List<ManifestFile>();
            foreach ((string fileName, string path) in files)
                uploaded.Add(await UploadAsync(fileName, path, $"{name}/{upload}/{fileName}", cancellation).ConfigureAwait(false));
            var manifest = new Manifest(uploaded, DateTimeOffset.UtcNow, upload);
            published = await TryWriteManifestAsync(name, manifest, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (IsStorageError(error) || error is IOException)
        {
            throw new ArtifactException($"The artifact {name} cannot be written to {Location}: {Reason(error)}", error);
        }
        finally
        {
            // What this publishing leaves when it lost or failed; what others have left when it won.
            await TryDeleteAsync(name, path => published != path.StartsWith($"{name}/{upload}/", StringComparison.Ordinal)).ConfigureAwait(false);
        }
    }

    public async Task PublishAsync(string run, string kind, long version, Action<string> write, CancellationToken cancellation = default)
    {
        string temporary = Path.Combine(Path.GetTempPath(), $"aspireif-{Guid.NewGuid():N}");
        try
        {
            write(temporary);
            await PublishAsync(run, kind, version, temporary, cancellation).ConfigureAwait(false);
        }
        finally
        {
            FolderArtifacts.TryDelete(temporary);
        }
    }

    public async Task<string?> TryOpenAsync(string run, string kind, long version, CancellationToken cancellation = default)
    {
        var name = new ArtifactName(run, kind, version);
        try
        {
            if (await ReadManifestAsync(name, cancellation).ConfigureAwait(false) is not { } manifest)
                return null;
            if (await OpenCachedAsync(run, kind, version, manifest, cancellation).ConfigureAwait(false) is { } cached)
                return cached;
            string folder = await DownloadAsync(name, manifest, cancellation).ConfigureAwait(false);
            await PruneCacheAsync(run, kind, version, cancellation).ConfigureAwait(false);
            return folder;
        }
        catch (Exception error) when (IsStorageError(error) || error is IOException)
        {
            throw new ArtifactException($"The artifact {name} cannot be read from {Location}: {Reason(error)}", error);
        }
    }

    public async Task<IReadOnlyList<long>> ListAsync(string run, string kind, CancellationToken cancellation = default)
    {
        string prefix = ArtifactName.KindPath(run, kind) + "/";
        var versions = new List<long>();
        try
        {
            await foreach (BlobItem blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellation).ConfigureAwait(false))
            {
                string[] parts = blob.Name[prefix.Length..].Split('/');
                if (parts is [var name, Manifest.FileName] && ArtifactName.TryParseVersion(name, out long version))
                    versions.Add(version);
            }
        }
        catch (Exception error) when (IsStorageError(error))
        {
            throw new ArtifactException($"The artifacts {prefix} cannot be listed at {Location}: {Reason(error)}", error);
        }
        versions.Sort();
        return versions;
    }

    public async Task<IReadOnlyList<string>> ListRunsAsync(CancellationToken cancellation = default)
    {
        const string Prefix = ArtifactName.RunsFolder + "/";
        var runs = new List<string>();
        try
        {
            await foreach (BlobHierarchyItem item in container.GetBlobsByHierarchyAsync(BlobTraits.None, BlobStates.None, "/", Prefix, cancellation).ConfigureAwait(false))
            {
                if (item.IsPrefix)
                    runs.Add(item.Prefix[Prefix.Length..].TrimEnd('/'));
            }
        }
        catch (Exception error) when (IsStorageError(error))
        {
            throw new ArtifactException($"The runs cannot be listed at {Location}: {Reason(error)}", error);
        }
        return runs;
    }

    public async Task DeleteAsync(string run, string kind, long version, CancellationToken cancellation = default)
    {
        var name = new ArtifactName(run, kind, version);
        try
        {
            // Without the manifest it is gone at once, even if deleting the rest is interrupted.
            await ManifestBlob(name).DeleteIfExistsAsync(cancellationToken: cancellation).ConfigureAwait(false);
            await DeleteBlobsAsync(name, _ => true, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (IsStorageError(error))
        {
            throw new ArtifactException($"The artifact {name} cannot be deleted at {Location}: {Reason(error)}", error);
        }
        await cache.DeleteAsync(run, kind, version, cancellation).ConfigureAwait(false);
    }

    private BlobClient ManifestBlob(ArtifactName name) => container.GetBlobClient($"{name}/{Manifest.FileName}");

    private async Task<Manifest?> ReadManifestAsync(ArtifactName name, CancellationToken cancellation)
    {
        try
        {
            BlobDownloadResult content = await ManifestBlob(name).DownloadContentAsync(cancellation).ConfigureAwait(false);
            return Manifest.Parse(content.Content.ToMemory().Span, $"{Location}/{name}/{Manifest.FileName}");
        }
        catch (RequestFailedException error) when (error.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    private async Task<ManifestFile> UploadAsync(string name, string path, string blob, CancellationToken cancellation)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan | FileOptions.Asynchronous);
        var stream = new HashingStream(file);
        await using (stream.ConfigureAwait(false))
        {
            // A stream that cannot seek is read in order, block by block, while other blocks are on their way.
            await container.GetBlobClient(blob).UploadAsync(stream, new BlobUploadOptions { TransferOptions = Transfer }, cancellation).ConfigureAwait(false);
            return stream.Result(name);
        }
    }

    private async Task<bool> TryWriteManifestAsync(ArtifactName name, Manifest manifest, CancellationToken cancellation)
    {
        try
        {
            var onlyNew = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
            await ManifestBlob(name).UploadAsync(new BinaryData(manifest.ToJson()), onlyNew, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (RequestFailedException error) when (error.Status is 409 or 412)
        {
            // Somebody else was faster, or the answer to our own first try was lost.
            Manifest existing = await ReadManifestAsync(name, cancellation).ConfigureAwait(false)
                ?? throw new ArtifactException($"The artifact {name} was published and deleted by somebody else while it was published here.", error);
            FolderArtifacts.ThrowUnlessSame(name, existing, manifest);
            return existing.Upload == manifest.Upload;
        }
    }

    private async Task<string?> OpenCachedAsync(string run, string kind, long version, Manifest manifest, CancellationToken cancellation)
    {
        try
        {
            if (await cache.ReadManifestAsync(new ArtifactName(run, kind, version), cancellation).ConfigureAwait(false) is { } cached && cached.HasFilesOf(manifest))
                return await cache.TryOpenAsync(run, kind, version, cancellation).ConfigureAwait(false);
        }
        catch (ArtifactException)
        {
            // Damaged: fetched anew.
        }
        await cache.DeleteAsync(run, kind, version, cancellation).ConfigureAwait(false);
        return null;
    }

    private async Task<string> DownloadAsync(ArtifactName name, Manifest manifest, CancellationToken cancellation)
    {
        string partial = cache.NewPartial(name);
        try
        {
            foreach (ManifestFile file in manifest.Files)
            {
                string blob = $"{name}/{manifest.Upload}/{file.Name}";
                var stream = new HashingStream(FolderArtifacts.Create(Path.Combine(partial, file.Name), file.Size));
                await using (stream.ConfigureAwait(false))
                {
                    await container.GetBlobClient(blob).DownloadToAsync(stream, new BlobDownloadToOptions { TransferOptions = Transfer }, cancellation).ConfigureAwait(false);
                    if (stream.Result(file.Name) != file)
                        throw new ArtifactException($"{Location}/{blob}: is damaged: its size or SHA-256 is not the one in the manifest. Delete this version and publish it again.");
                }
            }
            return await cache.FinishAsync(name, partial, manifest, cancellation).ConfigureAwait(false);
        }
        finally
        {
            FolderArtifacts.TryDelete(partial);
        }
    }

    private async Task PruneCacheAsync(string run, string kind, long opened, CancellationToken cancellation)
    {
        IReadOnlyList<long> cached = await cache.ListAsync(run, kind, cancellation).ConfigureAwait(false);
        foreach (long version in cached.SkipLast(CachedVersions).Where(version => version != opened))
            await cache.DeleteAsync(run, kind, version, cancellation).ConfigureAwait(false);
    }

    private async Task DeleteBlobsAsync(ArtifactName name, Func<string, bool> which, CancellationToken cancellation)
    {
        await foreach (BlobItem blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, name + "/", cancellation).ConfigureAwait(false))
        {
            if (blob.Name != $"{name}/{Manifest.FileName}" && which(blob.Name))
                await container.GetBlobClient(blob.Name).DeleteIfExistsAsync(cancellationToken: cancellation).ConfigureAwait(false);
        }
    }

    private async Task TryDeleteAsync(ArtifactName name, Func<string, bool> which)
    {
        try
        {
            await DeleteBlobsAsync(name, which, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (IsStorageError(error))
        {
            // No manifest names these files: they cost space and nothing else.
        }
    }

    private static string Address(BlobContainerClient container) => container.Uri.GetLeftPart(UriPartial.Path);

    // The client gives up after several tries with all their errors together.
    private static bool IsStorageError(Exception error) =>
        error is RequestFailedException or AuthenticationFailedException || (error is AggregateException all && all.InnerExceptions.Any(IsStorageError));

    private static string Reason(Exception error) => error switch
    {
        RequestFailedException { ErrorCode: { Length: > 0 } code } => code,
        AggregateException { InnerExceptions: [.., var last] } => Reason(last),
        _ => error.Message.Split('\n')[0].TrimEnd(),
    };
}
