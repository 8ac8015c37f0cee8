using System.Text.Json;
using AspireIF.Models.Configuration;
using static TorchSharp.torch;

namespace AspireIF.Models.Checkpoints;

/// <summary>
/// The weights of a Hugging Face model folder: <c>model.safetensors</c>, or the shards that <c>model.safetensors.index.json</c> names. Opening checks
/// every header and the index against each other and reads no weights.
/// </summary>
public sealed class Checkpoint : IDisposable
{
    public const string SingleName = "model.safetensors", IndexName = "model.safetensors.index.json";

    private readonly IReadOnlyList<SafetensorsFile> files;
    private readonly Dictionary<string, SafetensorsFile> fileOf;

    private Checkpoint(string folder, IReadOnlyList<SafetensorsFile> files, Dictionary<string, SafetensorsFile> fileOf, byte[]? index)
    {
        Folder = folder;
        this.files = files;
        this.fileOf = fileOf;
        Layout = new CheckpointLayout([.. files.Select(file => (Path.GetFileName(file.Path), file.Header))], index);
    }

    public string Folder { get; }

    /// <summary>Which tensor lies where, enough to write the same files again.</summary>
    public CheckpointLayout Layout { get; }

    public IEnumerable<string> Names => fileOf.Keys;

    /// <exception cref="CheckpointException">Missing or malformed; the message names file and tensor.</exception>
    public static Checkpoint Open(string folder)
    {
        string single = Path.Combine(folder, SingleName), indexPath = Path.Combine(folder, IndexName);
        var opened = new List<SafetensorsFile>();
        try
        {
            if (File.Exists(single))
            {
                opened.Add(SafetensorsFile.Open(single));
                return new Checkpoint(folder, opened, opened[0].Header.Entries.ToDictionary(entry => entry.Name, _ => opened[0]), null);
            }
            if (!File.Exists(indexPath))
                throw new CheckpointException(folder, $"has neither {SingleName} nor {IndexName}.");
            byte[] index = File.ReadAllBytes(indexPath);
            return new Checkpoint(folder, opened, OpenShards(folder, indexPath, index, opened), index);
        }
        catch
        {
            opened.ForEach(file => file.Dispose());
            throw;
        }
    }

    public TensorEntry? Find(string name) => fileOf.GetValueOrDefault(name)?.Find(name);

    /// <summary>A copy of one tensor on the CPU, in the type it has in the file.</summary>
    /// <param name="shape">The shape it must have.</param>
    /// <exception cref="CheckpointException">Missing, or of another shape.</exception>
    public Tensor Read(string name, IReadOnlyList<long> shape)
    {
        if (!fileOf.TryGetValue(name, out SafetensorsFile? file))
            throw new CheckpointException(Folder, $"the weights lack tensor '{name}'.");
        TensorEntry entry = file.Find(name)!;
        if (!entry.Shape.SequenceEqual(shape))
            throw new CheckpointException(file.Path, $"tensor '{name}' has shape [{string.Join(", ", entry.Shape)}]; {ConfigurationFile.Name} asks for [{string.Join(", ", shape)}].");
        return file.Read(name);
    }

    public void Dispose()
    {
        foreach (SafetensorsFile file in files)
            file.Dispose();
    }

    private static Dictionary<string, SafetensorsFile> OpenShards(string folder, string indexPath, byte[] index, List<SafetensorsFile> opened)
    {
        Dictionary<string, string> shardOf = ReadIndex(indexPath, index);
        var fileOf = new Dictionary<string, SafetensorsFile>();
        foreach (string shard in shardOf.Values.Distinct().Order(StringComparer.Ordinal))
        {
            SafetensorsFile file = SafetensorsFile.Open(Path.Combine(folder, shard));
            opened.Add(file);
            foreach (TensorEntry entry in file.Header.Entries)
            {
                if (!shardOf.TryGetValue(entry.Name, out string? expected))
                    throw new CheckpointException(file.Path, $"tensor '{entry.Name}' is not in {IndexName}.");
                if (expected != shard)
                    throw new CheckpointException(file.Path, $"tensor '{entry.Name}' belongs into {expected} by {IndexName}.");
                fileOf.Add(entry.Name, file);
            }
        }
        if (shardOf.Keys.FirstOrDefault(name => !fileOf.ContainsKey(name)) is { } missing)
            throw new CheckpointException(Path.Combine(folder, shardOf[missing]), $"lacks tensor '{missing}', which {IndexName} says it holds.");
        return fileOf;
    }

    private static Dictionary<string, string> ReadIndex(string file, byte[] json)
    {
        using JsonDocument document = JsonFields.Read(file, json);
        var fields = new JsonFields(file, document.RootElement);
        if (fields.Object("weight_map") is null)
            throw fields.Missing("weight_map");
        var shards = new Dictionary<string, string>();
        foreach (JsonProperty entry in fields.Find("weight_map")!.Value.EnumerateObject())
        {
            string? shard = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString() : null;
            // A shard is a file beside the index: no folders, no drive, nothing that climbs out.
            if (shard is null || !shard.EndsWith(".safetensors", StringComparison.Ordinal) || shard.AsSpan().ContainsAny("/\\:\0") || shard.StartsWith('.'))
                throw new CheckpointException(file, $"weight_map: '{entry.Name}' is in {entry.Value.GetRawText()}, which is no name of a .safetensors file in this folder.");
            if (!shards.TryAdd(entry.Name, shard))
                throw new CheckpointException(file, $"weight_map: '{entry.Name}' appears twice.");
        }
        return shards;
    }
}

/// <summary>The files of a checkpoint: their names and headers, and the index of a sharded one as it stands in the file.</summary>
public sealed record CheckpointLayout(IReadOnlyList<(string Name, SafetensorsHeader Header)> Files, byte[]? Index);
