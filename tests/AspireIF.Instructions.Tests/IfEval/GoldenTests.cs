using System.Text.Json;
using AspireIF.Instructions.Checkers;
using AspireIF.Instructions.Constraints;
using AspireIF.Tests;

namespace AspireIF.Instructions.Tests.IfEval;

/// <summary>Verdicts of the official Python checkers over all types. The three that ask for a language have closer tests of their own, too.</summary>
public sealed class GoldenTests(ITestOutputHelper output)
{
    [Fact]
    public void Gpt4_verdicts_equal_the_official_ones()
    {
        var scores = new IfEvalScores();
        int total = 0, strictWrong = 0, looseWrong = 0;
        foreach (string line in SharedData.Lines("ifeval_gpt4_golden.jsonl.gz"))
        {
            using var json = JsonDocument.Parse(line);
            JsonElement row = json.RootElement;
            string[] ids = [.. row.GetProperty("instruction_id_list").EnumerateArray().Select(e => e.GetString()!)];
            Constraint[] constraints = [.. ids.Zip(row.GetProperty("kwargs").EnumerateArray(), (id, kwargs) => new Constraint(id, ConstraintArguments.FromJson(kwargs), ""))];
            Verification verification = Verifier.Verify(constraints, row.GetProperty("response").GetString()!);
            scores.Add(verification);
            for (int i = 0; i < ids.Length; i++)
            {
                total++;
                bool strict = row.GetProperty("follow_strict")[i].GetBoolean(), loose = row.GetProperty("follow_loose")[i].GetBoolean();
                if (verification.Constraints[i].Strict != strict)
                {
                    strictWrong++;
                    output.WriteLine($"strict {row.GetProperty("key")} {ids[i]} {constraints[i].Arguments}: official {strict}; {verification.Constraints[i].Reason}");
                }
                if (verification.Constraints[i].Loose != loose)
                {
                    looseWrong++;
                    output.WriteLine($"loose {row.GetProperty("key")} {ids[i]} {constraints[i].Arguments}: official {loose}");
                }
            }
        }
        output.WriteLine($"strict equal {total - strictWrong} of {total}, loose equal {total - looseWrong} of {total}");
        output.WriteLine($"prompt strict {100 * scores.PromptStrict:F2} (official 77.08), instruction strict {100 * scores.InstructionStrict:F2} (83.69), "
            + $"prompt loose {100 * scores.PromptLoose:F2} (79.67), instruction loose {100 * scores.InstructionLoose:F2} (85.61)");
        Assert.Equal(834, total);
        Assert.True(strictWrong <= 0.002 * total && looseWrong <= 0.002 * total, $"{strictWrong} strict and {looseWrong} loose verdicts of {total} differ");
    }

    [Fact]
    public void Adversarial_verdicts_equal_the_official_ones()
    {
        var types = new SortedDictionary<string, (int Count, int Wrong)>(StringComparer.Ordinal);
        foreach (string line in SharedData.Lines("checker_cases_dev.jsonl.gz"))
        {
            using var json = JsonDocument.Parse(line);
            JsonElement row = json.RootElement;
            if (row.TryGetProperty("stable", out JsonElement stable) && stable.ValueKind == JsonValueKind.False)
                continue;
            string id = row.GetProperty("instruction_id").GetString()!;
            var arguments = ConstraintArguments.FromJson(row.GetProperty("kwargs"));
            string response = PythonJson.ReadString(row.GetProperty("response"));
            Verdict verdict = ConstraintCatalog.Find(id)!.Bind!(arguments).Check(response);
            bool official = row.GetProperty("verdict").GetBoolean();
            var (count, wrong) = types.GetValueOrDefault(id);
            types[id] = (count + 1, wrong + (verdict.Satisfied == official ? 0 : 1));
            if (verdict.Satisfied != official)
                output.WriteLine($"{id} {arguments}: official {official}; {verdict.Reason}; {JsonSerializer.Serialize(response.Length > 300 ? response[..300] : response)}");
        }
        foreach (var (id, (count, wrong)) in types)
            output.WriteLine($"{id}: {count - wrong} of {count}");
        int total = types.Values.Sum(t => t.Count), allWrong = types.Values.Sum(t => t.Wrong);
        output.WriteLine($"all: {total - allWrong} of {total}");
        Assert.Equal(25, types.Count);
        Assert.True(allWrong <= 0.01 * total, $"{allWrong} of {total} verdicts differ");
        Assert.All(types, t => Assert.True(t.Value.Wrong <= 0.03 * t.Value.Count, $"{t.Key}: {t.Value.Wrong} of {t.Value.Count} verdicts differ"));
    }
}
