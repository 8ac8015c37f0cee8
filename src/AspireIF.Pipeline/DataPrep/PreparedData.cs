using System.Text.Json;
using AspireIF.Pipeline.Data;

namespace AspireIF.Pipeline.DataPrep;

/// <summary>What a run trains on and is measured by, as it lies in the artifact <c>data</c>.</summary>
/// <param name="Training">Ladders that the policy learns from.</param>
/// <param name="Verifiable">Prompts whose answer can be compared.</param>
/// <param name="Evaluation">Held-out sets by name.</param>
public sealed record PreparedData(IReadOnlyList<LadderItem> Training, IReadOnlyList<LadderItem> Verifiable, IReadOnlyDictionary<string, IReadOnlyList<LadderItem>> Evaluation)
{
    private const string TrainingName = "training.jsonl", VerifiableName = "verifiable.jsonl", EvaluationPrefix = "evaluation-", ReportName = "report.json";

    /// <summary>Writes the files of the artifact.</summary>
    public void Save(string folder, PreparationReport report)
    {
        Directory.CreateDirectory(folder);
        PipelineJson.WriteLines(Path.Combine(folder, TrainingName), Training);
        PipelineJson.WriteLines(Path.Combine(folder, VerifiableName), Verifiable);
        foreach (var (name, items) in Evaluation)
            PipelineJson.WriteLines(Path.Combine(folder, $"{EvaluationPrefix}{name}.jsonl"), items);
        File.WriteAllText(Path.Combine(folder, ReportName), JsonSerializer.Serialize(report, PipelineJson.Indented));
    }

    public static PreparedData Load(string folder) => new(
        [.. PipelineJson.ReadLines<LadderItem>(Path.Combine(folder, TrainingName))],
        [.. PipelineJson.ReadLines<LadderItem>(Path.Combine(folder, VerifiableName))],
        Directory.EnumerateFiles(folder, EvaluationPrefix + "*.jsonl").Order(StringComparer.Ordinal).ToDictionary(
            file => Path.GetFileNameWithoutExtension(file)[EvaluationPrefix.Length..],
            file => (IReadOnlyList<LadderItem>)[.. PipelineJson.ReadLines<LadderItem>(file)]));
}

/// <summary>What data preparation found.</summary>
/// <param name="Instructions">With at least one constraint.</param>
/// <param name="Soft">Constraints that the classifier judges.</param>
/// <param name="Hard">Constraints that rules judge.</param>
/// <param name="Synthesised">Instructions whose constraints were added to a task.</param>
/// <param name="Skipped">Lines that could not be used, with the reason.</param>
public sealed record PreparationReport(int Instructions, int Soft, int Hard, int Synthesised, IReadOnlyList<string> Skipped);
