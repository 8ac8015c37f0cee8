using AspireIF.Models.Native;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace AspireIF.Models.Checkpoints;

/// <summary>
/// A safetensors file. Opening one reads the header only; a tensor is read straight into its memory when it is asked for. (Not through a memory map:
/// that would copy all the same, and a file that shrinks under a map ends the process.)
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private readonly SafeFileHandle handle;
    private readonly Dictionary<string, TensorEntry> byName;

    private SafetensorsFile(string path, SafetensorsHeader header, SafeFileHandle handle)
    {
        Path = path;
        Header = header;
        this.handle = handle;
        byName = header.Entries.ToDictionary(entry => entry.Name);
    }

    public string Path { get; }
    public SafetensorsHeader Header { get; }

    /// <exception cref="CheckpointException">Missing or malformed; the message names file and tensor.</exception>
    public static SafetensorsFile Open(string path)
    {
        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CheckpointException(path, "is missing.", error);
        }
        try
        {
            return new SafetensorsFile(path, SafetensorsHeader.Read(path, handle), handle);
        }
        catch
        {
            handle.Dispose();
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
        try
        {
            long offset = Header.Raw.Length + entry.Begin;
            TensorBytes.Chunks(tensor, chunk =>
            {
                ReadExactly(Path, handle, chunk, offset);
                offset += chunk.Length;
            });
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    public void Dispose() => handle.Dispose();

    internal static void ReadExactly(string file, SafeFileHandle handle, Span<byte> target, long offset)
    {
        while (target.Length > 0)
        {
            int read = RandomAccess.Read(handle, target, offset);
            if (read == 0)
                throw new CheckpointException(file, $"ends at byte {offset}: it was cut short while it was being read.");
            target = target[read..];
            offset += read;
        }
    }
}
