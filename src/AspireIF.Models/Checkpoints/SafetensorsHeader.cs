using System.Buffers.Binary;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace AspireIF.Models.Checkpoints;

/// <summary>
/// The header of a safetensors file (github.com/huggingface/safetensors, "Format"): an unsigned 64-bit length, that many bytes of JSON,
/// then the tensors' bytes without gaps or overlaps. Nothing is allocated for a size that the file itself does not have.
/// </summary>
public sealed class SafetensorsHeader
{
    /// <summary>The format's own limit on the JSON, in bytes.</summary>
    public const int MaxLength = 100_000_000;

    private const string MetadataName = "__metadata__";

    private SafetensorsHeader(byte[] raw, IReadOnlyList<TensorEntry> entries, IReadOnlyDictionary<string, string> metadata) =>
        (Raw, Entries, Metadata) = (raw, entries, metadata);

    /// <summary>Length and JSON as they stand in the file, padding included: everything before the first tensor.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>In the order of their bytes.</summary>
    public IReadOnlyList<TensorEntry> Entries { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <param name="file">Named in errors.</param>
    /// <exception cref="CheckpointException">Malformed; the message names file and tensor.</exception>
    internal static SafetensorsHeader Read(string file, SafeFileHandle handle)
    {
        long length = RandomAccess.GetLength(handle);
        if (length < 8)
            throw new CheckpointException(file, $"has {length} bytes; a safetensors file begins with 8 bytes of header length.");
        Span<byte> prefix = stackalloc byte[8];
        SafetensorsFile.ReadExactly(file, handle, prefix, 0);
        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (size > (ulong)length - 8 || size > MaxLength)
            throw new CheckpointException(file, $"says its header has {size} bytes; the file has {length - 8} after the length, and the limit is {MaxLength}. It is truncated or no safetensors file.");
        byte[] raw = new byte[8 + (int)size];
        SafetensorsFile.ReadExactly(file, handle, raw, 0);
        return Parse(file, raw, length - raw.Length);
    }

    /// <param name="raw">Length and JSON.</param>
    /// <param name="dataLength">Bytes after the header.</param>
    internal static SafetensorsHeader Parse(string file, byte[] raw, long dataLength)
    {
        var entries = new List<TensorEntry>();
        var metadata = new Dictionary<string, string>();
        try
        {
            var reader = new Utf8JsonReader(raw.AsSpan(8));
            reader.Read();
            Expect(file, ref reader, JsonTokenType.StartObject, "the header");
            var names = new HashSet<string>();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                if (!names.Add(name))
                    throw new CheckpointException(file, $"tensor {Shown(name)} appears twice in the header.");
                reader.Read();
                if (name == MetadataName)
                    ReadMetadata(file, ref reader, metadata);
                else
                    entries.Add(ReadEntry(file, name, ref reader));
            }
            while (reader.Read()) { } // anything but white space after the object throws
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new CheckpointException(file, $"the header is not valid JSON: {error.Message}", error);
        }
        entries.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
        CheckCover(file, entries, dataLength);
        return new SafetensorsHeader(raw, entries, metadata);
    }

    /// <summary>A header in the layout of the reference implementation: larger element types first, then by name, padded with spaces to 8 bytes.</summary>
    internal static SafetensorsHeader Create(IEnumerable<(string Name, string Type, IReadOnlyList<long> Shape)> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var json = new MemoryStream();
        json.Write(new byte[8]);
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            if (metadata.Count > 0)
            {
                writer.WriteStartObject(MetadataName);
                foreach ((string key, string value) in metadata)
                    writer.WriteString(key, value);
                writer.WriteEndObject();
            }
            long offset = 0;
            foreach ((string name, string type, IReadOnlyList<long> shape) in tensors.OrderByDescending(tensor => TensorTypes.Size(tensor.Type)).ThenBy(tensor => tensor.Name, StringComparer.Ordinal))
            {
                long end = offset + shape.Aggregate((long)TensorTypes.Size(type)!, (product, size) => checked(product * size));
                writer.WriteStartObject(name);
                writer.WriteString("dtype", type);
                writer.WriteStartArray("shape");
                foreach (long size in shape)
                    writer.WriteNumberValue(size);
                writer.WriteEndArray();
                writer.WriteStartArray("data_offsets");
                writer.WriteNumberValue(offset);
                writer.WriteNumberValue(end);
                writer.WriteEndArray();
                writer.WriteEndObject();
                offset = end;
            }
            writer.WriteEndObject();
        }
        while (json.Length % 8 != 0)
            json.WriteByte((byte)' ');
        byte[] raw = json.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(raw, raw.Length - 8);
        return Parse("new header", raw, long.MaxValue);
    }

    private static TensorEntry ReadEntry(string file, string name, ref Utf8JsonReader reader)
    {
        string what = $"tensor {Shown(name)}";
        Expect(file, ref reader, JsonTokenType.StartObject, what);
        string? type = null;
        List<long>? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string field = reader.GetString()!;
            reader.Read();
            bool repeated = field switch { "dtype" => type is not null, "shape" => shape is not null, "data_offsets" => offsets is not null, _ => false };
            if (repeated)
                throw new CheckpointException(file, $"{what}: {field} appears twice.");
            switch (field)
            {
                case "dtype":
                    Expect(file, ref reader, JsonTokenType.String, $"{what}: dtype");
                    type = reader.GetString();
                    break;
                case "shape":
                    shape = ReadNumbers(file, ref reader, $"{what}: shape", 64);
                    break;
                case "data_offsets":
                    offsets = ReadNumbers(file, ref reader, $"{what}: data_offsets", 2);
                    break;
                default:
                    throw new CheckpointException(file, $"{what}: unknown field {Shown(field)}.");
            }
        }
        if (type is null || shape is null || offsets is not { Count: 2 })
            throw new CheckpointException(file, $"{what} lacks dtype, shape or two data_offsets.");
        if (TensorTypes.Size(type) is not { } elementSize)
            throw new CheckpointException(file, $"{what}: dtype {Shown(type)} is unknown.");
        long bytes = elementSize;
        foreach (long size in shape)
        {
            // A size of 0 makes the product 0 and stays 0; only real products can be too large.
            if (size != 0 && bytes > long.MaxValue / size)
                throw new CheckpointException(file, $"{what}: shape [{string.Join(", ", shape)}] has more elements than a file can hold.");
            bytes *= size;
        }
        if (offsets[1] < offsets[0] || offsets[1] - offsets[0] != bytes)
            throw new CheckpointException(file, $"{what}: shape [{string.Join(", ", shape)}] of {type} takes {bytes} bytes, but data_offsets are [{offsets[0]}, {offsets[1]}].");
        return new TensorEntry(name, type, shape, offsets[0], offsets[1]);
    }

    private static List<long> ReadNumbers(string file, ref Utf8JsonReader reader, string what, int limit)
    {
        Expect(file, ref reader, JsonTokenType.StartArray, what);
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
                throw new CheckpointException(file, $"{what} holds something else than whole numbers from 0 to 2^63-1.");
            if (numbers.Count == limit)
                throw new CheckpointException(file, $"{what} has more than {limit} numbers.");
            numbers.Add(number);
        }
        return numbers;
    }

    private static void ReadMetadata(string file, ref Utf8JsonReader reader, Dictionary<string, string> metadata)
    {
        Expect(file, ref reader, JsonTokenType.StartObject, MetadataName);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            Expect(file, ref reader, JsonTokenType.String, $"{MetadataName}: {Shown(key)}");
            metadata[key] = reader.GetString()!;
        }
    }

    /// <summary>Every byte of the data belongs to exactly one tensor.</summary>
    private static void CheckCover(string file, List<TensorEntry> entries, long dataLength)
    {
        long covered = 0;
        foreach (TensorEntry entry in entries)
        {
            if (entry.Begin != covered)
                throw new CheckpointException(file, $"tensor {Shown(entry.Name)} begins at byte {entry.Begin} of the data, but the ones before it end at {covered}: {(entry.Begin < covered ? "they overlap" : "there is a gap")}.");
            covered = entry.End;
            if (covered > dataLength)
                throw new CheckpointException(file, $"tensor {Shown(entry.Name)} ends at byte {covered} of the data, but the file has only {dataLength}: it is truncated.");
        }
        if (covered != dataLength && dataLength != long.MaxValue)
            throw new CheckpointException(file, $"has {dataLength - covered} bytes after the last tensor.");
    }

    private static void Expect(string file, ref Utf8JsonReader reader, JsonTokenType expected, string what)
    {
        if (reader.TokenType != expected)
            throw new CheckpointException(file, $"{what} is {reader.TokenType}, not {expected}.");
    }

    /// <summary>Names come from the file: long ones and control characters are kept out of messages.</summary>
    private static string Shown(string name)
    {
        string text = name.Length > 120 ? name[..120] + "..." : name;
        return "'" + string.Concat(text.Select(c => char.IsControl(c) ? '?' : c)) + "'";
    }
}
