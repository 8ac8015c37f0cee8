using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Models.Checkpoints;

/// <summary>Writes safetensors files as the reference implementation lays them out. A file appears under its name only when it is whole.</summary>
public static class SafetensorsWriter
{
    /// <param name="path">Replaced when it exists.</param>
    /// <param name="tensors">Any device; written in their own types.</param>
    /// <param name="metadata">Free text; null writes <c>format: pt</c>, which loaders for PyTorch ask for.</param>
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var byName = tensors.ToDictionary(entry => entry.Key, entry => entry.Value);
        SafetensorsHeader header = SafetensorsHeader.Create(
            byName.Select(entry => (entry.Key, TensorTypes.Name(entry.Value.dtype), (IReadOnlyList<long>)entry.Value.shape)),
            metadata ?? new Dictionary<string, string> { ["format"] = "pt" });
        Write(path, header, name => byName[name]);
    }

    /// <summary>Writes the given header byte for byte, then the tensors it names.</summary>
    internal static void Write(string path, SafetensorsHeader header, Func<string, Tensor> tensor) => AtomicFile.Write(path, stream =>
    {
        stream.Write(header.Raw.Span);
        foreach (TensorEntry entry in header.Entries)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor source = tensor(entry.Name).detach();
            if (TensorTypes.Torch(entry.Type) is not { } type || !source.shape.SequenceEqual(entry.Shape))
                throw new ArgumentException($"Tensor '{entry.Name}' has shape [{string.Join(", ", source.shape)}]; the header says [{string.Join(", ", entry.Shape)}] of {entry.Type}.", nameof(tensor));
            if (entry.ByteCount > 0)
                TensorBytes.Chunks(source.to(type, CPU).contiguous(), chunk => stream.Write(chunk));
        }
    });
}
