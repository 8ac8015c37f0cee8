using System.IO.Compression;
using System.Text;
using AspireIF.Instructions.Datasets;

namespace AspireIF.Instructions.Tests.Datasets;

/// <summary>Reads bytes as a data set and keeps rows and errors apart.</summary>
internal static class Reading
{
    public static (List<DatasetRow> Rows, List<DatasetError> Errors) Lines(string text, DatasetOptions? options = null, string name = "data.jsonl") =>
        Bytes(Encoding.UTF8.GetBytes(text), options, name);

    public static (List<DatasetRow> Rows, List<DatasetError> Errors) Bytes(byte[] bytes, DatasetOptions? options = null, string name = "data.jsonl")
    {
        var errors = new List<DatasetError>();
        List<DatasetRow> rows = [.. DatasetReader.ReadLines(new MemoryStream(bytes), name, errors.Add, options)];
        return (rows, errors);
    }

    public static byte[] Gzip(byte[] bytes)
    {
        var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
            zip.Write(bytes);
        return stream.ToArray();
    }
}
