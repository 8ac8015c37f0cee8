using AspireIF.Models.Checkpoints;
using AspireIF.Models.Native;
using AspireIF.Training.Checkpoints;
using AspireIF.Training.Optimisation;
using AdamW = AspireIF.Training.Optimisation.AdamW;
using Parameter = TorchSharp.Modules.Parameter;
using static TorchSharp.torch;

namespace AspireIF.Training.Tests.Optimisation;

public sealed class EightBitMomentsTests
{
    public EightBitMomentsTests() => TorchRuntime.Load();

    [Theory]
    [InlineData(true, -0.993f, 64)]
    [InlineData(false, 0, 128)]
    public void Codes_are_256_numbers_up_to_1_and_finest_at_the_top(bool signed, float least, int inTopDecade)
    {
        float[] numbers = DynamicCode.Numbers(signed);
        Assert.Equal(numbers.Order().Distinct(), numbers);
        Assert.Equal((256, 1f), (numbers.Length, numbers[^1]));
        Assert.Contains(0f, numbers);
        Assert.Equal(least, numbers[0], 0.001f);
        Assert.Equal(inTopDecade, numbers.Count(number => number is > 0.1f and < 1));
        Assert.Equal(7, numbers.Where(number => number is > 0 and < 1).Select(number => Math.Floor(Math.Log10(number))).Distinct().Count());
    }

    [Fact]
    public void Numbers_are_read_back_as_the_nearest_of_their_block()
    {
        using var scope = NewDisposeScope();
        // 3 x 100 decayed and 300 others: both kinds end in the middle of a block.
        using var flat = new FlatParameters([("matrix", new Parameter(zeros(3, 100))), ("vector", new Parameter(zeros(300)))]);
        using var moment = new Moment("m", flat, eightBits: true, signed: true);
        Assert.Equal(0, moment.Read(0, 300).abs().max().item<float>());
        Tensor decayed = randn(300).mul(1e-3f), others = randn(300).mul(1e6f);
        moment.Write(0, decayed);
        moment.Write(300, others);
        foreach (var (start, numbers) in ((long, Tensor)[])[(0, decayed), (300, others)])
        {
            Tensor error = moment.Read(start, 300).sub(numbers).abs();
            foreach (var (first, count) in ((long, long)[])[(0, 256), (256, 44)])
            {
                float largest = numbers.narrow(0, first, count).abs().max().item<float>();
                Assert.InRange(error.narrow(0, first, count).max().item<float>(), 1e-12f, largest * 0.9f / 64 * 0.51f);
            }
        }
    }

    [Fact]
    public void A_square_that_is_not_zero_never_becomes_zero()
    {
        using var scope = NewDisposeScope();
        using var flat = new FlatParameters([("vector", new Parameter(zeros(256)))]);
        using var moment = new Moment("v", flat, eightBits: true, signed: false);
        moment.Write(0, tensor((float[])[1, 1e-12f, 0, .. Enumerable.Repeat(0f, 253)]));
        float[] read = moment.Read(0, 256).data<float>().ToArray();
        Assert.Equal((1f, 0f), (read[0], read[2]));
        Assert.InRange(read[1], 1e-8f, 1e-6f);
    }

    [Fact]
    public void Training_goes_as_with_moments_in_full()
    {
        double full = Trained(eightBits: false), eight = Trained(eightBits: true);
        Assert.InRange(full, 0, 0.1); // from 1.0
        Assert.InRange(eight, full * 0.8, full * 1.25);
    }

    [Fact]
    public void A_run_goes_on_from_a_checkpoint_to_the_very_same_weights()
    {
        using var scope = NewDisposeScope();
        string folder = Directory.CreateTempSubdirectory("aspireif-moments-").FullName;
        Parameter one = Start(), two = Start();
        using var first = new FlatParameters([("matrix", one)]);
        using var second = new FlatParameters([("matrix", two)]);
        using var uninterrupted = new AdamW(first, new AdamWOptions { EightBitMoments = true });
        Descend(first, uninterrupted, one, 5);
        TrainingFolder.Write(folder, 5, first, uninterrupted);
        Descend(first, uninterrupted, one, 5);

        using (var full = new AdamW(second, new AdamWOptions()))
            Assert.Contains("other optimiser options", Assert.Throws<CheckpointException>(() => TrainingFolder.Read<int>(folder, second, full)).Message, StringComparison.Ordinal);
        using var resumed = new AdamW(second, new AdamWOptions { EightBitMoments = true });
        resumed.StepCount = TrainingFolder.Read<int>(folder, second, resumed);
        Descend(second, resumed, two, 5);
        Assert.True(first.Values.equal(second.Values).all().item<bool>());
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Random_slopes_move_weights_nearly_as_with_moments_in_full()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(7, CPU);
        Tensor slopes = randn([20, 64_000], generator: generator).mul(logspace(-4, 0, 40).repeat_interleave(1600)); // alike within a row
        var ways = new List<Tensor>();
        foreach (bool eightBits in (bool[])[true, false])
        {
            using var flat = new FlatParameters([("matrix", new Parameter(zeros(40, 1600)))]);
            using var optimiser = new AdamW(flat, new AdamWOptions { EightBitMoments = eightBits });
            for (int step = 0; step < 20; step++)
            {
                flat.Gradients.copy_(slopes[step]);
                optimiser.Step(1e-2);
            }
            ways.Add(flat.Values.clone());
        }
        Assert.InRange(ways[0].sub(ways[1]).norm().item<float>() / ways[1].norm().item<float>(), 0, 0.05f);
    }

    [Fact]
    public void The_GPU_updates_as_the_CPU_does()
    {
        Assert.SkipUnless(cuda.is_available(), "this process has no CUDA (a GPU and a libtorch with CUDA, ASPIREIF_LIBTORCH)");
        using var scope = NewDisposeScope();
        using var generator = new Generator(3, CPU);
        Tensor start = randn([50, 72], generator: generator).to(ScalarType.BFloat16), slopes = randn([8, 3600], generator: generator).to(ScalarType.BFloat16);
        var weights = new List<Tensor>();
        foreach (Device device in (Device[])[CPU, CUDA])
        {
            using var flat = new FlatParameters([("matrix", new Parameter(start.to(device).clone()))]);
            using var optimiser = new AdamW(flat, new AdamWOptions { EightBitMoments = true });
            for (int step = 0; step < 8; step++)
            {
                flat.Gradients.copy_(slopes[step]);
                optimiser.Step(1e-2);
            }
            weights.Add(optimiser.State().Single(s => s.Name == "master").Tensor.to(CPU).clone());
        }
        // A number at the border of two codes may fall to either side.
        Assert.InRange(weights[0].sub(weights[1]).norm().item<float>() / weights[0].sub(start.view(-1).to(ScalarType.Float32)).norm().item<float>(), 0, 1e-2f);
    }

    private static Parameter Start() => new(linspace(-1, 1, 600).view(20, 30).clone());

    private static void Descend(FlatParameters flat, AdamW optimiser, Parameter matrix, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            flat.ZeroGradients();
            using Tensor loss = matrix.sin().square().sum();
            loss.backward();
            optimiser.Step(0.01);
        }
    }

    /// <summary>The loss, as a share of the first, of a regression whose inputs are of very different sizes, on noisy batches.</summary>
    private static double Trained(bool eightBits)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5, CPU);
        Tensor scale = logspace(-2, 0, 40), truth = randn([40, 25], generator: generator);
        var matrix = new Parameter(zeros(40, 25));
        using var flat = new FlatParameters([("matrix", matrix)]);
        using var optimiser = new AdamW(flat, new AdamWOptions { WeightDecay = 0, EightBitMoments = eightBits });
        double first = 0, last = 0;
        for (int step = 0; step < 400; step++)
        {
            using var inner = NewDisposeScope();
            Tensor inputs = randn([64, 40], generator: generator).mul(scale), noise = randn([64, 25], generator: generator).mul(0.1f);
            flat.ZeroGradients();
            Tensor loss = (inputs.matmul(matrix) - inputs.matmul(truth) - noise).square().mean();
            loss.backward();
            optimiser.Step(0.02);
            first = step == 0 ? loss.item<float>() : first;
            last += step >= 380 ? loss.item<float>() / 20 : 0;
        }
        return last / first;
    }
}
