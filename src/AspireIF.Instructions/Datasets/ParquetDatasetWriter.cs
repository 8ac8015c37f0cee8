using System.Text.Json;
using AspireIF.Instructions.Constraints;
using Parquet;
using Parquet.Schema;
using Parquet.Serialization;

namespace AspireIF.Instructions.Datasets;

/// <summary>
/// Writes rows as Parquet in the shape of verl-if's files: a column for each argument that a known constraint type has, nested under kwargs.
/// What has no column, or is not of its column's kind, is kept as JSON in one further column, from which the reader takes it back.
/// </summary>
public static class ParquetDatasetWriter
{
    internal const string RestColumn = "aspireif_rest";

    private static readonly string[] Texts = ["prompt", "response", "chosen", "rejected"];

    private static readonly string[] TextLists = ["constraint", "instruction_id_list"];

    // Two types may use one name for different kinds of argument: such a name has no column.
    private static readonly Dictionary<string, ParameterKind> Arguments = ConstraintCatalog.All.SelectMany(t => t.Parameters)
        .Select(p => (p.Name, Kind: p.Kind == ParameterKind.Relation ? ParameterKind.String : p.Kind)).Distinct()
        .GroupBy(p => p.Name).Where(g => g.Count() == 1).ToDictionary(g => g.Key, g => g.Single().Kind, StringComparer.Ordinal);

    private static readonly ParquetSchema Schema = new(
    [
        .. Texts.Select(name => new DataField(name, typeof(string), isNullable: true)),
        .. TextLists.Select(name => new ListField(name, typeof(string))),
        new ListField("kwargs", new StructField("element", [.. Arguments.Select(a => Column(a.Key, a.Value))])),
        new DataField(RestColumn, typeof(string), isNullable: true),
    ]);

    /// <summary>Writes the file under another name and gives it its own when it is complete; what stood there before stays until then.</summary>
    /// <param name="rowGroupSize">Rows kept in memory at a time.</param>
    public static async Task WriteAsync(string path, IEnumerable<DatasetRow> rows, int rowGroupSize = 1000, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowGroupSize, 1);
        string partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            await using (var file = new FileStream(partial, FileMode.CreateNew, FileAccess.ReadWrite))
                await WriteAsync(file, rows, rowGroupSize, cancellation).ConfigureAwait(false);
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>As the overload for files, to a stream that can seek and be read; it stays open.</summary>
    public static async Task WriteAsync(Stream stream, IEnumerable<DatasetRow> rows, int rowGroupSize = 1000, CancellationToken cancellation = default)
    {
        bool append = false;
        foreach (DatasetRow[] group in rows.Chunk(rowGroupSize))
        {
            await WriteGroupAsync(group).ConfigureAwait(false);
            append = true;
        }
        if (!append)
            await WriteGroupAsync([]).ConfigureAwait(false);

        Task WriteGroupAsync(DatasetRow[] group) =>
            ParquetSerializer.SerializeUntypedAsync([.. group.Select(ToColumns)], Schema, stream, new ParquetOptions { Append = append }, null, cancellation);
    }

    private static IDictionary<string, object?> ToColumns(DatasetRow row)
    {
        var columns = new Dictionary<string, object?>();
        var rest = new Dictionary<string, JsonElement>();
        foreach (JsonProperty field in row.Json.EnumerateObject())
        {
            columns.Remove(Name(field, row));
            rest.Remove(field.Name);
            object? value = Texts.Contains(field.Name) ? Text(field.Value)
                : TextLists.Contains(field.Name) ? TextList(field.Value)
                : field.Name == "kwargs" ? ArgumentList(field.Value, row)
                : null;
            if (value is null)
                rest[field.Name] = field.Value;
            else
                columns[field.Name] = value;
        }
        foreach (string name in (IEnumerable<string>)[.. Texts, .. TextLists, "kwargs"])
            columns.TryAdd(name, null);
        columns[RestColumn] = rest.Count == 0 ? null : RowJson.Object(writer =>
        {
            foreach (var (name, value) in rest)
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(value.GetRawText());
            }
        }).GetRawText();
        return columns;
    }

    private static string Name(JsonProperty field, DatasetRow row)
    {
        try
        {
            return field.Name;
        }
        catch (InvalidOperationException e)
        {
            throw new DatasetException(new DatasetError($"row {row.Key}", 0, null, "a field's name holds a lone surrogate, for which Parquet has no form", "Rename the field or write JSON lines"), e);
        }
    }

    // Null when the column cannot hold the value as it is; Parquet's texts are UTF-8, without lone surrogates.
    private static string? Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            return null;
        string text = JsonText.Read(value);
        return JsonText.HasLoneSurrogate(text) ? null : text;
    }

    // The library takes lists of texts in this form only.
    private static List<ReadOnlyMemory<char>?>? TextList(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return null;
        var texts = new List<ReadOnlyMemory<char>?>();
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (Text(item) is not { } text)
                return null;
            texts.Add(text.AsMemory());
        }
        return texts;
    }

    private static List<IDictionary<string, object?>>? ArgumentList(JsonElement value, DatasetRow row)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return null;
        var list = new List<IDictionary<string, object?>>();
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object)
                return null;
            Dictionary<string, object?> columns = Arguments.ToDictionary(a => a.Key, _ => (object?)null);
            foreach (JsonProperty argument in item.EnumerateObject())
            {
                if (argument.Value.ValueKind == JsonValueKind.Null)
                    continue;
                object? column = !Arguments.TryGetValue(Name(argument, row), out ParameterKind kind) ? null : kind switch
                {
                    ParameterKind.Integer => argument.Value.ValueKind == JsonValueKind.Number && argument.Value.TryGetInt64(out long number) ? number : null,
                    ParameterKind.Number => argument.Value.ValueKind == JsonValueKind.Number ? argument.Value.GetDouble() : null,
                    ParameterKind.Strings => TextList(argument.Value),
                    _ => Text(argument.Value),
                };
                if (column is null)
                    return null;
                columns[argument.Name] = column;
            }
            list.Add(columns);
        }
        return list;
    }

    private static Field Column(string name, ParameterKind kind) => kind switch
    {
        ParameterKind.Integer => new DataField(name, typeof(long), isNullable: true),
        ParameterKind.Number => new DataField(name, typeof(double), isNullable: true),
        ParameterKind.Strings => new ListField(name, typeof(string)),
        _ => new DataField(name, typeof(string), isNullable: true),
    };
}
