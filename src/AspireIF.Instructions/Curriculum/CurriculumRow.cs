using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Datasets;

namespace AspireIF.Instructions.Curriculum;

/// <summary>One prompt of the curriculum: a level of an instruction's ladder.</summary>
/// <param name="Key">The instruction's key and the level: "1000/3".</param>
public sealed record CurriculumRow(string Key, LadderLevel Level)
{
    public string Prompt => Level.Prompt;

    public IReadOnlyList<Constraint> Constraints => Level.Constraints;

    public DatasetRow ToVerlIf() => DatasetRow.OfVerlIf(Key, Prompt, Constraints, Level.Level);

    public DatasetRow ToIfEval() => DatasetRow.OfIfEval(Key, Prompt, Constraints);
}
