using System.Text.Json;
using AspireIF.Instructions.Datasets;
using AspireIF.Tests;
using CsCheck;

namespace AspireIF.Instructions.Tests.Datasets;

public sealed class ParquetTests
{
    private static async Task<(List<DatasetRow> Rows, List<DatasetError> Errors)> ReadAsync(byte[] bytes)
    {
        var errors = new List<DatasetError>();
        var rows = new List<DatasetRow>();
        await foreach (DatasetRow row in DatasetReader.ReadAsync(new MemoryStream(bytes), "x.parquet", errors.Add))
            rows.Add(row);
        return (rows, errors);
    }

    private static async Task<byte[]> WriteAsync(IEnumerable<DatasetRow> rows, int rowGroupSize = 1000)
    {
        using var stream = new MemoryStream();
        await ParquetDatasetWriter.WriteAsync(stream, rows, rowGroupSize);
        return stream.ToArray();
    }

    [Theory]
    [InlineData("ifeval_input_data.jsonl", 541)]
    [InlineData("verlif_train_sample.jsonl.gz", 119)]
    [InlineData("ifbench_test.jsonl", 300)]
    public async Task Rows_come_back_with_the_same_values(string file, int count)
    {
        List<DatasetRow> rows = [.. DatasetReader.ReadLines(SharedData.Path(file), cancellation: TestContext.Current.CancellationToken)];
        var (again, errors) = await ReadAsync(await WriteAsync(rows, 100));
        Assert.Empty(errors);
        Assert.Equal(count, again.Count);
        for (int i = 0; i < count; i++)
        {
            foreach (JsonProperty field in rows[i].Json.EnumerateObject().Where(f => f.Name != "kwargs"))
                Assert.True(JsonElement.DeepEquals(field.Value, again[i].Json.GetProperty(field.Name)), $"row {i}, {field.Name}");
            Assert.Equal(rows[i].Constraints, again[i].Constraints);
        }
    }

    [Fact]
    public async Task Odd_values_survive()
    {
        (List<DatasetRow> rows, _) = Reading.Lines("""
            {"prompt": "p", "key": 1.50, "instruction_id_list": ["a:b"], "kwargs": [{"num_words": "many", "strange": [1, {"x": null}]}], "more": {"deep": [true]}}
            {"prompt": "lone \ud800", "chosen": "c"}
            {"messages": [{"role": "user", "content": "u"}]}
            {"prompt": ""}
            """);
        var (again, errors) = await ReadAsync(await WriteAsync(rows, 2));
        Assert.Empty(errors);
        Assert.Equal(4, again.Count);
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal((rows[i].Kind, rows[i].Prompt, rows[i].Chosen), (again[i].Kind, again[i].Prompt, again[i].Chosen));
            Assert.All(rows[i].Json.EnumerateObject(), f => Assert.Equal(f.Value.GetRawText().Length, again[i].Json.GetProperty(f.Name).GetRawText().Length));
        }
        Assert.Empty((await ReadAsync(await WriteAsync([]))).Rows);
    }

    [Fact]
    public async Task A_name_that_Parquet_cannot_hold_is_told()
    {
        (List<DatasetRow> rows, _) = Reading.Lines("""{"prompt": "p", "\udc00": 1, "key": "k"}""");
        var thrown = await Assert.ThrowsAsync<DatasetException>(() => WriteAsync(rows));
        Assert.Equal("row k", thrown.Error.File);
    }

    [Fact]
    public async Task A_failed_write_leaves_the_older_file()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.parquet");
        try
        {
            await ParquetDatasetWriter.WriteAsync(path, [DatasetRow.OfSeed("old", "1")], cancellation: TestContext.Current.CancellationToken);
            await Assert.ThrowsAsync<InvalidOperationException>(() => ParquetDatasetWriter.WriteAsync(path, Failing(), 1, TestContext.Current.CancellationToken));
            await foreach (DatasetRow row in DatasetReader.ReadAsync(path, cancellation: TestContext.Current.CancellationToken))
                Assert.Equal("old", row.Prompt);
            Assert.Single(Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(path) + "*"));
        }
        finally
        {
            File.Delete(path);
        }

        static IEnumerable<DatasetRow> Failing()
        {
            yield return DatasetRow.OfSeed("new", "1");
            throw new InvalidOperationException("the source failed");
        }
    }

    [Fact]
    public async Task Damaged_files_give_an_error_and_no_crash()
    {
        List<DatasetRow> rows = [.. Enumerable.Range(0, 12).Select(i => DatasetRow.OfIfEval($"k{i}", $"prompt {i}", []))];
        byte[] whole = await WriteAsync(rows, 6);
        Assert.Equal(12, (await ReadAsync(whole)).Rows.Count);
        await Gen.Select(Gen.Int[4, whole.Length - 1], Gen.Byte, Gen.Int[4, whole.Length * 3]).SampleAsync(async (at, value, length) =>
        {
            byte[] damaged = [.. whole.AsSpan(0, Math.Min(length, whole.Length))];
            damaged[at % damaged.Length] = value;
            if (damaged is not [(byte)'P', (byte)'A', (byte)'R', (byte)'1', ..])
                return;
            var (read, errors) = await ReadAsync(damaged);
            Assert.True(read.Count + errors.Count > 0 || damaged.Length == whole.Length);
        }, iter: 500);
    }
}
