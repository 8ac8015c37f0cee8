using AspireIF.Instructions.Constraints;

namespace AspireIF.Training.Rewards;

/// <summary>Where a pseudo-label comes from.</summary>
public enum LabelSource
{
    /// <summary>The answer was or was not written for the constraint.</summary>
    Ladder,

    /// <summary>The answer was written for a constraint that contradicts this one.</summary>
    Contrast,
}

/// <summary>A constraint and whether an answer is taken to satisfy it. No person and no judge said so.</summary>
public sealed record LabelledConstraint(Constraint Constraint, bool Satisfied, LabelSource Source);

/// <summary>An answer with pseudo-labels: what the classifier learns from, a line of labels.jsonl.</summary>
/// <param name="Key">Of the instruction whose ladder was answered; training and held-out labels are split by it.</param>
/// <param name="Level">Of the ladder.</param>
/// <param name="Labels">At least one.</param>
public sealed record LabelledAnswer(string Key, int Level, string Answer, IReadOnlyList<LabelledConstraint> Labels);
