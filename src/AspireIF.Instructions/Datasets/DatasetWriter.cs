using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace AspireIF.Instructions.Datasets;

/// <summary>
/// Writes rows as JSON lines. To a file: gzipped when the name ends in .gz, and under its name only once <see cref="Complete"/> has been called;
/// disposing an incomplete file removes it, and what stood there before stays.
/// </summary>
public sealed class DatasetWriter : IDisposable
{
    private readonly Stream _stream;
    private readonly string? _path;
    private readonly string? _partial;
    private bool _closed;

    public DatasetWriter(string path)
    {
        _path = path;
        _partial = $"{path}.{Guid.NewGuid():N}.partial";
        Stream file = new FileStream(_partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 64 << 10);
        _stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionLevel.Optimal) : file;
    }

    /// <summary>Writes to a stream, which stays open and is the caller's.</summary>
    public DatasetWriter(Stream stream) => _stream = stream;

    public void Write(DatasetRow row)
    {
        ReadOnlySpan<byte> json = JsonMarshal.GetRawUtf8Value(row.Json);
        if (json.IndexOf((byte)'\n') < 0)
        {
            _stream.Write(json);
        }
        else
        {
            // Only JSON spread over lines has a raw line feed; in strings it is escaped.
            using var writer = new Utf8JsonWriter(_stream);
            row.Json.WriteTo(writer);
        }
        _stream.WriteByte((byte)'\n');
    }

    /// <summary>Writes the row with fields added after its own; a field of the row that has the name of an added one is replaced.</summary>
    public void Write(DatasetRow row, Action<Utf8JsonWriter> added)
    {
        JsonElement fields = RowJson.Object(added);
        if (fields.EnumerateObject().Any(f => row.Json.TryGetProperty(f.Name, out _)))
        {
            Write(row with { Json = RowJson.Object(json => Copy(row.Json, except: fields, json)) }, added);
            return;
        }
        ReadOnlySpan<byte> own = JsonMarshal.GetRawUtf8Value(row.Json).TrimEnd(" \t\r\n"u8)[..^1];
        _stream.Write(own);
        if (row.Json.EnumerateObject().Any())
            _stream.WriteByte((byte)',');
        _stream.Write(JsonMarshal.GetRawUtf8Value(fields)[1..]);
        _stream.WriteByte((byte)'\n');
    }

    /// <summary>Everything is written: the file takes its name, in place of an older one.</summary>
    public void Complete()
    {
        if (_path is null)
        {
            _stream.Flush();
            return;
        }
        _closed = true;
        _stream.Dispose();
        File.Move(_partial!, _path, overwrite: true);
    }

    private static void Copy(JsonElement row, JsonElement except, Utf8JsonWriter json)
    {
        foreach (JsonProperty field in row.EnumerateObject())
        {
            if (except.TryGetProperty(field.Name, out _))
                continue;
            json.WritePropertyName(field.Name);
            json.WriteRawValue(JsonMarshal.GetRawUtf8Value(field.Value), skipInputValidation: true);
        }
    }

    public void Dispose()
    {
        if (_closed || _path is null)
            return;
        _closed = true;
        _stream.Dispose();
        File.Delete(_partial!);
    }
}
