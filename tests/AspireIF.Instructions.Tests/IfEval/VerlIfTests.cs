using System.Text.Json;
using AspireIF.Instructions.Checkers;
using AspireIF.Instructions.Constraints;
using AspireIF.Tests;

namespace AspireIF.Instructions.Tests.IfEval;

/// <summary>Training rows of verl-if: hard and soft constraints mixed, two answers each, with the verdicts of its checkers.</summary>
public sealed class VerlIfTests(ITestOutputHelper output)
{
    [Fact]
    public void Training_rows_have_the_verdicts_of_the_published_checkers()
    {
        int total = 0, soft = 0, wrong = 0;
        foreach (string line in SharedData.Lines("verlif_train_sample.jsonl.gz"))
        {
            using var json = JsonDocument.Parse(line);
            JsonElement row = json.RootElement;
            Constraint[] constraints = [.. row.GetProperty("instruction_id_list").EnumerateArray()
                .Zip(row.GetProperty("kwargs").EnumerateArray(), (id, kwargs) => new Constraint(id.GetString()!, ConstraintArguments.FromJson(kwargs), ""))];
            var verifier = new Verifier(constraints);
            foreach (string answer in (string[])["chosen", "rejected"])
            {
                Verification verification = verifier.Verify(row.GetProperty(answer).GetString()!);
                foreach (var (constraint, official) in verification.Constraints.Zip(row.GetProperty(answer + "_follow_strict").EnumerateArray()))
                {
                    total++;
                    soft += constraint.Strict is null ? 1 : 0;
                    bool? expected = official.ValueKind == JsonValueKind.Null ? null : official.GetBoolean();
                    if (constraint.Strict == expected || constraint.Id.StartsWith("language:", StringComparison.Ordinal) || constraint.Id.StartsWith("change_case:english", StringComparison.Ordinal))
                        continue;
                    wrong++;
                    output.WriteLine($"row {row.GetProperty("row")} {answer} {constraint.Id}: official {expected}; {constraint.Reason}");
                }
            }
        }
        output.WriteLine($"{total} verdicts, {soft} of them soft, {wrong} differ");
        Assert.InRange(soft, 1, total - 1);
        Assert.True(wrong <= 0.002 * total, $"{wrong} of {total} verdicts differ");
    }
}
