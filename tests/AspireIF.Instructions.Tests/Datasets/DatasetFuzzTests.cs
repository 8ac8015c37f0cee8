using System.Text;
using AspireIF.Instructions.Datasets;
using CsCheck;

namespace AspireIF.Instructions.Tests.Datasets;

/// <summary>A million files that nobody would write.</summary>
public sealed class DatasetFuzzTests(ITestOutputHelper output)
{
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", "\"", ":", ",", "\\", "\\u", "\\ud800", "\\udc00", "\\u0000", "\n", "\r\n", "\r", " ", "\uFEFF", "\u2028", "\u0085", "null", "true", "NaN", "-Infinity",
        "1e999", "-0", "99999999999999999999999999", "0.1e-400", "\"prompt\"", "\"key\"", "\"instruction_id_list\"", "\"kwargs\"", "\"constraint\"", "\"messages\"", "\"role\"", "\"user\"",
        "\"content\"", "\"instruction\"", "\"input\"", "\"punctuation:no_comma\"", "\"length_constraints:number_words\"", "{\"num_words\": 1e999}", "{\"relation\": []}", "{\"\\ud800\": 1}",
        "{\"prompt\": \"p\"}", "{\"prompt\": \"p\", \"instruction_id_list\": [\"punctuation:no_comma\"], \"kwargs\": [{}]}\n", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "{\"a\":{\"a\":{\"a\":", "é", "\ud83d\ude00",
    ];

    private static readonly Gen<string> Text = Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 12].Select(string.Concat);

    private const string Good = "{\"prompt\": \"good\"}\n";

    /// <summary>Whatever follows a good line, the line is kept, nothing is thrown, and every line is a row, an error or blank.</summary>
    private static void Check(byte[] bytes, DatasetOptions? options = null)
    {
        var (rows, errors) = Reading.Bytes(bytes, options);
        Assert.Equal("good", rows[0].Prompt);
        foreach (DatasetRow row in rows)
            row.ToInstruction();
        Assert.All(errors, e => Assert.NotEqual(1, e.Line));
    }

    private void Fuzz<T>(Gen<T> gen, int inputs, Action<T> read)
    {
        long count = 0;
        gen.Sample(
            input =>
            {
                Interlocked.Increment(ref count);
                read(input);
            },
            iter: inputs);
        output.WriteLine($"{count} inputs");
        Assert.InRange(count, inputs, long.MaxValue);
    }

    [Fact]
    public void Arbitrary_json_like_text() =>
        Fuzz(Text, 200_000, text => Check(Encoding.UTF8.GetBytes(Good + text)));

    [Fact]
    public void Arbitrary_bytes() =>
        Fuzz(Gen.Byte.Array[0, 40], 400_000, bytes => Check([.. Encoding.ASCII.GetBytes(Good), .. bytes], new DatasetOptions { MaxLineBytes = 20 }));

    [Fact]
    public void Mutated_rows()
    {
        byte[] row = Encoding.UTF8.GetBytes("""{"key": 7, "prompt": "é Be brief. No commas", "constraint": ["Be brief", "No commas"], "instruction_id_list": ["style:open_ended", "punctuation:no_comma"], "kwargs": [{}, {"relation": "at least", "num_words": 3.0}]}""");
        Fuzz(Gen.Select(Gen.Int[0, row.Length - 1], Gen.Byte, Gen.Int[0, row.Length]).Array[1, 3], 100_000, edits =>
        {
            byte[] mutated = [.. row];
            foreach (var (at, value, cut) in edits)
            {
                mutated[at % mutated.Length] = value;
                if (cut % 8 == 0 && cut > 8)
                    mutated = mutated[..Math.Min(cut, mutated.Length)];
            }
            Check([.. Encoding.ASCII.GetBytes(Good), .. mutated]);
        });
    }

    [Fact]
    public void Plain_text_of_any_bytes() =>
        Fuzz(Gen.Byte.Array[0, 60], 250_000, bytes =>
        {
            List<DatasetRow> rows = Reading.Bytes(bytes, name: "x.txt").Rows;
            Assert.All(rows, row => Assert.NotNull(row.Prompt));
        });

    [Fact]
    public void Damaged_gzip()
    {
        byte[] whole = Reading.Gzip(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20).Select(i => $"{{\"prompt\": \"{i * 7919}\"}}\n"))));
        Fuzz(Gen.Select(Gen.Int[2, whole.Length - 1], Gen.Byte, Gen.Int[2, whole.Length]), 50_000, damage =>
        {
            var (at, value, length) = damage;
            byte[] damaged = whole[..length];
            damaged[at % length] = value;
            if (damaged is not [0x1F, 0x8B, ..])
                return;
            var (rows, _) = Reading.Bytes(damaged);
            Assert.InRange(rows.Count, 0, 1000);
        });
    }
}
