using Azure.Identity;
using Azure.Storage.Blobs;

namespace AspireIF.Runs.Artifacts;

/// <summary>Opens artifact stores by connection.</summary>
public static class ArtifactStores
{
    private const string DefaultContainer = "aspireif";

    private static readonly string[] ConnectionStringMarks = ["UseDevelopmentStorage=", "AccountName=", "BlobEndpoint=", "DefaultEndpointsProtocol=", "SharedAccessSignature="];

    /// <summary>Opens a store and checks that it can be used.</summary>
    /// <param name="connection">
    /// A folder; a connection string of Azure Storage; or the address of a storage account or of a container in it, which is used with the identity of this
    /// machine or user (or, when the address has one, with its shared access signature).
    /// </param>
    /// <param name="cache">Where what is fetched from a blob store is kept; a folder of the user when missing.</param>
    /// <exception cref="ArtifactException">It cannot be used.</exception>
    public static async Task<IArtifactStore> OpenAsync(string connection, string? cache = null, CancellationToken cancellation = default)
    {
        if (string.IsNullOrWhiteSpace(connection))
            throw new ArtifactException("The connection of the artifacts is empty: name a folder, a connection string of Azure Storage, or the address of a storage account.");
        cache ??= Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "aspireif", "artifacts");
        if (connection.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || connection.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            return await BlobArtifacts.OpenAsync(Container(connection), cache, cancellation).ConfigureAwait(false);
        if (!ConnectionStringMarks.Any(mark => connection.Contains(mark, StringComparison.OrdinalIgnoreCase)))
            return new FolderArtifacts(connection);
        try
        {
            return await BlobArtifacts.OpenAsync(new BlobContainerClient(connection, DefaultContainer, BlobArtifacts.ClientOptions()), cache, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            // The message of the parser may repeat parts of a key.
            throw new ArtifactException("The connection string of the artifacts cannot be read: it must be that of an Azure Storage account, as its portal page shows it.");
        }
    }

    private static BlobContainerClient Container(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri))
            throw new ArtifactException($"'{address.Split('?')[0]}' is not the address of a storage account.");
        var parts = new BlobUriBuilder(uri);
        if (string.IsNullOrEmpty(parts.BlobContainerName))
            parts.BlobContainerName = DefaultContainer;
        return parts.Sas is not null
            ? new BlobContainerClient(parts.ToUri(), BlobArtifacts.ClientOptions())
            : new BlobContainerClient(parts.ToUri(), new DefaultAzureCredential(), BlobArtifacts.ClientOptions());
    }
}
