using AspireIF.Pipeline.Data;
using AspireIF.Training.Rewards;

namespace AspireIF.Pipeline.DataPrep;

/// <summary>The file of a labels artifact: one answer with its labels a line.</summary>
internal static class LabelFiles
{
    public const string Name = "labels.jsonl";

    public static IEnumerable<LabelledAnswer> Read(string folder) => PipelineJson.ReadLines<LabelledAnswer>(Path.Combine(folder, Name));
}
