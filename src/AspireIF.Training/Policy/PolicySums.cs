using AspireIF.Models.Transformer;
using AspireIF.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Training.Policy;

/// <summary>Sums over the passes of an update, of which its metrics are means.</summary>
internal sealed class PolicySums : IDisposable
{
    private double _norms, _gradientSeconds, _optimiserSeconds;
    private long _answerTokens, _inputTokens;
    private int _optimiserSteps;
    private Tensor? _sums; // [5] fp64 on the model's device: loss, entropy, tokens clipped, divergence, mismatch

    /// <param name="measures">From <see cref="PolicyLoss.Measure"/>.</param>
    public void AddBatch(PolicyMicroBatch batch, Tensor loss, HeadOutput output, Tensor measures)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor sums = cat([loss.sum(ScalarType.Float64).unsqueeze(0), output.Entropies.sum(ScalarType.Float64).unsqueeze(0), measures]);
        if (_sums is null)
            _sums = sums.DetachFromDisposeScope();
        else
            _sums.Accumulate(sums);
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

    public void Dispose() => _sums?.Dispose();

    /// <param name="step">Updates made, this one included.</param>
    /// <param name="trained">How many of the groups were trained on.</param>
    public PolicyStep ToStep(long step, IReadOnlyList<ResponseGroup> groups, int trained, double rate, bool hasReference, double logProbSeconds)
    {
        double[] sums = _sums?.cpu().data<double>().ToArray() ?? new double[5];
        PolicySample[] samples = [.. groups.SelectMany(group => group.Samples)];
        return new PolicyStep(
            step, groups.Count, groups.Count - trained,
            samples.Average(sample => sample.Reward), groups.Average(group => Advantages.Spread([.. group.Samples.Select(sample => sample.Reward)])),
            sums[0] / Math.Max(1, _optimiserSteps), hasReference ? PerToken(sums[3]) : null, PerToken(sums[1]), PerToken(sums[2]), PerToken(sums[4]),
            _norms / Math.Max(1, _optimiserSteps), rate,
            samples.Average(sample => sample.Tokens.Length), samples.Average(sample => sample.Finished ? 1.0 : 0.0),
            step - 1 - samples.Min(sample => sample.PolicyVersions.Min()), _inputTokens,
            new PolicySeconds(logProbSeconds, _gradientSeconds, _optimiserSeconds));

        double PerToken(double sum) => sum / Math.Max(1, _answerTokens);
    }
}
