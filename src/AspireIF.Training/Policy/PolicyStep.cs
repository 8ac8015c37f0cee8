namespace AspireIF.Training.Policy;

/// <summary>What one call of <see cref="PolicyTrainer.Update"/> saw and did. Means over tokens are over the answers' tokens trained on, in all passes.</summary>
/// <param name="Step">Updates made, this one included: the version of the policy that it left.</param>
/// <param name="Groups">Groups given; <paramref name="Filtered"/> of them had rewards without spread and were left out.</param>
/// <param name="Reward">Mean over all answers given, the filtered ones too.</param>
/// <param name="RewardSpread">Mean over the groups of the standard deviation within each.</param>
/// <param name="Loss">Mean over the optimiser's steps.</param>
/// <param name="Kl">Mean k3 estimate of the divergence from the reference, in nats a token; null without a reference.</param>
/// <param name="Entropy">Mean of the next-token distributions' entropies, in nats.</param>
/// <param name="ClipFraction">Share of tokens whose gradient the clip took away.</param>
/// <param name="MismatchKl">Mean k3 estimate of the divergence of the policy before the update from the sampler, in nats a token: early warning of collapse.</param>
/// <param name="GradientNorm">Mean over the optimiser's steps, before clipping.</param>
/// <param name="AnswerLength">Mean tokens of an answer given.</param>
/// <param name="Finished">Share of answers given that ended by themselves.</param>
/// <param name="Staleness">The largest number of updates between a token's sampling and this step.</param>
/// <param name="TrainedTokens">Tokens that went forward and backward, prompts counted once.</param>
/// <param name="Seconds">Wall time by part.</param>
public sealed record PolicyStep(
    long Step, int Groups, int Filtered, double Reward, double RewardSpread, double Loss, double? Kl, double Entropy, double ClipFraction, double MismatchKl,
    double GradientNorm, double LearningRate, double AnswerLength, double Finished, long Staleness, long TrainedTokens, PolicySeconds Seconds);

/// <param name="LogProbs">Reference and old log-probabilities.</param>
/// <param name="Gradient">Forward and backward passes.</param>
/// <param name="Optimiser">Clipping and the update.</param>
public sealed record PolicySeconds(double LogProbs, double Gradient, double Optimiser)
{
    public double Total => LogProbs + Gradient + Optimiser;
}
