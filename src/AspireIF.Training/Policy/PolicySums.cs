using AspireIF.Training.Losses;
using static TorchSharp.torch;

namespace AspireIF.Training.Policy;

/// <summary>Sums over the passes of an update, of which its metrics are means.</summary>
internal sealed class PolicySums
{
    private double _loss, _divergence, _entropy, _clipped, _mismatch, _norms, _gradientSeconds, _optimiserSeconds;
    private long _answerTokens, _inputTokens;
    private int _optimiserSteps;

    public void AddBatch(PolicyMicroBatch batch, Tensor loss, HeadOutput output, PolicyLoss.Measures measures)
    {
        _loss += loss.item<float>();
        _entropy += output.Entropies.sum(ScalarType.Float64).item<double>();
        _clipped += measures.Clipped;
        _divergence += measures.Divergence;
        _mismatch += measures.Mismatch;
        _answerTokens += batch.Targets.Length;
        _inputTokens += batch.InputTokens;
    }

    public void AddOptimiserStep(double norm, double gradientSeconds, double optimiserSeconds)
    {
        _norms += norm;
        _optimiserSteps++;
        _gradientSeconds += gradientSeconds;
        _optimiserSeconds += optimiserSeconds;
    }

    /// <param name="step">Updates made, this one included.</param>
    /// <param name="trained">How many of the groups were trained on.</param>
    public PolicyStep ToStep(long step, IReadOnlyList<ResponseGroup> groups, int trained, double rate, bool hasReference, double logProbSeconds)
    {
        PolicySample[] samples = [.. groups.SelectMany(group => group.Samples)];
        return new PolicyStep(
            step, groups.Count, groups.Count - trained,
            samples.Average(sample => sample.Reward), groups.Average(group => Advantages.Spread([.. group.Samples.Select(sample => sample.Reward)])),
            _loss / Math.Max(1, _optimiserSteps), hasReference ? PerToken(_divergence) : null, PerToken(_entropy), PerToken(_clipped), PerToken(_mismatch),
            _norms / Math.Max(1, _optimiserSteps), rate,
            samples.Average(sample => sample.Tokens.Length), samples.Average(sample => sample.Finished ? 1.0 : 0.0),
            step - 1 - samples.Min(sample => sample.PolicyVersions.Min()), _inputTokens,
            new PolicySeconds(logProbSeconds, _gradientSeconds, _optimiserSeconds));

        double PerToken(double sum) => sum / Math.Max(1, _answerTokens);
    }
}
