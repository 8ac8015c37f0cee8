using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace AspireIF.Instructions.Datasets;

/// <summary>
/// Streams the rows of a data set: JSON lines or plain lines, gzipped or not, or Parquet; container told by content, row kind by its fields.
/// A row that cannot be read goes to the error callback and reading continues with the next; without a callback it is thrown
/// as a <see cref="DatasetException"/>. A damaged container (cut-off gzip) ends the reading after the rows before the damage.
/// NaN and Infinity are not JSON and make a row an error; lone surrogates and duplicate fields do not.
/// </summary>
public static class DatasetReader
{
    /// <exception cref="DatasetException">The first error, when <paramref name="onError"/> is null.</exception>
    public static async IAsyncEnumerable<DatasetRow> ReadAsync(
        string path, Action<DatasetError>? onError = null, DatasetOptions? options = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        options ??= DatasetOptions.Default;
        FileStream? file = Open(path, onError);
        if (file is null)
            yield break;
        await using (file)
        {
            await foreach (DatasetRow row in ReadAsync(file, path, onError, options, cancellation).ConfigureAwait(false))
                yield return row;
        }
    }

    /// <summary>As the overload for files; <paramref name="name"/> stands in the errors. Parquet needs a stream that can seek.</summary>
    public static async IAsyncEnumerable<DatasetRow> ReadAsync(
        Stream stream, string name, Action<DatasetError>? onError = null, DatasetOptions? options = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        stream = PeekableStream.Of(stream);
        if (Magic(stream) is [(byte)'P', (byte)'A', (byte)'R', (byte)'1'])
        {
            await foreach (DatasetRow row in ParquetRows.ReadAsync(stream, name, Report(onError), cancellation).ConfigureAwait(false))
                yield return row;
            yield break;
        }
        foreach (DatasetRow row in ReadLines(stream, name, onError, options, cancellation))
            yield return row;
    }

    /// <summary>JSON lines or plain lines only, without waiting on anything but the stream.</summary>
    public static IEnumerable<DatasetRow> ReadLines(
        string path, Action<DatasetError>? onError = null, DatasetOptions? options = null, CancellationToken cancellation = default)
    {
        FileStream? file = Open(path, onError);
        if (file is null)
            yield break;
        using (file)
        {
            foreach (DatasetRow row in ReadLines(file, path, onError, options, cancellation))
                yield return row;
        }
    }

    /// <summary>As the overload for files; a stream that cannot seek (a pipe) is read too.</summary>
    public static IEnumerable<DatasetRow> ReadLines(
        Stream stream, string name, Action<DatasetError>? onError = null, DatasetOptions? options = null, CancellationToken cancellation = default)
    {
        stream = PeekableStream.Of(stream);
        options ??= DatasetOptions.Default;
        Action<DatasetError, Exception?> report = Report(onError);
        bool plain = options.PlainText ?? (name.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".txt.gz", StringComparison.OrdinalIgnoreCase));
        using GZipStream? unzipped = Magic(stream) is [0x1F, 0x8B, ..] ? new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true) : null;
        var lines = new LineReader(unzipped ?? stream, options.MaxLineBytes);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            ReadOnlyMemory<byte> line;
            try
            {
                if (!lines.TryRead(out line))
                    yield break;
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                report(new DatasetError(name, lines.Number + 1, null, $"the file is damaged from here on ({e.Message})", "Fetch or compress it again"), e);
                yield break;
            }
            DatasetRow? row = null;
            if (lines.TooLong)
                report(new DatasetError(name, lines.Number, null, $"the line is longer than {options.MaxLineBytes} bytes", "Raise DatasetOptions.MaxLineBytes or split the row"), null);
            else if (!IsBlank(line.Span))
                row = ParseLine(line, plain, name, lines.Number, report);
            if (row is not null)
                yield return row;
        }
    }

    private static DatasetRow? ParseLine(ReadOnlyMemory<byte> line, bool plain, string name, long number, Action<DatasetError, Exception?> report)
    {
        if (!Utf8.IsValid(line.Span))
        {
            report(new DatasetError(name, number, null, "the line is not UTF-8", "Convert the file to UTF-8"), null);
            return null;
        }
        try
        {
            if (plain)
                return DatasetRow.OfSeed(Encoding.UTF8.GetString(line.Span).Trim(), number.ToString(CultureInfo.InvariantCulture));
            var reader = new Utf8JsonReader(line.Span);
            JsonElement json = JsonElement.ParseValue(ref reader);
            if (reader.Read())
                throw new JsonException("more than one JSON value");
            return ParseRow(json, name, number, report);
        }
        catch (JsonException e)
        {
            string column = e.BytePositionInLine is { } at ? $" (byte {at + 1})" : "";
            report(new DatasetError(name, number, null, $"the line is not JSON{column}: {FirstSentence(e.Message)}", "Write one JSON object a line"), e);
            return null;
        }
    }

    internal static DatasetRow? ParseRow(JsonElement json, string name, long number, Action<DatasetError, Exception?> report)
    {
        try
        {
            return RowParser.Parse(json, number);
        }
        catch (RowParser.FieldException e)
        {
            report(new DatasetError(name, number, e.Field, e.Message, e.Remedy), e);
        }
        catch (InvalidOperationException e)
        {
            // System.Text.Json cannot decode an escaped lone surrogate in the name of a field.
            report(new DatasetError(name, number, null, $"a field's name cannot be read ({e.Message})", "Rename the field"), e);
        }
        return null;
    }

    private static string FirstSentence(string message) => message.Split(". ", 2)[0].TrimEnd('.');

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept(" \t\r"u8) < 0;

    private static FileStream? Open(string path, Action<DatasetError>? onError)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 << 10);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Report(onError)(new DatasetError(path, 0, null, $"the file cannot be opened ({e.Message})", "Check the path and the rights"), e);
            return null;
        }
    }

    private static Action<DatasetError, Exception?> Report(Action<DatasetError>? onError) => (error, cause) =>
    {
        if (onError is null)
            throw new DatasetException(error, cause);
        onError(error);
    };

    private static byte[] Magic(Stream stream)
    {
        if (stream is PeekableStream pipe)
            return pipe.Peek(4);
        long position = stream.Position;
        var magic = new byte[4];
        int read = stream.ReadAtLeast(magic, 4, throwOnEndOfStream: false);
        stream.Position = position;
        return magic[..read];
    }
}
