using AspireIF.Models.Configuration;
using AspireIF.Models.Native;
using AspireIF.Models.Transformer;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AspireIF.Models.Tests.Transformer.Fused;

public sealed class FusedLayerTests
{
    private static readonly ModelConfiguration Shape = new()
    {
        Family = ModelFamily.Qwen2, VocabularySize = 512, HiddenSize = 256, IntermediateSize = 512, Layers = 2, QueryHeads = 4, KeyValueHeads = 2, HeadDimension = 64,
        MaxPositions = 512, TiedEmbeddings = true, QueryKeyValueBias = true,
    };

    [Theory]
    [InlineData("any lengths", false, ModelFamily.Qwen2)]
    [InlineData("equal lengths", false, ModelFamily.Qwen2)]
    [InlineData("shared prefixes", false, ModelFamily.Qwen2)]
    [InlineData("shared prefixes", true, ModelFamily.Qwen2)]
    [InlineData("any lengths", true, ModelFamily.Qwen3)]
    [InlineData("equal lengths", false, ModelFamily.Qwen3)]
    [InlineData("shared prefixes", false, ModelFamily.Qwen3)]
    public void Hidden_states_and_gradients_are_those_of_single_operations(string kind, bool recompute, ModelFamily family)
    {
        TorchRuntime.Load();
        Assert.SkipUnless(cuda.is_available(), "there is no GPU here, or no libtorch with CUDA");
        var random = new Random(7);
        PackedBatch batch = kind switch
        {
            "any lengths" => PackedBatch.Of([Tokens(100), Tokens(1), Tokens(33)]),
            "equal lengths" => PackedBatch.Of([Tokens(64), Tokens(64)]),
            _ => PackedBatch.OfGroups([new(Tokens(40), [Tokens(10), Tokens(1)]), new(Tokens(3), [Tokens(20)])]),
        };
        using DecoderModel model = DecoderModel.Create(Shape with { Family = family, QueryKeyValueBias = family == ModelFamily.Qwen2 }, CUDA, ScalarType.BFloat16);
        model.FusedLayers = false;
        (Tensor hidden, Tensor[] gradients) = Pass();
        model.FusedLayers = true;
        (Tensor fused, Tensor[] fusedGradients) = Pass();

        Assert.InRange(Error(fused, hidden), 0, 1e-2);
        // A key's bias changes nothing but rounding: its gradient is noise in bf16.
        Assert.All(fusedGradients.Zip(gradients, model.Parameters.Keys).Where(p => !p.Third.EndsWith("k_proj.bias", StringComparison.Ordinal)), p => Assert.True(Error(p.First, p.Second) < 3e-2, $"{p.Third}: {Error(p.First, p.Second)}"));

        int[] Tokens(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(Shape.VocabularySize))];

        (Tensor, Tensor[]) Pass()
        {
            foreach (Parameter parameter in model.Parameters.Values)
            {
                parameter.requires_grad = true;
                parameter.grad = null;
            }
            using var generator = new Generator(5, CPU);
            Tensor output = model.Forward(batch, recompute);
            output.backward([randn(output.shape, generator: generator).to(ScalarType.BFloat16, CUDA)]);
            return (output.detach(), [.. model.Parameters.Values.Select(p => p.grad!.clone())]);
        }
    }

    private static float Error(Tensor value, Tensor reference)
    {
        using DisposeScope scope = NewDisposeScope();
        return (value.to(ScalarType.Float32).sub(reference.to(ScalarType.Float32)).norm() / reference.to(ScalarType.Float32).norm()).item<float>();
    }
}
