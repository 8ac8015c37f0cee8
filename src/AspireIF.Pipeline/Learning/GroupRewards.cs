using AspireIF.Pipeline.Configuration;
using AspireIF.Pipeline.Evaluation;
using AspireIF.Pipeline.Messages;
using AspireIF.Training.Policy;
using AspireIF.Training.Rewards;

namespace AspireIF.Pipeline.Learning;

/// <summary>What a group's judged answers earn.</summary>
internal sealed class GroupRewards(RunConfiguration configuration)
{
    private readonly RewardOptions _guards = configuration.Policy.Guards with { MaxAnswerTokens = configuration.Generation.MaxNewTokens };

    /// <param name="threshold">Of the classifier in use, for the precision threshold.</param>
    public ResponseGroup Of(StepPrompt prompt, GenerationOutcome outcome, double threshold) =>
        new(prompt.Item.Key, prompt.Level, outcome.PromptTokens!, [.. outcome.Answers.Select(answer => Sample(answer, threshold))]);

    /// <summary>Whether an answer does all that was asked.</summary>
    public static bool Succeeds(JudgedAnswer answer) => !answer.MissingEnd && answer.Verdicts.All(EvaluationBuilder.Satisfied);

    private PolicySample Sample(JudgedAnswer answer, double threshold)
    {
        double[] scores = [.. answer.Verdicts.Select(v => Score(v, threshold))];
        var reward = ResponseReward.Of(scores, !answer.MissingEnd, answer.Tokens, _guards);
        return new PolicySample(answer.Tokens!, answer.LogProbs!, answer.PolicyVersions!, reward.Total, answer.Finished);
    }

    private double Score(ConstraintVerdict verdict, double threshold) =>
        verdict.Strict is { } strict ? strict ? 1 : 0 : SoftReward.Of(verdict.Probability!.Value, configuration.Reward.Soft, threshold);
}
