using System.Text.Json;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Datasets;
using AspireIF.Tests;

namespace AspireIF.Instructions.Tests.Datasets;

public sealed class PublicDatasetsTests
{
    [Theory]
    [InlineData("ifeval_input_data.jsonl", 541, DatasetKind.IfEval)]
    [InlineData("verlif_train_sample.jsonl.gz", 119, DatasetKind.VerlIf)]
    [InlineData("verlif_seed_data.jsonl.gz", 1500, DatasetKind.Seed)]
    [InlineData("ifbench_test.jsonl", 300, DatasetKind.IfEval)]
    [InlineData("mifeval_es_input_data.jsonl", 115, DatasetKind.IfEval)]
    [InlineData("mifeval_fr_input_data.jsonl", 235, DatasetKind.IfEval)]
    public async Task Rows_are_read_and_written_back_with_the_same_values(string file, int count, DatasetKind kind)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string copy = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}-{file}");
        var rows = new List<DatasetRow>();
        try
        {
            using (var writer = new DatasetWriter(copy))
            {
                await foreach (DatasetRow row in DatasetReader.ReadAsync(SharedData.Path(file), cancellation: cancellation))
                {
                    rows.Add(row);
                    writer.Write(row);
                }
                Assert.False(File.Exists(copy));
                writer.Complete();
            }
            string[] original = [.. SharedData.Lines(file)];
            List<DatasetRow> again = [.. DatasetReader.ReadLines(copy, cancellation: cancellation)];
            Assert.Equal(count, rows.Count);
            Assert.Equal(count, again.Count);
            Assert.All(rows, row => Assert.Equal(kind, row.Kind));
            for (int i = 0; i < count; i++)
            {
                using JsonDocument expected = JsonDocument.Parse(original[i]);
                Assert.True(JsonElement.DeepEquals(expected.RootElement, again[i].Json), $"row {i} of {file}");
            }
        }
        finally
        {
            File.Delete(copy);
        }
    }

    [Fact]
    public void A_verl_if_row_separates_into_seed_and_constraints()
    {
        string[] seeds = [.. DatasetReader.ReadLines(SharedData.Path("verlif_seed_data.jsonl.gz")).Select(r => Squeeze(r.Prompt!))];
        int known = 0;
        foreach (DatasetRow row in DatasetReader.ReadLines(SharedData.Path("verlif_train_sample.jsonl.gz")))
        {
            Instruction instruction = row.ToInstruction();
            Assert.Equal(5, instruction.Constraints.Count);
            Assert.All(instruction.Constraints, c => Assert.Equal(c.Text.Trim(), c.Span!.Value.Of(row.Prompt).ToString()));
            Assert.StartsWith(instruction.Seed, row.Prompt!, StringComparison.Ordinal);
            known += seeds.Contains(Squeeze(instruction.Seed)) ? 1 : 0;
        }
        TestContext.Current.TestOutputHelper!.WriteLine($"{known} of 119 seeds are seeds of the seed file");
        Assert.InRange(known, 100, 119);
    }

    private static string Squeeze(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
