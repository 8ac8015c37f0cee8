using AspireIF.Models.Configuration;
using AspireIF.Models.Generation;
using AspireIF.Models.Generation.Cuda;
using AspireIF.Models.Lora;
using AspireIF.Models.Transformer;
using static TorchSharp.torch;

namespace AspireIF.Models.Tests.Generation.Cuda;

public sealed class CudaBackendTests
{
    private static readonly EngineOptions Options = new() { MaxSequences = 8, StepRows = 40, MemoryBytes = 1L << 30 };

    public static TheoryData<ModelConfiguration> Models => [CudaModels.Qwen2, CudaModels.Qwen3];

    [Fact]
    public async Task Without_a_GPU_torch_generates_and_one_line_says_why()
    {
        using var model = DecoderModel.Create(TinyModels.Qwen2, seed: 3);
        var lines = new List<string>();
        using var engine = GenerationEngine.OnGpu(model, Options, log: lines.Add);
        using var plain = GenerationEngine.Eager(model, Options);
        var request = new GenerationRequest([1, 2, 3]) { MaxNewTokens = 10 };

        Assert.Equal(
            (await plain.GenerateAsync(request, TestContext.Current.CancellationToken)).Tokens,
            (await engine.GenerateAsync(request, TestContext.Current.CancellationToken)).Tokens);
        Assert.Contains("plain torch operations", Assert.Single(lines));
    }

    [Fact]
    public void What_the_kernels_do_not_know_is_told()
    {
        Assert.Null(CudaSupport.Unsupported(CudaModels.Qwen2, ScalarType.BFloat16));
        Assert.Contains("Float32", CudaSupport.Unsupported(CudaModels.Qwen2, ScalarType.Float32));
        Assert.Contains("32 dimensions", CudaSupport.Unsupported(CudaModels.Qwen2 with { HeadDimension = 32 }, ScalarType.BFloat16));
        Assert.Contains("share a key head", CudaSupport.Unsupported(CudaModels.Qwen2 with { QueryHeads = 18 }, ScalarType.BFloat16));
        Assert.Contains("multiple of 8", CudaSupport.Unsupported(CudaModels.Qwen2 with { VocabularySize = 1001 }, ScalarType.BFloat16));
    }

    [Fact]
    public void An_attached_adapter_is_left_to_torch()
    {
        using var model = DecoderModel.Create(CudaModels.Qwen2, type: ScalarType.BFloat16);
        Assert.Contains("not on a GPU", CudaSupport.For(model).Obstacle);

        using var adapter = LoraAdapter.Create(model, new LoraConfiguration(4, 8, [LoraConfiguration.AllLinear]));
        Assert.Contains("adapter", CudaSupport.For(model).Obstacle);
    }

    [Fact]
    public void The_plan_counts_pages_in_bf16()
    {
        var plan = CudaBackend.Plan(CudaModels.Qwen2, Options);

        Assert.Equal(16 * 3 * 2 * 2 * 64 * 2, plan.PageBytes); // tokens, layers, keys and values, heads, dimensions, bytes
        Assert.Equal(8 * (512 / 16 + 1), plan.Pages);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Log_probs_are_those_of_the_models_logits(ModelConfiguration configuration)
    {
        CudaModels.NeedGpu();
        using var model = DecoderModel.Create(configuration, CUDA, ScalarType.BFloat16, seed: 4);
        using var exact = model.Copy(device: CPU, type: ScalarType.Float32);
        using var engine = GenerationEngine.OnGpu(model, Options, log: line => Assert.Fail(line));
        var request = new GenerationRequest([.. Enumerable.Range(0, 70)]) { Sampling = new SamplingOptions { Temperature = 1.3f }, MaxNewTokens = 100 };

        foreach (var result in await Task.WhenAll(engine.GenerateGroup(request, [1, 2, 3, 4, 5, 6], TestContext.Current.CancellationToken)))
        {
            var logits = TinyModels.Logits(exact, [.. request.Prompt, .. result.Tokens]);
            for (var i = 0; i < result.Tokens.Length; i++)
            {
                var row = logits[request.Prompt.Count - 1 + i];
                var raw = row[result.Tokens[i]] - row.Max() - Math.Log(row.Sum(l => Math.Exp(l - row.Max())));
                Assert.Equal(raw, result.RawLogProbs[i], 0.15); // bf16
            }
        }
    }

    [Fact]
    public Task New_weights_answer_as_an_engine_that_began_with_them() => CudaModels.AssertNewWeightsAnswerAsAFreshEngineAsync(Options, 50);

    [Fact]
    public async Task The_engine_follows_the_models_tensors_to_where_training_moves_them()
    {
        CudaModels.NeedGpu();
        var cancel = TestContext.Current.CancellationToken;
        using var model = DecoderModel.Create(CudaModels.Qwen2, CUDA, ScalarType.BFloat16, seed: 3);
        using var engine = GenerationEngine.OnGpu(model, Options, log: line => Assert.Fail(line));
        var request = new GenerationRequest([.. Enumerable.Range(0, 50)]) { MaxNewTokens = 40, Seed = 5 };
        var before = await engine.GenerateAsync(request, cancel);
        using (var scope = NewDisposeScope())
        {
            using var noGradients = no_grad();
            model.Forward(PackedBatch.Of([[1, 2, 3]])); // fused layers lay the maps of the same inputs together
            full([1 << 24], float.NaN, device: CUDA); // where they were before
        }

        Assert.Equal(before.Tokens, (await engine.GenerateAsync(request, cancel)).Tokens);
    }
}
