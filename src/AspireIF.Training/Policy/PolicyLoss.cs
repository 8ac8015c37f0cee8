using AspireIF.Models.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Training.Policy;

/// <summary>What the loss needs to know of some answer tokens; every tensor [tokens] fp32.</summary>
/// <param name="Sampler">Log-probabilities by the sampler.</param>
/// <param name="Old">Log-probabilities before the update; null where those of this very pass are (the first step after sampling).</param>
/// <param name="Reference">Log-probabilities by the reference model; null without a divergence term.</param>
/// <param name="Advantages">Of each token's answer.</param>
/// <param name="Weights">How much each token counts; they make the aggregation (<see cref="PolicyAlgorithm"/>).</param>
/// <param name="AnswerRatios">GSPO's ratio of each token's answer; null for ratios of tokens, and where it is 1.</param>
internal sealed record PolicyTokens(Tensor Sampler, Tensor? Old, Tensor? Reference, Tensor Advantages, Tensor Weights, Tensor? AnswerRatios)
{
    /// <summary>Some of the tokens, in the current dispose scope.</summary>
    public PolicyTokens Narrow(long start, long length) => new(
        Sampler.narrow(0, start, length), Old?.narrow(0, start, length), Reference?.narrow(0, start, length),
        Advantages.narrow(0, start, length), Weights.narrow(0, start, length), AnswerRatios?.narrow(0, start, length));
}

/// <summary>
/// The clipped policy objective with a divergence from the reference model:
/// sum over tokens of weight (beta k3 - importance min(ratio A, clip(ratio) A)).
/// </summary>
/// <param name="options">Clip range, divergence weight, importance cap.</param>
internal sealed class PolicyLoss(PolicyOptions options) : IDisposable
{
    // Named and kept: see TensorSums.
    private readonly Scalar _lowest = 1 - options.Low, _highest = 1 + options.High, _beta = options.KlCoefficient, _cap = options.ImportanceCap, _zero = 0.0, _minusOne = -1.0;

    /// <summary>The loss, a scalar with its graph.</summary>
    /// <param name="logProbs">Of the tokens by the policy, [tokens] fp32, with gradient.</param>
    public Tensor Of(Tensor logProbs, PolicyTokens tokens)
    {
        Tensor old = tokens.Old ?? logProbs.detach(), ratio = Ratio(logProbs, tokens);
        Tensor gain = minimum(ratio * tokens.Advantages, ratio.clamp(_lowest, _highest) * tokens.Advantages);
        if (options.ImportanceCap > 0)
            gain = gain * (old - tokens.Sampler).exp().clamp_max(_cap);
        Tensor loss = gain.neg();
        if (tokens.Reference is not null)
            loss = loss.Plus(Divergence(tokens.Reference - logProbs).mul(_beta));
        return (loss * tokens.Weights).sum();
    }

    /// <summary>Sums over tokens, for the step's metrics, on their device: reading them would make the device wait for the host after every pass.</summary>
    /// <param name="logProbs">Without a graph.</param>
    /// <returns>[3] fp64 in the current dispose scope: tokens clipped, k3 of the policy to the reference, k3 of the sampler to the policy before the update.</returns>
    public Tensor Measure(Tensor logProbs, PolicyTokens tokens)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor ratio = Ratio(logProbs, tokens);
        // Clipped is a token whose gradient the clip takes away: ratio too large with A > 0, or too small with A < 0.
        Tensor clipped = (ratio.gt(_highest) & tokens.Advantages.gt(_zero)) | (ratio.lt(_lowest) & tokens.Advantages.lt(_zero));
        Tensor mismatch = Sum(Divergence((tokens.Old ?? logProbs) - tokens.Sampler));
        Tensor divergence = tokens.Reference is null ? zeros_like(mismatch) : Sum(Divergence(tokens.Reference - logProbs));
        return stack([Sum(clipped), divergence, mismatch]).MoveToOuterDisposeScope();

        static Tensor Sum(Tensor values) => values.sum(ScalarType.Float64);
    }

    public void Dispose()
    {
        foreach (Scalar number in (Scalar[])[_lowest, _highest, _beta, _cap, _zero, _minusOne])
            number.Dispose();
    }

    /// <summary>pi / pi_old of each token. GSPO's answers have one, of which each token carries its part of the gradient (arXiv 2507.18071, equation 14).</summary>
    private static Tensor Ratio(Tensor logProbs, PolicyTokens tokens)
    {
        if (tokens.AnswerRatios is not null)
            return tokens.AnswerRatios * (logProbs - logProbs.detach()).exp();
        return (logProbs - (tokens.Old ?? logProbs.detach())).exp();
    }

    /// <summary>k3 (Schulman, "Approximating KL divergence", 2020): with d = log q/p of a sample of p, exp(d) - d - 1 is an estimate of KL(p || q) that is never negative.</summary>
    private Tensor Divergence(Tensor difference) => (difference.exp() - difference).Plus(_minusOne);
}
