using System.Text.Json;
using System.Text.Json.Serialization;

namespace AspireIF.Runs.Artifacts;

/// <summary>A file of an artifact.</summary>
/// <param name="Name">Its path below the artifact's folder, with <c>/</c>.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">In hexadecimal small letters.</param>
internal sealed record ManifestFile(string Name, long Size, string Sha256);

/// <summary>What an artifact consists of: <c>manifest.json</c>, written last.</summary>
/// <param name="Upload">The folder below the version in which a blob store has the files; null in a folder, where they lie beside the manifest.</param>
internal sealed record Manifest(IReadOnlyList<ManifestFile> Files, DateTimeOffset Published, string? Upload = null)
{
    public const string FileName = "manifest.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <param name="where">For the message.</param>
    /// <exception cref="ArtifactException">Not a manifest.</exception>
    public static Manifest Parse(ReadOnlySpan<byte> json, string where)
    {
        try
        {
            if (JsonSerializer.Deserialize<Manifest>(json, Json) is { Files: not null } manifest && manifest.Files.All(IsSound))
                return manifest;
        }
        catch (JsonException error)
        {
            throw new ArtifactException($"{where}: is no manifest: {error.Message} Delete this version and publish it again.", error);
        }
        throw new ArtifactException($"{where}: is no manifest. Delete this version and publish it again.");
    }

    public bool HasFilesOf(Manifest other) => Files.Count == other.Files.Count && Files.OrderBy(Key, StringComparer.Ordinal).SequenceEqual(other.Files.OrderBy(Key, StringComparer.Ordinal));

    private static string Key(ManifestFile file) => file.Name;

    // Nothing that climbs out of the artifact's folder.
    private static bool IsSound(ManifestFile file) =>
        file is { Name.Length: > 0, Size: >= 0, Sha256.Length: 64 } && !file.Name.Contains('\\', StringComparison.Ordinal) && file.Name.Split('/').All(part => part is not ("" or "." or ".."));
}
