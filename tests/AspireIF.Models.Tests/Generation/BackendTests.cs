using AspireIF.Models.Configuration;
using AspireIF.Models.Generation;
using AspireIF.Models.Lora;
using AspireIF.Models.Transformer;
using static TorchSharp.torch;

namespace AspireIF.Models.Tests.Generation;

/// <summary>The two decode paths against the model's forward.</summary>
public sealed class BackendTests
{
    public static TheoryData<ModelConfiguration, bool> Models =>
        new MatrixTheoryData<ModelConfiguration, bool>([TinyModels.Qwen2, TinyModels.Qwen3, TinyModels.Llama], [false, true]);

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Greedy_answers_are_those_of_a_full_recomputation(ModelConfiguration configuration, bool eager)
    {
        using var model = DecoderModel.Create(configuration, seed: 3);
        using var engine = Engine(model, eager);
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
    public async Task Log_probs_are_those_of_the_models_logits(ModelConfiguration configuration, bool eager)
    {
        using var model = DecoderModel.Create(configuration, seed: 4);
        using var engine = Engine(model, eager);
        var prompt = Enumerable.Range(0, 20).ToArray();
        var request = new GenerationRequest(prompt) { Sampling = new SamplingOptions { Temperature = 1.3f }, MaxNewTokens = 100 };
        foreach (var result in await Task.WhenAll(engine.GenerateGroup(request, [1, 2, 3, 4, 5, 6])))
        {
            var logits = TinyModels.Logits(model, [.. prompt, .. result.Tokens]);
            for (var i = 0; i < result.Tokens.Length; i++)
            {
                var row = logits[prompt.Length - 1 + i];
                Assert.Equal(TinyModels.LogSoftmax(row, 1)[result.Tokens[i]], result.RawLogProbs[i], 1e-4);
                Assert.Equal(TinyModels.LogSoftmax(row, 1.3)[result.Tokens[i]], result.LogProbs[i], 1e-4);
            }
        }
    }

    [Fact]
    public async Task The_eager_engine_serves_groups_and_new_weights()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var model = DecoderModel.Create(TinyModels.Qwen3, seed: 3);
        using var other = DecoderModel.Create(TinyModels.Qwen3, seed: 4);
        using var exact = GenerationEngine.OnCpu(other);
        using var engine = Engine(model, eager: true);
        var request = new GenerationRequest([.. Enumerable.Range(0, 50)]) { Sampling = SamplingOptions.Greedy, MaxNewTokens = 40 };
        var before = await Task.WhenAll(engine.GenerateGroup(request, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], cancel));
        await engine.SwapWeightsAsync(other, 1);
        var after = await engine.GenerateAsync(request, cancel);

        Assert.Single(before.Select(r => string.Join(' ', r.Tokens)).Distinct());
        Assert.NotEqual(before[0].Tokens, after.Tokens);
        Assert.Equal((await exact.GenerateAsync(request, cancel)).Tokens, after.Tokens);
    }

    [Fact]
    public async Task A_low_rank_adapter_counts()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var model = DecoderModel.Create(TinyModels.Qwen2, seed: 3);
        using var plain = GenerationEngine.OnCpu(model);
        using var adapter = LoraAdapter.Create(model, new LoraConfiguration(4, 8, [LoraConfiguration.AllLinear]));
        using (no_grad())
            foreach (var (_, parameter) in adapter.Parameters)
                parameter.normal_(0, 0.2);
        using var adapted = GenerationEngine.OnCpu(model);
        var request = new GenerationRequest([1, 2, 3]) { Sampling = SamplingOptions.Greedy, MaxNewTokens = 60 };
        var result = await adapted.GenerateAsync(request, cancel);

        var logits = TinyModels.Logits(model, [1, 2, 3, .. result.Tokens]);
        Assert.Equal(Enumerable.Range(2, 60).Select(i => Array.IndexOf(logits[i], logits[i].Max())), result.Tokens);
        Assert.NotEqual((await plain.GenerateAsync(request, cancel)).Tokens, result.Tokens);
        await plain.SwapWeightsAsync(model, 1);
        Assert.Equal(TinyModels.Show(result), TinyModels.Show(await plain.GenerateAsync(request, cancel)));
    }

    private static GenerationEngine Engine(DecoderModel model, bool eager)
    {
        var options = new EngineOptions { MaxSequences = 8, StepRows = 20, Threads = 2 };
        return eager ? GenerationEngine.Eager(model, options) : GenerationEngine.OnCpu(model, options);
    }
}
