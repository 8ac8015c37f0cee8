using AspireIF.Training.Curriculum;

namespace AspireIF.Pipeline.Learning;

/// <summary>Where the learner stands beside its tensors: a run that continues from a checkpoint goes on as if never stopped.</summary>
/// <param name="Step">Updates made.</param>
/// <param name="Curriculum">Before the draws of the batches that are under way.</param>
/// <param name="RewardVersion">The classifier in use; 0 when no constraint is soft.</param>
/// <param name="KlCoefficient">Present weight of the divergence from the reference.</param>
/// <param name="Watch">For signs of a fooled classifier.</param>
/// <param name="RewardSum">Of the steps since the last refresh, <paramref name="RewardSteps"/> of them.</param>
public sealed record LearnerState(long Step, CurriculumState? Curriculum, long RewardVersion, double KlCoefficient, HackWatch Watch, double RewardSum, int RewardSteps)
{
    /// <summary>The best evaluation so far and the step it was made at; null before the first.</summary>
    public BestEvaluation? Best { get; init; }
}

/// <param name="Score">Mean over the sets of the share of constraints satisfied, by rules and classifier.</param>
public sealed record BestEvaluation(long Step, double Score);
