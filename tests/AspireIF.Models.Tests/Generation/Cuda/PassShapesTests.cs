using System.Runtime.CompilerServices;
using AspireIF.Models.Configuration;
using AspireIF.Models.Generation.Cuda;

namespace AspireIF.Models.Tests.Generation.Cuda;

public sealed class PassShapesTests
{
    private const int Multiprocessors = 132, SharedBytes = 227 * 1024, StaticBytes = 4096;

    private static readonly (int Hidden, int Wide, int Heads, int KeyHeads, int Dimension)[] Shapes =
    [
        (896, 4864, 14, 2, 64), (1024, 3072, 16, 8, 128), (1536, 8960, 12, 2, 128), (2048, 8192, 32, 8, 64), (3584, 18_944, 28, 4, 128), (4096, 14_336, 32, 8, 128), (192, 328, 6, 2, 64),
    ];

    public static TheoryData<int, int> Cases => new MatrixTheoryData<int, int>([.. Enumerable.Range(0, Shapes.Length)], [16, 32, 64, 128, 256, 384, 512, 640, 768, 2304]);

    [Theory]
    [InlineData(16, 8, 8)]
    [InlineData(32, 16, 8)]
    [InlineData(64, 16, 8)]
    [InlineData(128, 16, 16)]
    [InlineData(256, 16, 16)]
    [InlineData(512, 16, 16)]
    public void Steps_of_few_rows_take_weights_of_8_bits_where_there_are_any_and_bf16_is_slower(int rows, int bitsWithLoneTiles, int bits)
    {
        foreach (var (i, shape) in Shapes.Index())
        {
            var expected = i == 2 ? bitsWithLoneTiles : bits; // 140 tiles on 132 multiprocessors
            var shapes = PassShapes.For(Model(shape), rows, Multiprocessors, eightBits: true);
            Assert.Equal((expected, 16), (shapes.Bits, PassShapes.For(Model(shape), rows, Multiprocessors).Bits));
            if (expected == 16)
                continue;
            foreach (var product in new[] { shapes.QueryKeyValue, shapes.Output, PassShapes.EightBitGateUp(Model(shape), rows), shapes.Down })
            {
                Assert.Equal(expected, product.Bits);
                Assert.InRange(product.DynamicBytes + StaticBytes, 0, SharedBytes / 2);
                Assert.True(product.Stages >= 2);
                Assert.True(product.Threads - 32 >= product.Rows, "a thread for each row's scale");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_kernel_fits_a_multiprocessor_and_a_cluster(int shape, int rows)
    {
        var model = Model(Shapes[shape]);
        var shapes = PassShapes.For(model, rows, Multiprocessors);

        foreach (var product in new[] { shapes.QueryKeyValue, shapes.Output, shapes.Down, PassShapes.Head(model, Math.Min(rows, 32)) })
        {
            Assert.InRange(product.DynamicBytes + StaticBytes, 0, SharedBytes);
            Assert.InRange(product.Splits, 1, 8);
            Assert.True(product.Stages >= 2);
            Assert.Equal(0, rows % product.Rows);
            Assert.True(product.Threads - 32 >= product.Rows || product == shapes.Down || product == shapes.Output, "a thread for each row's scale");
        }
        Assert.InRange(shapes.AttentionSplits, 1, 8);
        Assert.InRange(shapes.AttentionEarly, 1, shapes.AttentionStages);
        Assert.InRange(PassShapes.AttentionBytes(model.HeadDimension, shapes.AttentionStages) + StaticBytes, 0, SharedBytes / 2);
    }

    [Theory]
    [InlineData(16, false)]
    [InlineData(32, false)]
    [InlineData(64, true)]
    [InlineData(128, true)]
    [InlineData(256, true)]
    [InlineData(384, true)]
    [InlineData(768, true)]
    public void Wide_tiles_fit_a_multiprocessor_and_many_rows_take_them_for_the_head(int rows, bool wideHead)
    {
        Assert.Equal(wideHead, PassShapes.WideHead(rows) is not null);
        foreach (var shape in new[] { PassShapes.GateUp(rows), PassShapes.WideHead(rows) }.OfType<WideShape>())
        {
            Assert.InRange(shape.DynamicBytes + StaticBytes, 0, SharedBytes);
            Assert.True(shape.Stages >= 2);
            Assert.Equal((0, 0), (rows % shape.Rows, shape.Outputs % 16));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    public void Clusters_of_whole_multiprocessors_run_at_the_same_time(int shape)
    {
        var model = Model(Shapes[shape]);
        foreach (var rows in (int[])[128, 256, 384, 512])
        {
            var shapes = PassShapes.For(model, rows, Multiprocessors);
            foreach (var (product, outputs) in new[] { (shapes.QueryKeyValue, CudaActivations.Width(model)), (shapes.Output, model.HiddenSize), (shapes.Down, model.HiddenSize) })
                if (product.Splits > 1)
                {
                    Assert.Contains(product.Splits, new[] { 2, 3, 4, 8 });
                    Assert.InRange(product.Tiles(outputs, ProductEnd.Residual) * (rows / product.Rows) * product.Splits, 1, Multiprocessors * 85 / 100);
                }
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(64)]
    public void Two_blocks_of_neighbouring_kernels_fit_a_multiprocessor_but_for_gate_and_up_of_few_rows(int rows)
    {
        var model = Model(Shapes[2]);
        var shapes = PassShapes.For(model, rows, Multiprocessors);
        var gateUp = rows < 64 ? 0 : PassShapes.GateUp(rows).DynamicBytes;
        var attention = PassShapes.AttentionBytes(128, shapes.AttentionStages) + 8 * 1024;
        Assert.True(shapes.QueryKeyValue.DynamicBytes + attention + 3 * 1024 <= SharedBytes, "queries, keys, values beside attention");
        Assert.True(shapes.Output.DynamicBytes + attention + 3 * 1024 <= SharedBytes, "output beside attention");
        Assert.True(gateUp + shapes.Down.DynamicBytes + 4 * 1024 <= SharedBytes, "gate and up beside down");
    }

    [Theory]
    [InlineData(1, 16)]
    [InlineData(17, 32)]
    [InlineData(64, 64)]
    [InlineData(129, 256)]
    [InlineData(300, 384)]
    [InlineData(600, 640)]
    public void Rows_are_padded_to_whole_tiles(int rows, int padded) => Assert.Equal(padded, ProductShape.Padded(rows));

    [Fact]
    public void Arguments_have_the_size_of_their_C_structures()
    {
        Assert.Equal(24, Unsafe.SizeOf<Turn>());
        Assert.Equal(136, Unsafe.SizeOf<ProductArguments>());
        Assert.Equal(88, Unsafe.SizeOf<WideArguments>());
        Assert.Equal(24, Unsafe.SizeOf<PackedWeights>());
        Assert.Equal(32, Unsafe.SizeOf<PackedMatrix>());
        Assert.Equal(120, Unsafe.SizeOf<AttentionArguments>());
        Assert.Equal(72, Unsafe.SizeOf<EmbedArguments>());
        Assert.Equal(56, Unsafe.SizeOf<GatherArguments>());
        Assert.Equal(24, Unsafe.SizeOf<CarryArguments>());
        Assert.Equal(40, Unsafe.SizeOf<SampleArguments>());
        Assert.Equal(64, Unsafe.SizeOf<SamplingRow>());
        Assert.Equal(16, Unsafe.SizeOf<SampledToken>());
    }

    private static ModelConfiguration Model((int Hidden, int Wide, int Heads, int KeyHeads, int Dimension) shape) => new()
    {
        Family = ModelFamily.Qwen2, VocabularySize = 151_936, HiddenSize = shape.Hidden, IntermediateSize = shape.Wide, Layers = 2, QueryHeads = shape.Heads,
        KeyValueHeads = shape.KeyHeads, HeadDimension = shape.Dimension, MaxPositions = 4096,
    };
}
