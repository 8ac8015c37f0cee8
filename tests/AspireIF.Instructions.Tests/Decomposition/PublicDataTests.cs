using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Decomposition;
using AspireIF.Tests;

namespace AspireIF.Instructions.Tests.Decomposition;

/// <summary>What the decomposer reads from the prompts alone, against the labels of the public data sets.</summary>
public sealed class PublicDataTests(ITestOutputHelper output)
{
    [Fact]
    public void The_types_and_parameters_of_IFEval_are_read_from_its_prompts()
    {
        DecompositionScores scores = Score("ifeval_input_data.jsonl");
        Assert.True(scores.TypeF1 >= 0.95, $"types: F1 {scores.TypeF1:F4}");
        Assert.True(scores.Parameters >= 0.93, $"parameters: {scores.Parameters:F4}");
    }

    [Fact]
    public void Appended_constraints_are_found_whole_and_told_hard_from_soft()
    {
        DecompositionScores scores = Score("verlif_train_sample.jsonl.gz");
        Assert.True(scores.BoundaryF1 >= 0.9, $"boundaries: F1 {scores.BoundaryF1:F4}");
        Assert.True(scores.TypeF1 >= 0.9, $"types: F1 {scores.TypeF1:F4}");
        Assert.True(scores.HardOrSoft >= 0.95, $"hard or soft: {scores.HardOrSoft:F4}");
    }

    private DecompositionScores Score(string file)
    {
        var scores = new DecompositionScores { Trace = output.WriteLine };
        foreach (string line in SharedData.Lines(file))
        {
            LabelledPrompt row = LabelledPrompt.FromJson(line, id => ConstraintCatalog.Find(id) is { IsHard: true });
            scores.Add(row, InstructionDecomposer.Decompose(row.Prompt));
        }
        output.WriteLine($"{file}: types F1 {scores.TypeF1:F4}, parameters {scores.Parameters:F4}, boundaries F1 {scores.BoundaryF1:F4}, hard or soft {scores.HardOrSoft:F4}");
        return scores;
    }
}
