using AspireIF.Models.Configuration;

namespace AspireIF.Models.Tests.Transformer;

/// <summary>Small models of each family.</summary>
internal static class Shapes
{
    public static ModelConfiguration Qwen2 { get; } = new()
    {
        Family = ModelFamily.Qwen2, VocabularySize = 97, HiddenSize = 32, IntermediateSize = 48, Layers = 2, QueryHeads = 4, KeyValueHeads = 2,
        HeadDimension = 8, MaxPositions = 64, TiedEmbeddings = true, QueryKeyValueBias = true, InitializerRange = 0.3,
    };

    public static ModelConfiguration Qwen3 { get; } = Qwen2 with { Family = ModelFamily.Qwen3, HeadDimension = 16, TiedEmbeddings = false, QueryKeyValueBias = false };

    public static ModelConfiguration Llama { get; } = Qwen2 with
    {
        Family = ModelFamily.Llama, TiedEmbeddings = false, QueryKeyValueBias = false, RopeTheta = 500_000,
        RopeScaling = new Llama3RopeScaling(8, 1, 4, 32),
    };

    public static TheoryData<string> Names { get; } = ["qwen2", "qwen3", "llama"];

    public static ModelConfiguration Of(string name) => name switch { "qwen2" => Qwen2, "qwen3" => Qwen3, _ => Llama };
}
