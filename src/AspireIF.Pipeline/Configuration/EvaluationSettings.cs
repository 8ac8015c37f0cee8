using AspireIF.Instructions.Primer;

namespace AspireIF.Pipeline.Configuration;

/// <summary>Evaluation on held-out instructions, before, while and after training.</summary>
public sealed record EvaluationSettings
{
    /// <summary>Steps between evaluations; 0 evaluates before and after only.</summary>
    public int EverySteps { get; init; } = 20;

    /// <summary>Answers of a split while training.</summary>
    public int Answers { get; init; } = 200;

    /// <summary>Answers of a split before and after training.</summary>
    public int FinalAnswers { get; init; } = 1000;

    /// <summary>The same of the primer's splits after the first; null: as many.</summary>
    public int? FurtherFinalAnswers { get; init; }

    /// <summary>Which parts of the primer's world are evaluated, when it is a source.</summary>
    public IReadOnlyList<PrimerSplit> PrimerSplits { get; init; } = [PrimerSplit.HeldOutTopics, PrimerSplit.HeldOutCombinations, PrimerSplit.HeldOutPhrasings];

    /// <summary>The model that the run gives back: the one of the last step, or the one with the best evaluation.</summary>
    public FinalModel Keep { get; init; } = FinalModel.Last;

    public IEnumerable<string> Problems() =>
        [.. Check.AtLeast("evaluation.everySteps", EverySteps, 0), .. Check.AtLeast("evaluation.answers", Answers, 1), .. Check.AtLeast("evaluation.finalAnswers", FinalAnswers, 1),
            .. Check.AtLeast("evaluation.furtherFinalAnswers", FurtherFinalAnswers ?? 1, 1)];
}

public enum FinalModel
{
    Last,
    Best,
}
