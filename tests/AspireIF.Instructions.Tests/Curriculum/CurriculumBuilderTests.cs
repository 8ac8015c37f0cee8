using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Curriculum;
using AspireIF.Instructions.Datasets;

namespace AspireIF.Instructions.Tests.Curriculum;

public sealed class CurriculumBuilderTests
{
    private static IEnumerable<Instruction> Instructions(int constraints, int count = int.MaxValue)
    {
        for (int i = 0; i < count; i++)
            yield return new Instruction($"i{i}", $"Say {i}.", [.. Enumerable.Range(0, constraints).Select(k => new Constraint("soft:open", ConstraintArguments.Empty, $"Demand {k}.") { Category = SoftCategory.Open })]);
    }

    private static int[] Counts(IEnumerable<CurriculumRow> rows, int levels) => [.. Enumerable.Range(0, levels).Select(k => rows.Count(r => r.Level.Level == k))];

    [Theory]
    [InlineData(Arrangement.Ladders)]
    [InlineData(Arrangement.Shuffled)]
    [InlineData(Arrangement.ByLevel)]
    public void Levels_have_the_rows_that_the_mix_asks_for(Arrangement arrangement)
    {
        var mix = new LevelMix([3, 10, 0, 25, 7]);
        List<CurriculumRow> rows = [.. CurriculumBuilder.Build(Instructions(5), new CurriculumOptions { Mix = mix, Arrangement = arrangement })];
        Assert.Equal(mix.Counts, Counts(rows, 5));
        Assert.Equal(45, rows.Select(r => r.Key).Distinct().Count());
        if (arrangement == Arrangement.ByLevel)
            Assert.Equal(rows.Select(r => r.Level.Level).Order(), rows.Select(r => r.Level.Level));
    }

    [Fact]
    public void The_papers_counts()
    {
        Assert.Equal(13_570, LevelMix.Paper.Total);
        Assert.Equal(LevelMix.Paper.Counts, Counts(CurriculumBuilder.Build(Instructions(5)), 6));
    }

    [Fact]
    public void A_scaled_mix_keeps_the_total_and_the_shape()
    {
        for (int total = 0; total < 500; total += 7)
        {
            LevelMix mix = LevelMix.Paper.Scaled(total);
            Assert.Equal(total, mix.Total);
            for (int k = 0; k < 6; k++)
                Assert.InRange(mix.Counts[k] - LevelMix.Paper.Counts[k] * (double)total / 13_570, -1, 1);
        }
    }

    [Fact]
    public void When_instructions_run_out_the_lack_is_told()
    {
        var lacking = new List<(int, int)>();
        int rows = CurriculumBuilder.Build(Instructions(2, 4), new CurriculumOptions { Mix = new LevelMix([0, 3, 9, 1]) }, (level, count) => lacking.Add((level, count))).Count();
        Assert.Equal(7, rows);
        Assert.Equal([(2, 5), (3, 1)], lacking);
    }

    [Fact]
    public void Shuffles_follow_the_seed_and_the_window()
    {
        var options = new CurriculumOptions { Mix = new LevelMix([0, 0, 400]), Seed = 1 };
        string[] Keys(CurriculumOptions o) => [.. CurriculumBuilder.Build(Instructions(2), o).Select(r => r.Key)];
        Assert.Equal(Keys(options), Keys(options));
        Assert.NotEqual(Keys(options), Keys(options with { Seed = 2 }));
        Assert.Equal(Keys(options with { ShuffleWindow = 1 }), Keys(options with { Arrangement = Arrangement.Ladders }));
        string[] near = Keys(options with { ShuffleWindow = 10 });
        for (int i = 0; i < near.Length; i++)
            Assert.InRange(int.Parse(near[i][1..^2], System.Globalization.CultureInfo.InvariantCulture), 0, i + 9);
    }

    [Fact]
    public void Rows_come_back_from_their_json()
    {
        CurriculumRow row = CurriculumBuilder.Build(Instructions(3), new CurriculumOptions { Mix = new LevelMix([0, 0, 0, 1]) }).Single();
        using var stream = new MemoryStream();
        using (var writer = new DatasetWriter(stream))
        {
            writer.Write(row.ToVerlIf());
            writer.Write(row.ToIfEval());
        }
        stream.Position = 0;
        DatasetRow[] rows = [.. DatasetReader.ReadLines(stream, "rows")];
        Assert.Equal([DatasetKind.VerlIf, DatasetKind.IfEval], rows.Select(r => r.Kind));
        Assert.All(rows, r => Assert.Equal((row.Key, row.Prompt), (r.Key, r.Prompt)));
        Assert.Equal(row.Constraints.Select(c => (c.Id, c.Text, c.Category)), rows[0].Constraints!.Select(c => (c.Id, c.Text, c.Category)));
        Assert.Equal(3, rows[0].Json.GetProperty("level").GetInt32());
    }

    [Fact]
    public void Cancelling_stops_the_building()
    {
        using var source = new CancellationTokenSource();
        var rows = CurriculumBuilder.Build(Instructions(1), new CurriculumOptions { Arrangement = Arrangement.Ladders }, cancellation: source.Token).GetEnumerator();
        Assert.True(rows.MoveNext());
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => rows.MoveNext());
    }
}
