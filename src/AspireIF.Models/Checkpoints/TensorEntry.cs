using static TorchSharp.torch;

namespace AspireIF.Models.Checkpoints;

/// <summary>One tensor in a safetensors file.</summary>
/// <param name="Type">As safetensors spells it: F32, BF16, I64, ..</param>
/// <param name="Begin">First byte, counted from the end of the header.</param>
/// <param name="End">Byte after the last.</param>
public sealed record TensorEntry(string Name, string Type, IReadOnlyList<long> Shape, long Begin, long End)
{
    public long ByteCount => End - Begin;
}

/// <summary>The element types of safetensors, their sizes and what torch calls them.</summary>
internal static class TensorTypes
{
    private static readonly (string Name, int Bytes, ScalarType? Type)[] All =
    [
        ("F32", 4, ScalarType.Float32), ("BF16", 2, ScalarType.BFloat16), ("F16", 2, ScalarType.Float16), ("F64", 8, ScalarType.Float64),
        ("I64", 8, ScalarType.Int64), ("I32", 4, ScalarType.Int32), ("I16", 2, ScalarType.Int16), ("I8", 1, ScalarType.Int8),
        ("U8", 1, ScalarType.Byte), ("BOOL", 1, ScalarType.Bool),
        ("U16", 2, null), ("U32", 4, null), ("U64", 8, null), ("F8_E5M2", 1, null), ("F8_E4M3", 1, null), ("F8_E8M0", 1, null), ("C64", 8, null),
    ];

    /// <summary>Bytes of one element; null for a name that safetensors does not know.</summary>
    public static int? Size(string name)
    {
        foreach ((string known, int bytes, _) in All)
        {
            if (known == name)
                return bytes;
        }
        return null;
    }

    /// <summary>torch's type; null when there is none.</summary>
    public static ScalarType? Torch(string name) => Array.Find(All, entry => entry.Name == name).Type;

    public static string Name(ScalarType type) => Array.Find(All, entry => entry.Type == type).Name
        ?? throw new NotSupportedException($"safetensors has no element type for {type}.");
}
