using System.Text;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Datasets;

namespace AspireIF.Instructions.Tests.Datasets;

public sealed class DatasetReaderTests
{
    [Fact]
    public void A_broken_line_is_told_and_its_neighbours_are_read()
    {
        var (rows, errors) = Reading.Lines("{\"prompt\": \"a\"}\n{\"prompt\": \n\n{\"prompt\": 7}\n{\"prompt\": \"b\"}\n[1]\n{\"prompt\": NaN}\n{\"x\": 1}\n{\"prompt\": \"c\"} {}\n{\"prompt\": \"d\"}");
        Assert.Equal(["a", "b", "d"], rows.Select(r => r.Prompt));
        Assert.Equal([2, 4, 6, 7, 8, 9], errors.Select(e => e.Line));
        Assert.Equal("prompt", errors[1].Field);
        Assert.Contains("a number, not a string", errors[1].Problem, StringComparison.Ordinal);
        Assert.All(errors, e => Assert.Equal("data.jsonl", e.File));
    }

    [Fact]
    public void Without_a_callback_the_first_error_is_thrown_after_the_good_rows_before_it()
    {
        using var stream = new MemoryStream("{\"prompt\": \"a\"}\nbroken\n{\"prompt\": \"b\"}\n"u8.ToArray());
        var rows = new List<DatasetRow>();
        var thrown = Assert.Throws<DatasetException>(() => rows.AddRange(DatasetReader.ReadLines(stream, "x.jsonl").Select(r => r)));
        Assert.Equal(2, thrown.Error.Line);
    }

    [Fact]
    public void Only_a_line_feed_ends_a_line()
    {
        var (rows, errors) = Reading.Lines("\uFEFF{\"prompt\": \"a\u0085b\u2028c\"}\r\n{\"prompt\": \"d\"}");
        Assert.Empty(errors);
        Assert.Equal(["a\u0085b\u2028c", "d"], rows.Select(r => r.Prompt));
    }

    [Fact]
    public void Lone_surrogates_and_duplicate_fields_are_read_as_Python_reads_them()
    {
        string line = """{"prompt": "x", "key": 1, "prompt": "a\ud800\n\"\u00e9", "z": "\udc00"}""";
        var (rows, errors) = Reading.Lines(line);
        Assert.Empty(errors);
        Assert.Equal("a\ud800\n\"\u00e9", Assert.Single(rows).Prompt);
        using var written = new MemoryStream();
        using (var writer = new DatasetWriter(written))
            writer.Write(rows[0]);
        Assert.Equal(line + "\n", Encoding.UTF8.GetString(written.ToArray()));
    }

    [Fact]
    public void A_new_row_keeps_a_lone_surrogate()
    {
        DatasetRow row = DatasetRow.OfResponse("k", "tab\t\ud83d", "\udca9 \ud83d\udca9");
        using var written = new MemoryStream();
        using (var writer = new DatasetWriter(written))
            writer.Write(row);
        var (rows, errors) = Reading.Bytes(written.ToArray());
        Assert.Empty(errors);
        Assert.Equal(("tab\t\ud83d", "\udca9 \ud83d\udca9"), (rows[0].Prompt, rows[0].Response));
    }

    [Fact]
    public void A_line_over_the_limit_is_skipped_and_the_limit_is_exact()
    {
        string fits = "{\"prompt\": \"" + new string('x', 87) + "\"}";
        Assert.Equal(101, fits.Length);
        string over = fits.Insert(20, "y");
        var (rows, errors) = Reading.Lines($"{fits}\r\n{over}\n{fits}\n{new string('z', 300_000)}\n{over}", new DatasetOptions { MaxLineBytes = 101 });
        Assert.Equal(2, rows.Count);
        Assert.Equal([2, 4, 5], errors.Select(e => e.Line));
    }

    [Fact]
    public void A_gzip_that_is_cut_off_gives_the_rows_before_the_cut_and_one_error()
    {
        var random = new Random(5);
        string text = string.Concat(Enumerable.Range(0, 3000).Select(i => $"{{\"prompt\": \"{i}-{random.NextInt64()}\"}}\n"));
        byte[] whole = Reading.Gzip(Encoding.UTF8.GetBytes(text));
        Assert.Equal(3000, Reading.Bytes(whole).Rows.Count);
        var (rows, errors) = Reading.Bytes(whole[..(whole.Length / 2)]);
        Assert.InRange(rows.Count, 1000, 2000);
        DatasetError error = Assert.Single(errors);
        Assert.Equal(rows.Count + 1, error.Line);
        Assert.StartsWith("1999-", Reading.Bytes([.. Reading.Gzip(Encoding.UTF8.GetBytes(text)), .. Reading.Gzip("{\"prompt\": \"tail\"}"u8.ToArray())]).Rows[1999].Prompt, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_file_holds_one_instruction_a_line()
    {
        var (rows, errors) = Reading.Lines("Write a poem.\n\n  Name {three} rivers. \r\n", name: "seeds.txt");
        Assert.Empty(errors);
        Assert.Equal(["Write a poem.", "Name {three} rivers."], rows.Select(r => r.Prompt));
        Assert.Equal(["1", "3"], rows.Select(r => r.Key));
    }

    [Fact]
    public void Wrong_shapes_name_the_field()
    {
        (string Json, string Field)[] cases =
        [
            ("""{"prompt": "p", "instruction_id_list": "a"}""", "instruction_id_list"),
            ("""{"prompt": "p", "instruction_id_list": ["a", 3], "kwargs": [{}, {}]}""", "instruction_id_list[1]"),
            ("""{"prompt": "p", "instruction_id_list": ["a"], "kwargs": []}""", "kwargs"),
            ("""{"prompt": "p", "instruction_id_list": ["a"], "kwargs": [[]]}""", "kwargs[0]"),
            ("""{"prompt": "p", "instruction_id_list": ["a"], "kwargs": [{}], "constraint": ["x", "y"]}""", "constraint"),
            ("""{"messages": [{"content": "x"}]}""", "messages[0].role"),
            ("""{"messages": []}""", "messages"),
            ("""{"messages": [{"role": "user", "content": ["x"]}]}""", "messages[0].content"),
            ("""{"prompt": "p", "key": [1]}""", "key"),
        ];
        foreach (var (json, field) in cases)
        {
            var (rows, errors) = Reading.Lines(json);
            Assert.Empty(rows);
            Assert.Equal(field, Assert.Single(errors).Field);
        }
    }

    [Fact]
    public void An_unknown_constraint_id_is_a_soft_constraint()
    {
        var (rows, _) = Reading.Lines("""{"prompt": "Sing. Be a tree.", "instruction_id_list": ["odd:one"], "kwargs": [null], "constraint": ["Be a tree."]}""");
        Instruction instruction = rows[0].ToInstruction();
        Constraint constraint = Assert.Single(instruction.Constraints);
        Assert.False(constraint.IsHard);
        Assert.Equal(SoftCategory.Open, constraint.Category);
        Assert.Equal(("Sing.", "Sing. Be a tree."), (instruction.Seed, instruction.Prompt));
        Assert.Equal(new TextSpan(6, 16), constraint.Span);
    }

    [Fact]
    public void Chat_rows_give_their_turns()
    {
        var (rows, _) = Reading.Lines("""{"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}, {"role": "assistant", "content": "a"}]}""");
        Assert.Equal([new("system", "s"), new("user", "u"), new("assistant", "a")], rows[0].Messages!);
        Assert.Equal("u", rows[0].Prompt);
        Assert.Equal(DatasetKind.Chat, rows[0].Kind);
    }

    [Fact]
    public async Task A_missing_file_is_an_error_with_its_path()
    {
        var errors = new List<DatasetError>();
        await foreach (DatasetRow _ in DatasetReader.ReadAsync("/no/such/file.jsonl", errors.Add, cancellation: TestContext.Current.CancellationToken))
            Assert.Fail("there is no row");
        Assert.Equal("/no/such/file.jsonl", Assert.Single(errors).File);
    }

    [Fact]
    public void Cancelling_stops_the_reading()
    {
        using var source = new CancellationTokenSource();
        using var stream = new Endless("{\"prompt\": \"x\"}\n", int.MaxValue);
        int count = 0;
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (DatasetRow _ in DatasetReader.ReadLines(stream, "endless", cancellation: source.Token))
            {
                if (++count == 10)
                    source.Cancel();
            }
        });
        Assert.Equal(10, count);
    }
}
