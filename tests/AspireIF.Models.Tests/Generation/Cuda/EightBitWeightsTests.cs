using AspireIF.Models.Configuration;
using AspireIF.Models.Generation;
using AspireIF.Models.Generation.Cuda;
using AspireIF.Models.Native.Cuda;
using AspireIF.Models.Transformer;
using static TorchSharp.torch;

namespace AspireIF.Models.Tests.Generation.Cuda;

public sealed class EightBitWeightsTests
{
    private static readonly EngineOptions Options = new() { MaxSequences = 128, MaxContext = 64, StepRows = 128, MemoryBytes = 1L << 30, EightBitWeights = true };

    public static TheoryData<ModelConfiguration> Models => [CudaModels.Qwen2, CudaModels.Qwen3];

    [Fact]
    public void Every_weight_has_a_place_of_its_own()
    {
        var places = from output in Enumerable.Range(0, 128) from k in Enumerable.Range(0, 192) select EightBitWeights.Place(output, k, 192);
        Assert.Equal(Enumerable.Range(0, 128 * 192).Select(i => (long)i), places.Order());
    }

    [Fact]
    public void A_block_and_a_slice_lie_together()
    {
        // 130 of the depth are three slices.
        Assert.Equal(0, EightBitWeights.Place(63, 63, 130) / 4096);
        Assert.Equal(2, EightBitWeights.Place(0, 129, 130) / 4096);
        Assert.Equal(3, EightBitWeights.Place(64, 0, 130) / 4096);
    }

    [Fact]
    public void The_plan_counts_the_copy()
    {
        var more = CudaBackend.Plan(CudaModels.Qwen2, Options).FixedBytes - CudaBackend.Plan(CudaModels.Qwen2, Options with { EightBitWeights = false }).FixedBytes;
        // Blocks of outputs times blocks of depth, padded: 640, 192, 2 x 328 and 192 outputs of 192, 384, 192 and 328.
        const int Blocks = 10 * 3 + 4 * 6 + 12 * 3 + 4 * 6;
        Assert.Equal(3 * (Blocks * 4096 + (10 + 4 + 12 + 4) * 64 * sizeof(float)), more);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Weights_become_the_nearest_codes_times_a_power_of_two(ModelConfiguration configuration)
    {
        CudaModels.NeedGpu();
        using var model = DecoderModel.Create(configuration, CUDA, ScalarType.BFloat16, seed: 3);
        using var backend = Backend(model);
        for (var i = 0; i < model.Layers.Count; i++)
            for (var j = 0; j < 7; j++)
            {
                var (weights, unpacked) = (Values(Maps(model, i)[j].Weight), backend.Packed!.Unpacked(i, j));
                var depth = (int)Maps(model, i)[j].Weight.shape[1];
                foreach (var (row, packed) in weights.Chunk(depth).Zip(unpacked.Chunk(depth)))
                {
                    var scale = MathF.ScaleB(1, (int)MathF.Ceiling(MathF.Log2(row.Max(MathF.Abs) / E4M3.Largest)));
                    Assert.Equal(row.Select(w => E4M3.ToFloat(E4M3.Nearest(w / scale)) * scale), packed);
                }
            }
    }

    [Fact]
    public void Every_code_and_every_tie_is_packed_as_the_reference_does()
    {
        CudaModels.NeedGpu();
        using var model = DecoderModel.Create(CudaModels.Qwen2, CUDA, ScalarType.BFloat16, seed: 3);
        // Up to 448, so that the scale is 1; numbers halfway between two codes have 5 bits, which bf16 holds.
        float[] codes = [.. Enumerable.Range(0, 256).Where(c => (c & 127) != 127).Select(c => E4M3.ToFloat((byte)c))];
        float[] ties = [.. codes.Zip(codes.Skip(1), (a, b) => (a + b) / 2).Where(t => MathF.Abs(t) <= E4M3.Largest)];
        var map = model.Layers[1].Up;
        float[] values = [.. Enumerable.Range(0, (int)map.Weight.numel()).Select(i => i % 192 == 0 ? E4M3.Largest : codes.Concat(ties).ElementAt((i - i / 192) % (codes.Length + ties.Length)))];
        using (no_grad())
            map.Weight.copy_(tensor(values).view(map.Weight.shape));
        using var backend = Backend(model);

        Assert.Equal(values.Select(v => E4M3.ToFloat(E4M3.Nearest(v))), backend.Packed!.Unpacked(1, 5));
    }

    [Fact]
    public void Kernels_widen_every_code_exactly()
    {
        CudaModels.NeedGpu();
        var device = CudaDevice.Of(0);
        const string Kernel = """
            extern "C" __global__ void widenAll(u32 *out) { out[threadIdx.x] = widened(threadIdx.x << 8 | threadIdx.x << 24); }
            """;
        var source = KernelLibrary.Text("common.cuh") + KernelLibrary.Text("wgmma.cuh") + KernelLibrary.Text("weights8.cuh") + Kernel;
        var kernels = new KernelModule(device, "widen-all", source, new Dictionary<string, string>());
        using var pairs = zeros([256], ScalarType.Int32, CUDA);
        kernels["widenAll"].Launch(1, 256, pairs);
        var found = pairs.cpu().data<int>().ToArray();

        for (var code = 0; code < 256; code++)
            if ((code & 127) != 127)
                Assert.Equal((E4M3.ToFloat((byte)code), E4M3.ToFloat((byte)code)), (BitConverter.Int32BitsToSingle(found[code] << 16), BitConverter.Int32BitsToSingle(found[code] >> 16 << 16)));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Logits_of_few_rows_are_those_of_the_rounded_weights_and_of_many_rows_the_models_own(ModelConfiguration configuration)
    {
        CudaModels.NeedGpu();
        using var model = DecoderModel.Create(configuration, CUDA, ScalarType.BFloat16, seed: 4);
        using var backend = Backend(model);
        using var own = model.Copy(device: CPU, type: ScalarType.Float32);
        using var rounded = model.Copy(device: CPU, type: ScalarType.Float32);
        using (no_grad())
            for (var i = 0; i < model.Layers.Count; i++)
                for (var j = 0; j < 7; j++)
                    Maps(rounded, i)[j].Weight.copy_(tensor(backend.Packed!.Unpacked(i, j)).view(Maps(rounded, i)[j].Weight.shape));

        foreach (var rows in (int[])[3, 16, 30, 64, 65, 128])
        {
            var exact = backend.ShapesFor(ProductShape.Padded(rows)).Bits == 8 ? rounded : own;
            // Of one token each: nothing that other kernels have stored.
            var sequences = Enumerable.Range(0, rows).Select(i => CudaModels.Sequence([i * 7 % configuration.VocabularySize], [i])).ToList();
            backend.Step([.. sequences.Select(s => new StepSegment(s, 0, 1))], new TokenChoice[rows]);
            var logits = backend.Logits(rows);
            for (var i = 0; i < rows; i += 1 + rows / 8)
            {
                var expected = TinyModels.Logits(exact, [sequences[i].Token(0)])[0];
                var actual = logits.AsSpan(i * configuration.VocabularySize, configuration.VocabularySize).ToArray();
                var error = Math.Sqrt(actual.Zip(expected, (a, e) => Math.Pow(a - e, 2)).Sum() / expected.Sum(e => e * e));
                Assert.True(error < 1e-2, $"{rows} rows, row {i}: relative error {error:E2}");
            }
        }
    }

    [Fact]
    public Task New_weights_are_packed_anew() => CudaModels.AssertNewWeightsAnswerAsAFreshEngineAsync(Options, 20);

    [Fact]
    public async Task Elsewhere_weights_stay_as_they_are_and_one_line_says_so()
    {
        using var model = DecoderModel.Create(TinyModels.Qwen2, seed: 3);
        var options = Options with { StepRows = 0, MemoryBytes = null };
        List<string> lines = [], fromCpu = [];
        using var eager = GenerationEngine.OnGpu(model, options, log: lines.Add);
        using var cpu = GenerationEngine.OnCpu(model, options, log: fromCpu.Add);
        using var plain = GenerationEngine.OnCpu(model, options with { EightBitWeights = false }, log: line => Assert.Fail(line));
        var request = new GenerationRequest([1, 2, 3]) { MaxNewTokens = 10 };

        Assert.Contains("8 bits", Assert.Single(lines));
        Assert.Contains("8 bits", Assert.Single(fromCpu));
        Assert.Equal(
            (await plain.GenerateAsync(request, TestContext.Current.CancellationToken)).Tokens, (await cpu.GenerateAsync(request, TestContext.Current.CancellationToken)).Tokens);
    }

    private static CudaBackend Backend(DecoderModel model)
    {
        var (device, obstacle) = CudaSupport.For(model);
        return new CudaBackend(model, Options, device ?? throw new InvalidOperationException(obstacle));
    }

    private static Linear[] Maps(DecoderModel model, int layer)
    {
        var l = model.Layers[layer];
        return [l.Query, l.Key, l.Value, l.Output, l.Gate, l.Up, l.Down];
    }

    private static float[] Values(Tensor weights) => weights.to_type(ScalarType.Float32).cpu().data<float>().ToArray();
}
