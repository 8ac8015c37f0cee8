using AspireIF.Models.Native;
using AspireIF.Training.Policy;
using CsCheck;
using static TorchSharp.torch;

namespace AspireIF.Training.Tests.Policy;

/// <summary>The loss against its formulas, answer by answer in plain numbers; its gradient against differences.</summary>
public sealed class PolicyLossTests
{
    private static readonly PolicyOptions Base = new() { KlCoefficient = 0.1, ImportanceCap = 1.5, ClipLow = 0.2, ClipHigh = 0.3 };

    public PolicyLossTests() => TorchRuntime.Load();

    public static TheoryData<PolicyAlgorithm, double, double, bool> Variants => new()
    {
        { PolicyAlgorithm.Grpo, 0.1, 1.5, true }, { PolicyAlgorithm.Grpo, 0, 0, true }, { PolicyAlgorithm.Grpo, 0.1, 1.5, false }, { PolicyAlgorithm.DrGrpo, 0.1, 0, true },
        { PolicyAlgorithm.Dapo, 0, 1.5, true }, { PolicyAlgorithm.Gspo, 0.1, 1.5, true }, { PolicyAlgorithm.Gspo, 0.1, 0, true }, { PolicyAlgorithm.Gspo, 0, 0, false },
    };

    [Theory, MemberData(nameof(Variants))]
    public void Value_and_gradient_are_those_of_the_formula(PolicyAlgorithm algorithm, double beta, double cap, bool moved)
    {
        PolicyOptions options = Base with { Algorithm = algorithm, KlCoefficient = beta, ImportanceCap = cap };
        using var loss = new PolicyLoss(options);
        var numbers = Gen.Double[-0.5, 0.5].Array[24];
        Gen.Select(numbers, numbers, numbers, numbers, Gen.Double[-2, 2].Array[4]).Sample((policy, old, sampler, reference, advantages) =>
        {
            using var scope = NewDisposeScope();
            int[] lengths = [3, 7, 9, 5];
            int[] answers = [.. lengths.SelectMany((length, answer) => Enumerable.Repeat(answer, length))];
            double[] p = Shift(policy), o = moved ? Shift(old) : p, s = Shift(sampler), r = Shift(reference);
            double[] weights = [.. answers.Select(answer => Weight(algorithm, lengths, answer, options))];
            float[] ratios = [.. answers.Select(answer => (float)AnswerRatio(p, o, answers, answer))];
            var tokens = new PolicyTokens(Of(s), moved ? Of(o) : null, beta > 0 ? Of(r) : null,
                Of([.. answers.Select(answer => advantages[answer])]), Of(weights), algorithm == PolicyAlgorithm.Gspo && moved ? tensor(ratios) : null);
            Tensor logProbs = Of(p).requires_grad_(true);
            Tensor value = loss.Of(logProbs, tokens);
            value.backward();

            // Where the old probabilities are those of this very pass they are a constant in the formula, and so are the importances.
            double Formula(double[] at) => Loss(algorithm, at, p, o, s, beta > 0 ? r : null, advantages, answers, lengths, options);
            Assert.Equal(Formula(p), value.item<float>(), 1e-4);
            float[] gradient = logProbs.grad!.data<float>().ToArray();
            for (int t = 0; t < p.Length; t++)
            {
                const double step = 1e-5;
                (double[] up, double[] down) = ([.. p], [.. p]);
                (up[t], down[t]) = (up[t] + step, down[t] - step);
                double right = (Formula(up) - Formula(p)) / step, left = (Formula(p) - Formula(down)) / step;
                // At the edge of the clip range the two differ, and either is right.
                Assert.InRange(gradient[t], Math.Min(left, right) - 2e-3, Math.Max(left, right) + 2e-3);
            }
            return true;
        }, iter: 30, threads: 1);

        static double[] Shift(double[] values) => [.. values.Select(value => -1.5 + value)];
        static Tensor Of(double[] values) => tensor([.. values.Select(value => (float)value)]);
    }

    [Fact]
    public void Measures_count_clipped_tokens_and_estimate_divergences()
    {
        using var scope = NewDisposeScope();
        using var loss = new PolicyLoss(Base);
        float[] old = [-1f, -1f, -1f, -1f], now = [-0.5f, -0.5f, -1.5f, -1.5f];
        var tokens = new PolicyTokens(tensor(old), tensor(old), tensor(old), tensor([1f, -1f, 1f, -1f]), ones(4), null);
        double[] measures = loss.Measure(tensor(now), tokens).data<double>().ToArray();
        Assert.Equal(2, measures[0]); // risen with A > 0, fallen with A < 0
        Assert.Equal(0, measures[2], 1e-6);
        Assert.Equal(now.Zip(old).Sum(pair => Math.Exp(pair.Second - pair.First) - (pair.Second - pair.First) - 1), measures[1], 1e-5);
    }

    private static double Weight(PolicyAlgorithm algorithm, int[] lengths, int answer, PolicyOptions options) => algorithm switch
    {
        PolicyAlgorithm.Dapo => 1.0 / lengths.Sum(),
        PolicyAlgorithm.DrGrpo => 1.0 / (lengths.Length * options.MaxAnswerTokens),
        _ => 1.0 / (lengths.Length * lengths[answer]),
    };

    private static double AnswerRatio(double[] policy, double[] old, int[] answers, int answer) =>
        Math.Exp(Enumerable.Range(0, policy.Length).Where(t => answers[t] == answer).Average(t => policy[t] - old[t]));

    private static double Loss(
        PolicyAlgorithm algorithm, double[] policy, double[] start, double[] old, double[] sampler, double[]? reference, double[] advantages, int[] answers, int[] lengths, PolicyOptions options)
    {
        double sum = 0;
        for (int t = 0; t < policy.Length; t++)
        {
            double advantage = advantages[answers[t]], ratio = algorithm != PolicyAlgorithm.Gspo ? Math.Exp(policy[t] - old[t])
                : options.ImportanceCap == 0 ? AnswerRatio(policy, old, answers, answers[t])
                // Weights of single tokens need the form of equation 14, in which each token moves its own ratio.
                : AnswerRatio(start, old, answers, answers[t]) * Math.Exp(policy[t] - start[t]);
            double gain = Math.Min(ratio * advantage, Math.Clamp(ratio, 1 - options.Low, 1 + options.High) * advantage);
            if (options.ImportanceCap > 0)
                gain *= Math.Min(Math.Exp(old[t] - sampler[t]), options.ImportanceCap);
            double divergence = reference is null ? 0 : Math.Exp(reference[t] - policy[t]) - (reference[t] - policy[t]) - 1;
            sum += Weight(algorithm, lengths, answers[t], options) * (options.KlCoefficient * divergence - gain);
        }
        return sum;
    }
}
