using AspireIF.Models.Configuration;
using AspireIF.Models.Native;
using AspireIF.Models.Transformer;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AspireIF.Bench.Gpu;

/// <summary>The shapes that the GPU is measured at, with random weights.</summary>
internal static class Shapes
{
    /// <summary>Qwen2.5-1.5B.</summary>
    public static readonly ModelConfiguration Qwen15 = new()
    {
        Family = ModelFamily.Qwen2, VocabularySize = 151_936, HiddenSize = 1536, IntermediateSize = 8960, Layers = 28, QueryHeads = 12, KeyValueHeads = 2,
        HeadDimension = 128, MaxPositions = 32_768, TiedEmbeddings = true, QueryKeyValueBias = true, RopeTheta = 1e6,
    };

    /// <summary>Qwen2.5-7B.</summary>
    public static readonly ModelConfiguration Qwen7 = new()
    {
        Family = ModelFamily.Qwen2, VocabularySize = 152_064, HiddenSize = 3584, IntermediateSize = 18_944, Layers = 28, QueryHeads = 28, KeyValueHeads = 4,
        HeadDimension = 128, MaxPositions = 32_768, TiedEmbeddings = false, QueryKeyValueBias = true, RopeTheta = 1e6,
    };

    /// <summary>Qwen3-1.7B.</summary>
    public static readonly ModelConfiguration Qwen3 = new()
    {
        Family = ModelFamily.Qwen3, VocabularySize = 151_936, HiddenSize = 2048, IntermediateSize = 6144, Layers = 28, QueryHeads = 16, KeyValueHeads = 8,
        HeadDimension = 128, MaxPositions = 40_960, TiedEmbeddings = true, RopeTheta = 1e6,
    };

    /// <summary>Weights drawn where they lie: much faster than <see cref="DecoderModel.Create"/>, which draws the same on every device.</summary>
    public static DecoderModel Create(ModelConfiguration configuration, Device device, ScalarType type)
    {
        TorchRuntime.Load();
        var parameters = new OrderedDictionary<string, Parameter>();
        foreach ((string name, long[] shape) in ParameterShapes.Of(configuration))
        {
            using DisposeScope scope = NewDisposeScope();
            using Scalar scale = 0.02;
            Tensor value = name.Contains("norm", StringComparison.Ordinal) ? ones(shape, type, device) : randn(shape, type, device).mul_(scale);
            var parameter = new Parameter(value);
            parameter.DetachFromDisposeScope();
            parameters.Add(name, parameter);
        }
        return new DecoderModel(configuration, parameters);
    }

    /// <summary>A configuration's floating point operations of training on a token of a sequence: 6 N + 6 L H T, causal attention counted once.</summary>
    public static double TrainingFlops(ModelConfiguration configuration, int length) =>
        6.0 * new ModelMemory(configuration).Parameters + 6.0 * configuration.Layers * configuration.QueryHeads * configuration.HeadDimension * length;
}
