using System.Text.Json;
using AspireIF.Instructions.Checkers;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Tests.IfEval;
using AspireIF.Tests;

namespace AspireIF.Instructions.Tests.Languages;

/// <summary>The three types that ask for a language, against the verdicts of the official checkers, which use langdetect.</summary>
public sealed class LanguageVerdictTests(ITestOutputHelper output)
{
    private static bool AsksForLanguage(string id) => id is "language:response_language" or "change_case:english_capital" or "change_case:english_lowercase";

    [Fact]
    public void LanguageVerdictsOnGpt4EqualTheOfficialOnesButForAtMostOne()
    {
        int total = 0, wrong = 0;
        foreach (string line in SharedData.Lines("ifeval_gpt4_golden.jsonl.gz"))
        {
            using var json = JsonDocument.Parse(line);
            JsonElement row = json.RootElement;
            Constraint[] constraints = [.. row.GetProperty("instruction_id_list").EnumerateArray()
                .Zip(row.GetProperty("kwargs").EnumerateArray(), (id, kwargs) => new Constraint(id.GetString()!, ConstraintArguments.FromJson(kwargs), ""))];
            if (!constraints.Any(c => AsksForLanguage(c.Id)))
                continue;
            Verification verification = Verifier.Verify(constraints, row.GetProperty("response").GetString()!);
            for (int i = 0; i < constraints.Length; i++)
            {
                if (!AsksForLanguage(constraints[i].Id))
                    continue;
                total++;
                bool strict = row.GetProperty("follow_strict")[i].GetBoolean(), loose = row.GetProperty("follow_loose")[i].GetBoolean();
                if (verification.Constraints[i].Strict == strict && verification.Constraints[i].Loose == loose)
                    continue;
                wrong++;
                output.WriteLine($"{row.GetProperty("key")} {constraints[i].Id}: official {strict}, {loose}; {verification.Constraints[i].Reason}");
            }
        }
        Assert.Equal(95, total);
        Assert.True(wrong <= 1, $"{wrong} of {total} verdicts differ");
    }

    [Fact]
    public void AdversarialVerdictsAgreeInAtLeast97OfAHundredForEachType()
    {
        var types = new SortedDictionary<string, (int Count, int Wrong)>(StringComparer.Ordinal);
        foreach (string line in SharedData.Lines("checker_cases_dev.jsonl.gz"))
        {
            using var json = JsonDocument.Parse(line);
            JsonElement row = json.RootElement;
            string id = row.GetProperty("instruction_id").GetString()!;
            if (!AsksForLanguage(id) || row.TryGetProperty("stable", out JsonElement stable) && stable.ValueKind == JsonValueKind.False)
                continue;
            string response = PythonJson.ReadString(row.GetProperty("response"));
            Verdict verdict = ConstraintCatalog.Find(id)!.Bind!(ConstraintArguments.FromJson(row.GetProperty("kwargs"))).Check(response);
            bool wrong = verdict.Satisfied != row.GetProperty("verdict").GetBoolean();
            var (count, soFar) = types.GetValueOrDefault(id);
            types[id] = (count + 1, soFar + (wrong ? 1 : 0));
            if (wrong)
                output.WriteLine($"{id}: official {!verdict.Satisfied}; {verdict.Reason}; {JsonSerializer.Serialize(response)}");
        }
        foreach (var (id, (count, wrong)) in types)
            output.WriteLine($"{id}: {count - wrong} of {count}");
        Assert.Equal(3, types.Count);
        Assert.All(types, t => Assert.True(t.Value.Wrong <= 0.03 * t.Value.Count, $"{t.Key}: {t.Value.Wrong} of {t.Value.Count} verdicts differ"));
    }
}
