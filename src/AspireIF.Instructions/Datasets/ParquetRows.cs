using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Parquet;
using Parquet.Serialization;

namespace AspireIF.Instructions.Datasets;

/// <summary>
/// Reads Parquet rows as the JSON objects they stand for, a row group in memory at a time.
/// Parquet cannot tell an absent member of a nested object from a null one: neither is written.
/// </summary>
internal static class ParquetRows
{
    public static async IAsyncEnumerable<DatasetRow> ReadAsync(
        Stream stream, string name, Action<DatasetError, Exception?> report, [EnumeratorCancellation] CancellationToken cancellation)
    {
        long number = 0;
        for (int group = 0, groups = int.MaxValue; group < groups; group++)
        {
            cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<Dictionary<string, object>> rows;
            try
            {
                if (group == 0)
                    groups = await CountGroupsAsync(stream, cancellation).ConfigureAwait(false);
                if (groups == 0)
                    yield break;
                var read = await ParquetSerializer.DeserializeUntypedAsync(stream, null, group, cancellation).ConfigureAwait(false);
                rows = [.. read.Data];
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The library throws whatever its decoding runs into: index, cast, overflow, format and argument errors among them.
                report(new DatasetError(name, number + 1, null, $"the Parquet file is damaged or of an unknown kind from row group {group + 1} on ({e.Message})", "Write it again"), e);
                yield break;
            }
            foreach (Dictionary<string, object> row in rows)
            {
                number++;
                DatasetRow? parsed = null;
                try
                {
                    parsed = DatasetReader.ParseRow(ToJson(row), name, number, report);
                }
                catch (JsonException e)
                {
                    report(new DatasetError(name, number, ParquetDatasetWriter.RestColumn, $"is not JSON ({e.Message})", "Write the file again"), e);
                }
                if (parsed is not null)
                    yield return parsed;
            }
        }
    }

    private static async Task<int> CountGroupsAsync(Stream stream, CancellationToken cancellation)
    {
        await using ParquetReader reader = await ParquetReader.CreateAsync(stream, null, leaveStreamOpen: true, cancellation).ConfigureAwait(false);
        return reader.RowGroupCount;
    }

    private static JsonElement ToJson(Dictionary<string, object> row) => RowJson.Object(writer =>
    {
        foreach (var (name, value) in row)
        {
            if (name == ParquetDatasetWriter.RestColumn)
                continue;
            writer.WritePropertyName(name);
            Write(writer, value);
        }
        // What our own writer had no column for; of duplicate fields the last counts.
        if (row.GetValueOrDefault(ParquetDatasetWriter.RestColumn) is string rest)
        {
            using JsonDocument fields = JsonDocument.Parse(rest);
            foreach (JsonProperty field in fields.RootElement.EnumerateObject())
            {
                writer.WritePropertyName(field.Name);
                writer.WriteRawValue(field.Value.GetRawText());
            }
        }
    });

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: JsonText.Write(writer, text); break;
            case ReadOnlyMemory<char> text: JsonText.Write(writer, text.ToString()); break;
            case bool truth: writer.WriteBooleanValue(truth); break;
            case int number: writer.WriteNumberValue(number); break;
            case long number: writer.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): writer.WriteNumberValue(number); break;
            case float number when float.IsFinite(number): writer.WriteNumberValue(number); break;
            case double or float: writer.WriteNullValue(); break;
            case byte[] blob: writer.WriteBase64StringValue(blob); break;
            case IDictionary members:
                writer.WriteStartObject();
                foreach (DictionaryEntry member in members)
                {
                    if (member.Value is null)
                        continue;
                    writer.WritePropertyName((string)member.Key);
                    Write(writer, member.Value);
                }
                writer.WriteEndObject();
                break;
            case IEnumerable items:
                writer.WriteStartArray();
                foreach (object? item in items)
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            default: writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }
}
