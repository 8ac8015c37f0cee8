using AspireIF.Models.Configuration;
using AspireIF.Models.Generation;
using AspireIF.Models.Native;
using AspireIF.Models.Transformer;
using static TorchSharp.torch;

namespace AspireIF.Models.Tests.Generation.Cuda;

/// <summary>Small models that the CUDA kernels take.</summary>
internal static class CudaModels
{
    public static ModelConfiguration Qwen2 { get; } = new()
    {
        Family = ModelFamily.Qwen2, VocabularySize = 512, HiddenSize = 192, IntermediateSize = 328, Layers = 3, QueryHeads = 6, KeyValueHeads = 2,
        HeadDimension = 64, MaxPositions = 512, TiedEmbeddings = true, QueryKeyValueBias = true, InitializerRange = 0.1,
    };

    public static ModelConfiguration Qwen3 { get; } = new()
    {
        Family = ModelFamily.Qwen3, VocabularySize = 512, HiddenSize = 256, IntermediateSize = 384, Layers = 2, QueryHeads = 8, KeyValueHeads = 1,
        HeadDimension = 128, MaxPositions = 512, RopeTheta = 1_000_000, InitializerRange = 0.1,
    };

    /// <summary>Skips the test where this process has no GPU.</summary>
    public static void NeedGpu()
    {
        TorchRuntime.Load();
        Assert.SkipUnless(cuda.is_available(), "this process has no CUDA (a GPU and a libtorch with CUDA, ASPIREIF_LIBTORCH)");
    }

    public static Sequence Sequence(int[] prompt, int[] pages, SamplingOptions? sampling = null, ulong seed = 0)
    {
        var request = new GenerationRequest(prompt) { Sampling = sampling ?? new SamplingOptions(), Seed = seed };
        var sequence = new Sequence(request, null, new Answer(request, null, null), 1);
        sequence.Pages.AddRange(pages);
        return sequence;
    }

    /// <summary>An engine that swaps weights answers afterwards like one that began with them, and not as before.</summary>
    public static async Task AssertNewWeightsAnswerAsAFreshEngineAsync(EngineOptions options, int promptTokens)
    {
        NeedGpu();
        var cancel = TestContext.Current.CancellationToken;
        using var model = DecoderModel.Create(Qwen3, CUDA, ScalarType.BFloat16, seed: 3);
        using var other = DecoderModel.Create(Qwen3, CUDA, ScalarType.BFloat16, seed: 4);
        using var engine = GenerationEngine.OnGpu(model, options, log: line => Assert.Fail(line));
        using var fresh = GenerationEngine.OnGpu(other, options, log: line => Assert.Fail(line));
        var request = new GenerationRequest([.. Enumerable.Range(0, promptTokens)]) { MaxNewTokens = 40, Seed = 5 };
        var before = await engine.GenerateAsync(request, cancel);
        await engine.SwapWeightsAsync(other, 1);
        var after = await engine.GenerateAsync(request, cancel);

        Assert.NotEqual(before.Tokens, after.Tokens);
        Assert.Equal((await fresh.GenerateAsync(request, cancel)).Tokens, after.Tokens);
    }
}
