using System.IO.MemoryMappedFiles;
using AspireIF.Models.Native;
using static TorchSharp.torch;

namespace AspireIF.Models.Checkpoints;

/// <summary>A safetensors file, mapped into memory: opening one reads the header only.</summary>
public sealed class SafetensorsFile : IDisposable
{
    private readonly MemoryMappedFile? map;
    private readonly Dictionary<string, TensorEntry> byName;

    private SafetensorsFile(string path, SafetensorsHeader header, MemoryMappedFile? map)
    {
        Path = path;
        Header = header;
        this.map = map;
        byName = header.Entries.ToDictionary(entry => entry.Name);
    }

    public string Path { get; }
    public SafetensorsHeader Header { get; }

    /// <exception cref="CheckpointException">Missing or malformed; the message names file and tensor.</exception>
    public static SafetensorsFile Open(string path)
    {
        FileStream stream;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CheckpointException(path, "is missing.", error);
        }
        try
        {
            SafetensorsHeader header = SafetensorsHeader.Read(path, stream, stream.Length);
            // An empty file cannot be mapped; this one has a header at least.
            var map = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            return new SafetensorsFile(path, header, map);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public TensorEntry? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>A copy of one tensor on the CPU, in the type it has in the file.</summary>
    /// <exception cref="CheckpointException">There is no such tensor, or torch has no such type.</exception>
    public Tensor Read(string name)
    {
        TensorEntry entry = Find(name) ?? throw new CheckpointException(Path, $"has no tensor '{name}'.");
        ScalarType type = TensorTypes.Torch(entry.Type) ?? throw new CheckpointException(Path, $"tensor '{name}' is of type {entry.Type}, which torch does not read.");
        TorchRuntime.Load();
        Tensor tensor = empty([.. entry.Shape], type);
        if (entry.ByteCount == 0)
            return tensor;
        try
        {
            using MemoryMappedViewStream view = map!.CreateViewStream(Header.Raw.Length + entry.Begin, entry.ByteCount, MemoryMappedFileAccess.Read);
            TensorBytes.Chunks(tensor, chunk => view.ReadExactly(chunk));
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    public void Dispose() => map?.Dispose();
}
