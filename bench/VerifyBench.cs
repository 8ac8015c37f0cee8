using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using AspireIF.Instructions.Checkers;
using AspireIF.Instructions.Constraints;

namespace AspireIF.Bench;

/// <summary>Verdicts a second over the 541 answers of GPT-4 to IFEval, beside the official Python checkers on the same two-core kind of machine.</summary>
internal static class VerifyBench
{
    // Official Python checkers, one thread.
    private const double PythonRules = 7_000, PythonLanguage = 180, PythonStrict = 1_320, PythonLoose = 1_000;

    private sealed record Case(string Id, Constraint[] Constraints, int Index, string Response, IConstraintCheck Check);

    public static int Run(string[] args)
    {
        string path = args.Length > 0 ? args[0]
            : Path.Combine(Environment.GetEnvironmentVariable("ASPIREIF_SHARED") ?? "../shared", "data", "ifeval_gpt4_golden.jsonl.gz");
        List<(Constraint[] Constraints, string Response)> rows = Read(path);
        List<Case> cases = [.. rows.SelectMany(r => r.Constraints.Select((c, i) => new Case(c.Id, r.Constraints, i, r.Response, c.Type!.Bind!(c.Arguments))))];
        List<Case> language = [.. cases.Where(c => IsLanguage(c.Id))], rules = [.. cases.Where(c => !IsLanguage(c.Id))];
        Console.WriteLine($"{rows.Count} answers, {cases.Count} verdicts, {rows.Sum(r => (long)r.Response.Length) / rows.Count} characters an answer on average");

        Console.WriteLine($"{"type",-50} {"n",4} {"ns/verdict",12}");
        foreach (var group in cases.GroupBy(c => c.Id).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            Case[] type = [.. group];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{group.Key,-50} {type.Length,4} {1e9 / Rate(type.Length, () => CheckAll(type)),12:F0}"));
        }

        double strict = Rate(rules.Count, () => CheckAll(rules));
        double identified = Rate(language.Count, () => CheckAll(language));
        double all = Rate(cases.Count, () => CheckAll(cases));
        var verifiers = rows.Select(r => (Verifier: new Verifier(r.Constraints), r.Response)).ToList();
        double loose = Rate(cases.Count, () =>
        {
            int followed = 0;
            foreach (var (verifier, response) in verifiers)
                followed += verifier.Verify(response).FollowsAllLoose ? 1 : 0;
            return followed;
        });
        double binding = Rate(rules.Count, () =>
        {
            int followed = 0;
            foreach (Case c in rules)
                followed += c.Constraints[c.Index] is var constraint && constraint.Type!.Bind!(constraint.Arguments).Check(c.Response).Satisfied ? 1 : 0;
            return followed;
        });
        int threads = Environment.ProcessorCount;
        double parallel = Rate(rules.Count * threads, () =>
        {
            var followed = new int[threads * 16];
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, t => followed[16 * t] = CheckAll(rules));
            return followed.Sum();
        });

        Console.WriteLine();
        Console.WriteLine($"{"verdicts a second",-50} {"here",12} {"Python",10} {"times",8}");
        Print("rules, strict, one thread", strict, PythonRules);
        Print("language, strict, one thread", identified, PythonLanguage);
        Print("all, strict, one thread", all, PythonStrict);
        Print("all, strict and loose with reasons, one thread", loose, PythonLoose);
        Print("rules, strict, binding included, one thread", binding, PythonRules);
        Print($"rules, strict, {threads} threads", parallel, PythonRules);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            bench = "verify",
            strict_rules = Math.Round(strict),
            strict_language = Math.Round(identified),
            strict_all = Math.Round(all),
            strict_and_loose_all = Math.Round(loose),
            strict_rules_with_binding = Math.Round(binding),
            threads,
            strict_rules_threads = Math.Round(parallel),
        }));
        return 0;
    }

    private static bool IsLanguage(string id) => id.StartsWith("language:", StringComparison.Ordinal) || id.StartsWith("change_case:english_", StringComparison.Ordinal);

    private static int CheckAll(IReadOnlyList<Case> cases)
    {
        int followed = 0;
        for (int i = 0; i < cases.Count; i++)
            followed += cases[i].Check.Check(cases[i].Response).Satisfied ? 1 : 0;
        return followed;
    }

    // The best of many short rounds after a warm-up: what the machine can do when nothing else disturbs it.
    private static double Rate(int verdicts, Func<int> pass)
    {
        var watch = Stopwatch.StartNew();
        while (watch.ElapsedMilliseconds < 250)
            pass();
        double best = 0;
        for (int round = 0; round < 40; round++)
        {
            int passes = 0;
            watch.Restart();
            do
            {
                pass();
                passes++;
            }
            while (watch.Elapsed.TotalMilliseconds < 8);
            best = Math.Max(best, passes * (double)verdicts / watch.Elapsed.TotalSeconds);
        }
        return best;
    }

    private static void Print(string name, double rate, double python) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-50} {rate,12:N0} {python,10:N0} {rate / python,8:F0}"));

    private static List<(Constraint[], string)> Read(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var rows = new List<(Constraint[], string)>();
        foreach (string line in reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var json = JsonDocument.Parse(line);
            JsonElement row = json.RootElement;
            Constraint[] constraints = [.. row.GetProperty("instruction_id_list").EnumerateArray()
                .Zip(row.GetProperty("kwargs").EnumerateArray(), (id, kwargs) => new Constraint(id.GetString()!, ConstraintArguments.FromJson(kwargs), ""))];
            rows.Add((constraints, row.GetProperty("response").GetString()!));
        }
        return rows;
    }
}
