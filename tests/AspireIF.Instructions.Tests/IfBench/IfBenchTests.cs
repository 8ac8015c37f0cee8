using System.Text.Json;
using AspireIF.Instructions.Checkers.IfBench;
using AspireIF.Instructions.Constraints;
using AspireIF.Tests;
using CsCheck;

namespace AspireIF.Instructions.Tests.IfBench;

public sealed class IfBenchTests(ITestOutputHelper output)
{
    private static readonly string[] Pieces = ["\n", "\r", "\"", "'", ",", "*", "- ", "(", "[[{", "}])", ". ", "?! ", "Question 1. ", "A) x\n", "<i>", "</i>", "7", "Zimbabwe\n", "é", "🎉", "word ", "bald eagle", "\t", "\ud800", "日本"];

    [Fact]
    public void There_are_58_types_with_ids_of_their_own() =>
        Assert.Equal(58, IfBenchTypes.All.Select(t => t.Id).Distinct().Count(id => ConstraintCatalog.Find(id) is { IsHard: true }));

    [Fact]
    public void Every_public_row_binds_and_reads_as_a_sentence()
    {
        int rows = 0;
        var types = new HashSet<string>();
        foreach (string line in SharedData.Lines("ifbench_test.jsonl"))
        {
            using var json = JsonDocument.Parse(line);
            string[] ids = [.. json.RootElement.GetProperty("instruction_id_list").EnumerateArray().Select(e => e.GetString()!)];
            foreach (var (id, kwargs) in ids.Zip(json.RootElement.GetProperty("kwargs").EnumerateArray()))
            {
                ConstraintType type = ConstraintCatalog.Find(id) ?? throw new InvalidOperationException(id);
                var arguments = ConstraintArguments.FromJson(kwargs);
                type.Bind!(arguments).Check("An answer.");
                Assert.Matches(@"^[A-Z][\s\S]+[.!?\]]$", type.Describe(arguments));
                if (!id.Contains("keywords:existence", StringComparison.Ordinal))
                    types.Add(id);
            }
            rows++;
        }
        Assert.Equal(300, rows);
        Assert.Superset(types.Where(t => IfBenchTypes.All.Any(b => b.Id == t)).ToHashSet(), IfBenchTypes.All.Select(t => t.Id).ToHashSet());
    }

    [Theory]
    [InlineData("""{}""", "count:word_count_range")]
    [InlineData("""{"N": -1}""", "count:numbers")]
    [InlineData("""{"N": 0}""", "count:words_japanese")]
    [InlineData("""{"N": 2.5, "word": "a"}""", "sentence:keyword")]
    [InlineData("""{"percentage": "x"}""", "ratio:stop_words")]
    [InlineData("""{"prompt_to_repeat": ""}""", "repeat:repeat_change")]
    public void Wrong_arguments_are_named(string kwargs, string id) =>
        Assert.Throws<ConstraintArgumentException>(() => Bind(id, kwargs));

    [Fact]
    public void Any_answer_has_a_verdict_with_a_reason_where_it_is_violated()
    {
        long count = 0;
        IConstraintCheck[] checks = [.. IfBenchTypes.All.Select(t => t.Bind!(Sample(t)))];
        Gen<string> piece = Gen.OneOf(
            Gen.Char.Array[0, 12].Select(c => new string(c)),
            Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]));
        piece.Array[0, 30].Select(string.Concat).Sample(
            text =>
            {
                foreach (IConstraintCheck check in checks)
                {
                    Verdict verdict = check.Check(text);
                    Interlocked.Increment(ref count);
                    if (!verdict.Satisfied && string.IsNullOrEmpty(verdict.Reason))
                        return false;
                }
                return true;
            },
            iter: 4_000);
        output.WriteLine($"{count} checks");
        Assert.InRange(count, 200_000, long.MaxValue);
    }

    internal static IConstraintCheck Bind(string id, string kwargs = "{}")
    {
        using var json = JsonDocument.Parse(kwargs);
        return ConstraintCatalog.Find(id)!.Bind!(ConstraintArguments.FromJson(json.RootElement));
    }

    internal static ConstraintArguments Sample(ConstraintType type) => ConstraintArguments.Of([.. type.Parameters.Select(p =>
        (p.Name, p.Kind switch { ParameterKind.Integer => (object?)2, ParameterKind.Number => 50.0, _ => "a word/b" }))]);
}
