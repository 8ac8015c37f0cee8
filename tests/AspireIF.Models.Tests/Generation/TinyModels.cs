using AspireIF.Models.Configuration;
using AspireIF.Models.Generation;
using AspireIF.Models.Transformer;
using CsCheck;
using static TorchSharp.torch;

namespace AspireIF.Models.Tests.Generation;

/// <summary>Random models small enough to recompute everything, with weights large enough that their answers vary.</summary>
internal static class TinyModels
{
    public const int Vocabulary = 97;

    public static ModelConfiguration Qwen2 { get; } = new()
    {
        Family = ModelFamily.Qwen2, VocabularySize = Vocabulary, HiddenSize = 48, IntermediateSize = 104, Layers = 2, QueryHeads = 4, KeyValueHeads = 2,
        HeadDimension = 16, MaxPositions = 128, TiedEmbeddings = true, QueryKeyValueBias = true, InitializerRange = 0.3,
    };

    /// <summary>Sizes that are no multiples of a vector, grouped heads, an own head, normed queries and keys.</summary>
    public static ModelConfiguration Qwen3 { get; } = new()
    {
        Family = ModelFamily.Qwen3, VocabularySize = Vocabulary, HiddenSize = 42, IntermediateSize = 51, Layers = 3, QueryHeads = 3, KeyValueHeads = 1,
        HeadDimension = 22, MaxPositions = 128, RopeTheta = 1_000_000, InitializerRange = 0.3,
    };

    public static ModelConfiguration Llama { get; } = new()
    {
        Family = ModelFamily.Llama, VocabularySize = Vocabulary, HiddenSize = 64, IntermediateSize = 96, Layers = 2, QueryHeads = 2, KeyValueHeads = 2,
        HeadDimension = 32, MaxPositions = 128, RopeScaling = new Llama3RopeScaling(8, 1, 4, 32), InitializerRange = 0.3,
    };

    public static Gen<int[]> Prompts { get; } = Gen.Int[0, Vocabulary - 1].Array[1, 40];

    public static Gen<SamplingOptions> Sampling { get; } =
        Gen.Select(Gen.OneOf(Gen.Const(0f), Gen.Const(1f), Gen.Float[0.3f, 2]), Gen.OneOf(Gen.Const(0), Gen.Int[1, 20]),
            Gen.OneOf(Gen.Const(1f), Gen.Float[0.3f, 1]), Gen.OneOf(Gen.Const(0f), Gen.Float[0, 0.3f]), Gen.OneOf(Gen.Const(1f), Gen.Float[0.8f, 1.3f]))
        .Select((t, k, p, m, r) => new SamplingOptions { Temperature = t, TopK = k, TopP = p, MinP = m, RepetitionPenalty = r });

    public static Gen<GenerationRequest> Requests { get; } =
        Gen.Select(Prompts, Sampling, Gen.Int[1, 60], Gen.ULong, Gen.Int[0, Vocabulary - 1].Array[0, 2])
        .Select((prompt, sampling, length, seed, stops) => new GenerationRequest(prompt) { Sampling = sampling, MaxNewTokens = length, Seed = seed, StopTokens = stops });

    /// <summary>Logits of every position, by the model's own forward.</summary>
    public static float[][] Logits(DecoderModel model, IReadOnlyList<int> tokens)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var values = model.Logits(model.Forward(PackedBatch.Of([tokens]))).data<float>().ToArray();
        return [.. values.Chunk(model.Configuration.VocabularySize)];
    }

    public static double[] LogSoftmax(float[] logits, double temperature)
    {
        var max = logits.Max();
        var log = Math.Log(logits.Sum(l => Math.Exp((l - max) / temperature)));
        return [.. logits.Select(l => (l - max) / temperature - log)];
    }

    /// <summary>What an answer is made of, comparable.</summary>
    public static string Show(GenerationResult r) =>
        $"{r.FinishReason} [{string.Join(' ', r.Tokens)}] [{string.Join(' ', r.LogProbs.Select(BitConverter.SingleToUInt32Bits))}] "
        + $"[{string.Join(' ', r.RawLogProbs.Select(BitConverter.SingleToUInt32Bits))}]";
}
