using AspireIF.Models.Configuration;
using AspireIF.Models.Generation;
using AspireIF.Models.Transformer;

namespace AspireIF.Models.Tests.Generation;

/// <summary>The engine's own kernels against the model's forward.</summary>
public sealed class CpuBackendTests
{
    public static TheoryData<ModelConfiguration> Models => [TinyModels.Qwen2, TinyModels.Qwen3, TinyModels.Llama];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Greedy_answers_are_those_of_a_full_recomputation(ModelConfiguration configuration)
    {
        using var model = DecoderModel.Create(configuration, seed: 3);
        using var engine = GenerationEngine.OnCpu(model, new EngineOptions { MaxSequences = 8, Threads = 2 });
        var random = new Random(5);
        for (var round = 0; round < 4; round++)
        {
            var prompt = Enumerable.Range(0, random.Next(1, 60)).Select(_ => random.Next(TinyModels.Vocabulary)).ToArray();
            var result = await engine.GenerateAsync(new GenerationRequest(prompt) { Sampling = SamplingOptions.Greedy, MaxNewTokens = 60 }, TestContext.Current.CancellationToken);

            var logits = TinyModels.Logits(model, [.. prompt, .. result.Tokens]);
            for (var i = 0; i < result.Tokens.Length; i++)
            {
                var row = logits[prompt.Length - 1 + i];
                Assert.Equal(Array.IndexOf(row, row.Max()), result.Tokens[i]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Log_probs_are_those_of_the_models_logits(ModelConfiguration configuration)
    {
        using var model = DecoderModel.Create(configuration, seed: 4);
        using var engine = GenerationEngine.OnCpu(model, new EngineOptions { MaxSequences = 8, Threads = 2 });
        var prompt = Enumerable.Range(0, 20).ToArray();
        var request = new GenerationRequest(prompt) { Sampling = new SamplingOptions { Temperature = 1.3f }, MaxNewTokens = 100 };
        foreach (var result in await Task.WhenAll(engine.GenerateGroup(request, [1, 2, 3, 4, 5, 6])))
        {
            var logits = TinyModels.Logits(model, [.. prompt, .. result.Tokens]);
            for (var i = 0; i < result.Tokens.Length; i++)
            {
                var row = logits[prompt.Length - 1 + i];
                Assert.Equal(LogSoftmax(row, 1)[result.Tokens[i]], result.RawLogProbs[i], 1e-4);
                Assert.Equal(LogSoftmax(row, 1.3)[result.Tokens[i]], result.LogProbs[i], 1e-4);
            }
        }
    }

    private static double[] LogSoftmax(float[] logits, double temperature)
    {
        var max = logits.Max();
        var log = Math.Log(logits.Sum(l => Math.Exp((l - max) / temperature)));
        return [.. logits.Select(l => (l - max) / temperature - log)];
    }
}
