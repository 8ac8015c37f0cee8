using AspireIF.Models.Generation;
using CsCheck;

namespace AspireIF.Models.Tests.Generation;

public sealed class SamplerTests
{
    private static readonly Gen<SamplingOptions> Options =
        Gen.Select(Gen.Float[0.3f, 2f], Gen.OneOf(Gen.Const(0), Gen.Int[1, 40]), Gen.OneOf(Gen.Const(1f), Gen.Float[0.05f, 0.99f]),
            Gen.OneOf(Gen.Const(0f), Gen.Float[0.001f, 0.5f]), Gen.OneOf(Gen.Const(1f), Gen.Float[0.7f, 1.5f]))
        .Select((t, k, p, m, r) => new SamplingOptions { Temperature = t, TopK = k, TopP = p, MinP = m, RepetitionPenalty = r });

    // Few distinct values, so that equal logits are common.
    private static readonly Gen<float[]> Logits = Gen.OneOf(Gen.Float[-8, 8], Gen.Int[-4, 4].Select(i => (float)i)).Array[1, 700];

    [Fact]
    public void Log_probs_and_choice_follow_the_definition()
    {
        Gen.Select(Logits, Options, Gen.Int[0, 699].Array[0, 20], Gen.Double[0, 0.999999]).Sample((logits, options, seen, uniform) =>
        {
            var history = seen.Where(t => t < logits.Length).ToArray();
            var expected = Distribution(logits, options, history);

            var choice = new Sampler(logits.Length).Choose(logits, options, history, uniform);

            // Rounding may move a token across the boundary of top-p; the chosen one must be right under either.
            Assert.True(expected[choice.Token] > 0 || options.TopP < 1, $"token {choice.Token} was filtered out");
            if (options.TopP == 1)
                Assert.Equal(Math.Log(expected[choice.Token]), choice.LogProb, 1e-4);
            Assert.Equal(Math.Log(Distribution(logits, new SamplingOptions(), [])[choice.Token]), choice.RawLogProb, 1e-4);
        });
    }

    [Theory]
    [InlineData(1f, 0, 1f, 0f)]
    [InlineData(0.7f, 0, 1f, 0f)]
    [InlineData(1.5f, 10, 1f, 0f)]
    [InlineData(1f, 0, 0.8f, 0f)]
    [InlineData(1f, 0, 1f, 0.2f)]
    [InlineData(0.9f, 40, 0.9f, 0.02f)]
    public void Frequencies_match_the_distribution(float temperature, int topK, float topP, float minP)
    {
        const int draws = 100_000;
        var random = new Random(7);
        var logits = Enumerable.Range(0, 60).Select(_ => (float)(random.NextDouble() * 5 - 2)).ToArray();
        var options = new SamplingOptions { Temperature = temperature, TopK = topK, TopP = topP, MinP = minP };
        var expected = Distribution(logits, options, []);
        var sampler = new Sampler(logits.Length);
        var counts = new int[logits.Length];
        for (ulong i = 0; i < draws; i++)
            counts[sampler.Choose(logits, options, [], Philox.Uniform(11, i)).Token]++;

        var kept = Enumerable.Range(0, logits.Length).Where(t => expected[t] > 0).ToArray();
        Assert.Equal(0, counts.Where((_, t) => expected[t] == 0).Sum());
        var chiSquare = kept.Sum(t => Math.Pow(counts[t] - expected[t] * draws, 2) / (expected[t] * draws));
        var freedom = kept.Length - 1;
        Assert.True(chiSquare < freedom + 4.5 * Math.Sqrt(2.0 * freedom) + 6, $"chi-square {chiSquare} of {freedom} degrees of freedom");
    }

    [Fact]
    public void Greedy_takes_the_first_of_the_largest()
    {
        Logits.Sample(logits =>
        {
            var choice = new Sampler(logits.Length).Choose(logits, SamplingOptions.Greedy, [], 0.5);
            Assert.Equal(Array.IndexOf(logits, logits.Max()), choice.Token);
            Assert.Equal(0, choice.LogProb);
        });
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Logits_that_are_not_finite_choose_nothing(float bad)
    {
        foreach (var at in new[] { 0, 17, 299 })
        {
            var logits = new float[300];
            logits[at] = bad;
            Assert.Equal(-1, new Sampler(300).Choose(logits, new SamplingOptions(), [], 0.5).Token);
        }
    }

    [Fact]
    public void A_forbidden_token_is_never_chosen()
    {
        var logits = Enumerable.Repeat(float.NegativeInfinity, 300).ToArray();
        logits[123] = -50;
        for (var u = 0.0; u < 1; u += 0.09)
            Assert.Equal(new TokenChoice(123, 0, 0), new Sampler(300).Choose(logits, new SamplingOptions(), [], u));
    }

    /// <summary>The definition, in double precision and by sorting.</summary>
    private static double[] Distribution(float[] logits, SamplingOptions options, int[] history)
    {
        var x = logits.Select((l, t) => !history.Contains(t) ? l : l > 0 ? l / (double)options.RepetitionPenalty : l * (double)options.RepetitionPenalty).ToArray();
        var max = x.Max();
        var p = x.Select(l => Math.Exp((l - max) / options.Temperature)).ToArray();
        var order = Enumerable.Range(0, p.Length).OrderByDescending(t => p[t]).ThenBy(t => t).ToList();
        if (options.TopK > 0)
            order = order.Take(options.TopK).ToList();
        var mass = order.Sum(t => p[t]);
        var kept = new List<int>();
        var before = 0.0;
        foreach (var t in order)
        {
            if (options.TopP < 1 && before >= options.TopP * mass)
                break;
            before += p[t];
            if (p[t] >= options.MinP)
                kept.Add(t);
        }
        var result = new double[p.Length];
        var total = kept.Sum(t => p[t]);
        foreach (var t in kept)
            result[t] = p[t] / total;
        return result;
    }
}
