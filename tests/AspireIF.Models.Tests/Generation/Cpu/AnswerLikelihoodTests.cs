using AspireIF.Models.Configuration;
using AspireIF.Models.Generation.Cpu;
using AspireIF.Models.Transformer;
using CsCheck;

namespace AspireIF.Models.Tests.Generation.Cpu;

public sealed class AnswerLikelihoodTests
{
    /// <summary>Few prompts with several answers each, of up to and beyond a page of the cache, a step and a portion; in no order.</summary>
    private static readonly Gen<(int[] Prompt, int[] Answer)[]> Asked =
        Gen.Select(Tokens(70).Array[1, 4], Gen.Select(Gen.Int[0, 3], Gen.OneOf(Tokens(30), Tokens(500))).Array[1, 20])
        .Select((prompts, answers) => answers.Select(a => (prompts[a.Item1 % prompts.Length], a.Item2)).ToArray());

    public static TheoryData<ModelConfiguration> Models => [.. new[] { TinyModels.Qwen2, TinyModels.Qwen3, TinyModels.Llama }.Select(model => model with { MaxPositions = 600 })];

    [Theory]
    [MemberData(nameof(Models))]
    public void Log_probs_are_those_of_the_models_logits(ModelConfiguration configuration)
    {
        using var model = DecoderModel.Create(configuration, seed: 4);
        using var likelihood = new AnswerLikelihood(model);
        Asked.Sample(asked =>
        {
            foreach (var ((prompt, answer), logProbs) in asked.Zip(likelihood.LogProbs(asked)))
            {
                float[][] logits = TinyModels.Logits(model, [.. prompt, .. answer]);
                Assert.Equal(answer.Length, logProbs.Length);
                for (int i = 0; i < answer.Length; i++)
                    Assert.Equal(TinyModels.LogSoftmax(logits[prompt.Length - 1 + i], 1)[answer[i]], logProbs[i], 2e-4);
            }
        }, iter: 15, threads: 1);
    }

    [Fact]
    public void An_answers_numbers_do_not_depend_on_what_else_is_asked()
    {
        using var model = DecoderModel.Create(TinyModels.Qwen3 with { MaxPositions = 600 }, seed: 5);
        using var likelihood = new AnswerLikelihood(model);
        Asked.Sample(asked => Assert.Equal(asked.Select(a => likelihood.LogProbs([a])[0]), likelihood.LogProbs(asked)), iter: 15, threads: 1);
    }

    [Fact]
    public void What_cannot_be_read_is_refused()
    {
        using var model = DecoderModel.Create(TinyModels.Qwen2, seed: 6);
        using var likelihood = new AnswerLikelihood(model);
        Assert.Contains("answer 1 has no tokens", Assert.Throws<ArgumentException>(() => likelihood.LogProbs([([1], [2]), ([1], [])])).Message, StringComparison.Ordinal);
        Assert.Contains("prompt 0 has no tokens", Assert.Throws<ArgumentException>(() => likelihood.LogProbs([([], [2])])).Message, StringComparison.Ordinal);
        Assert.Contains("100 + 29 tokens; the model reads at most 128", Assert.Throws<ArgumentException>(() => likelihood.LogProbs([(new int[100], new int[29])])).Message, StringComparison.Ordinal);
        Assert.Empty(likelihood.LogProbs([]));
    }

    private static Gen<int[]> Tokens(int most) => Gen.Int[0, TinyModels.Vocabulary - 1].Array[1, most];
}
