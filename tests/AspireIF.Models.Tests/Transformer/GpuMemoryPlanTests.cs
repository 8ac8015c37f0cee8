using AspireIF.Models.Configuration;
using AspireIF.Models.Transformer;

namespace AspireIF.Models.Tests.Transformer;

public sealed class GpuMemoryPlanTests
{
    private static readonly ModelConfiguration Qwen15 = new()
    {
        Family = ModelFamily.Qwen2, VocabularySize = 151_936, HiddenSize = 1536, IntermediateSize = 8960, Layers = 28, QueryHeads = 12, KeyValueHeads = 2, HeadDimension = 128,
        MaxPositions = 32_768, TiedEmbeddings = true, QueryKeyValueBias = true,
    };

    [Fact]
    public void Parts_are_those_that_a_run_has()
    {
        var request = new GpuMemoryRequest { MicroBatchTokens = 16_384, HeadChunkTokens = 4096, Recompute = true, Reference = true };
        var parts = GpuMemoryPlan.Of(Qwen15, request).Parts.ToDictionary(part => part.Name, part => part.Bytes);
        long parameters = new ModelMemory(Qwen15).Parameters;

        Assert.Equal((2 * parameters, 2 * parameters, 4 * parameters, 8 * parameters), (parts["weights"], parts["gradients"], parts["master weights"], parts["moments"]));
        Assert.Equal(2 * parameters, parts["reference"]);
        Assert.Equal(2L * 151_936 * 4096, parts["logits of a chunk"]);
        long eight = GpuMemoryPlan.Of(Qwen15, request with { EightBitMoments = true }).Parts.Single(part => part.Name == "moments").Bytes;
        Assert.Equal(2.03, (double)eight / parameters, 0.01); // a byte and a share of a scale, twice
        Assert.DoesNotContain("classifier", parts.Keys);
        Assert.DoesNotContain("cache of answers", parts.Keys);
    }

    [Fact]
    public void Policy_reference_and_classifier_of_one_and_a_half_billion_fit_80_GB()
    {
        var request = new GpuMemoryRequest { MicroBatchTokens = 16_384, HeadChunkTokens = 4096, Reference = true, Classifier = true };
        Assert.InRange(GpuMemoryPlan.Of(Qwen15, request).Total, 50_000_000_000, 80_000_000_000);
    }

    [Fact]
    public void Frozen_weights_that_the_fused_layers_move_together_leave_their_old_places()
    {
        ModelConfiguration seven = Qwen15 with { VocabularySize = 152_064, HiddenSize = 3584, IntermediateSize = 18_944, QueryHeads = 28, KeyValueHeads = 4, TiedEmbeddings = false };
        var request = new GpuMemoryRequest { MicroBatchTokens = 8192, HeadChunkTokens = 4096, Recompute = true, AdapterRank = 16 };
        // 28 layers of (3584 + 2 x 512 + 2 x 18,944) x 3584 weights, and a share of the rest.
        Assert.InRange(GpuMemoryPlan.Of(seven, request).Parts.Single(part => part.Name == "allocator's gaps").Bytes, 8.5e9, 9.5e9);
    }

    [Fact]
    public void Weights_in_8_bits_are_a_copy_of_the_layers_maps_where_answers_are_generated()
    {
        var request = new GpuMemoryRequest { EightBitWeights = true, Sequences = 16, Context = 1024 };
        long copy = GpuMemoryPlan.Of(Qwen15, request).Parts.Single(part => part.Name == "weights in 8 bits").Bytes;
        // 28 layers of queries, keys, values, outputs, gates, ups and downs, and four bytes for each of their outputs.
        long maps = 28L * ((2048 + 1536) * 1536 + 3 * 8960 * 1536), scales = 28L * 4 * (2048 + 1536 + 2 * 8960 + 1536);

        Assert.Equal(maps + scales, copy);
        Assert.DoesNotContain(GpuMemoryPlan.Of(Qwen15, request with { Sequences = 0 }).Parts, part => part.Name == "weights in 8 bits");
    }

    [Fact]
    public void Remedies_save_what_they_say()
    {
        var request = new GpuMemoryRequest { MicroBatchTokens = 65_536, HeadChunkTokens = 4096, Reference = true };
        IReadOnlyList<MemoryRemedy> remedies = GpuMemoryPlan.Remedies(Qwen15, request);

        Assert.Equal(remedies.OrderByDescending(remedy => remedy.Saved), remedies);
        MemoryRemedy recompute = Assert.Single(remedies, remedy => remedy.Setting.Contains("recompute", StringComparison.Ordinal));
        Assert.Equal(GpuMemoryPlan.Of(Qwen15, request).Total - GpuMemoryPlan.Of(Qwen15, request with { Recompute = true }).Total, recompute.Saved);
        Assert.DoesNotContain(remedies, remedy => remedy.Setting.Contains("answers", StringComparison.Ordinal));
    }
}
