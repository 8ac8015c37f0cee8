using System.Text.Json;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Decomposition;

namespace AspireIF.Instructions.Tests.Decomposition;

/// <summary>Hand-written prompts, every IFEval type in several phrasings of its own: prompt, then what it asks, tab-separated.</summary>
public sealed class ParaphraseTests(ITestOutputHelper output)
{
    [Fact]
    public void Phrasings_outside_the_public_data_are_read_too()
    {
        var scores = new DecompositionScores { Trace = output.WriteLine };
        using Stream stream = typeof(ParaphraseTests).Assembly.GetManifestResourceStream("paraphrases.tsv")!;
        using var reader = new StreamReader(stream);
        foreach (string line in reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] fields = line.Split('\t', StringSplitOptions.RemoveEmptyEntries);
            Constraint[] asked = [.. fields.Skip(1).Select(f => f.Split(' ', 2)).Select(f => new Constraint(f[0], ConstraintArguments.FromJson(JsonElement.Parse(f[1])), ""))];
            scores.Add(new LabelledPrompt(fields[0], asked, []), InstructionDecomposer.Decompose(fields[0]));
        }
        output.WriteLine($"types F1 {scores.TypeF1:F4}, parameters {scores.Parameters:F4}");
        Assert.True(scores.TypeF1 >= 0.9, $"types: F1 {scores.TypeF1:F4}");
        Assert.True(scores.Parameters >= 0.9, $"parameters: {scores.Parameters:F4}");
    }
}
