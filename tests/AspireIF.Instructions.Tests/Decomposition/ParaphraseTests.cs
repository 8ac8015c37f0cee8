using System.Text.Json;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Decomposition;

namespace AspireIF.Instructions.Tests.Decomposition;

/// <summary>Hand-written prompts: every IFEval type in several phrasings, and constraints combined. A line is a prompt (\n for a line break), then what it asks, tab-separated.</summary>
public sealed class ParaphraseTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("paraphrases.tsv", 0.9, 0.9)]
    [InlineData("combinations.tsv", 0.95, 0.93)]
    public void Phrasings_outside_the_public_data_are_read_too(string file, double types, double parameters)
    {
        var scores = new DecompositionScores { Trace = output.WriteLine };
        using Stream stream = typeof(ParaphraseTests).Assembly.GetManifestResourceStream(file)!;
        using var reader = new StreamReader(stream);
        foreach (string line in reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] fields = line.Split('\t', StringSplitOptions.RemoveEmptyEntries);
            Constraint[] asked = [.. fields.Skip(1).Select(f => f.Split(' ', 2)).Select(f => new Constraint(f[0], ConstraintArguments.FromJson(JsonElement.Parse(f[1])), ""))];
            string prompt = fields[0].Replace("\\n", "\n", StringComparison.Ordinal);
            scores.Add(new LabelledPrompt(prompt, asked, []), InstructionDecomposer.Decompose(prompt));
        }
        output.WriteLine($"{file}: types F1 {scores.TypeF1:F4}, parameters {scores.Parameters:F4}");
        Assert.True(scores.TypeF1 >= types, $"types: F1 {scores.TypeF1:F4}");
        Assert.True(scores.Parameters >= parameters, $"parameters: {scores.Parameters:F4}");
    }
}
