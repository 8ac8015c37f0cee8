using AspireIF.Training.Evaluation;

namespace AspireIF.Pipeline.Evaluation;

/// <summary>How a policy follows held-out instructions.</summary>
/// <param name="Step">Updates made before it.</param>
/// <param name="Splits">By name.</param>
/// <param name="Samples">A few instructions with their answers, the same instructions in every report.</param>
public sealed record EvaluationReport(long Step, IReadOnlyDictionary<string, SplitReport> Splits, IReadOnlyList<SampleAnswer> Samples);

/// <summary>One held-out set. Hard constraints are judged by rule and soft ones by the classifier (probability at least 1/2), unless it says truth.</summary>
/// <param name="Constraint">Of all constraints asked, how many were satisfied, hard ones strictly; <paramref name="ConstraintLoose"/> with IFEval's loose verdict. <paramref name="Soft"/> and <paramref name="Hard"/> apart.</param>
/// <param name="All">Of all instructions, how many were satisfied whole; <paramref name="AllLoose"/> with the loose verdict.</param>
/// <param name="AllByLevel">For instructions of each number of constraints: how many were satisfied whole.</param>
/// <param name="ByType">For each constraint id.</param>
/// <param name="Finished">Answers that ended by themselves.</param>
/// <param name="MeanTokens">Of an answer.</param>
/// <param name="Truth">By the primer's truth; null for other sets.</param>
public sealed record SplitReport(
    Rate Constraint, Rate ConstraintLoose, Rate Soft, Rate Hard, Rate All, Rate AllLoose, IReadOnlyDictionary<int, Rate> AllByLevel, IReadOnlyDictionary<string, Rate> ByType,
    Rate Finished, double MeanTokens, TruthReport? Truth);

/// <summary>The same by the primer's truth, and how far the classifier can be trusted on these very answers.</summary>
/// <param name="AllHigh">Instructions of three and more constraints that were satisfied whole.</param>
/// <param name="ClassifierAccuracy">Of soft verdicts, how many agree with the truth.</param>
/// <param name="ViolationRecall">Of violated soft constraints, how many the classifier finds.</param>
/// <param name="ViolationPrecision">Of soft constraints that the classifier calls violated, how many are.</param>
public sealed record TruthReport(
    Rate Constraint, Rate Soft, Rate Hard, Rate AllHigh, IReadOnlyDictionary<int, Rate> AllByLevel, Rate ClassifierAccuracy, Rate ViolationRecall, Rate ViolationPrecision);

/// <summary>An answer as a person reads it.</summary>
/// <param name="Prompt">The last message.</param>
/// <param name="Satisfied">For each constraint, by the truth where there is one.</param>
public sealed record SampleAnswer(string Prompt, string Answer, IReadOnlyList<string> Constraints, IReadOnlyList<bool> Satisfied);
