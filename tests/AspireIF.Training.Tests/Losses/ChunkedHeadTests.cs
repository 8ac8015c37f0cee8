using AspireIF.Models.Native;
using AspireIF.Training.Losses;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace AspireIF.Training.Tests.Losses;

public sealed class ChunkedHeadTests
{
    public ChunkedHeadTests() => TorchRuntime.Load();

    [Theory]
    [InlineData(1, false)]
    [InlineData(7, false)]
    [InlineData(64, false)]
    [InlineData(7, true)]
    public void Loss_and_gradients_equal_those_of_the_whole_batch(int chunk, bool viaTorch)
    {
        using var scope = NewDisposeScope();
        ScalarType type = viaTorch ? ScalarType.Float64 : ScalarType.Float32; // fp32 on the CPU has kernels of its own
        var generator = new Generator(3);
        Tensor input = randn([23, 8], generator: generator).to(type);
        Tensor trunk = randn([8, 8], generator: generator).to(type).requires_grad_(true);
        var head = new Parameter(randn([75, 8], generator: generator).to(type));
        Tensor targets = randint(75, [23], generator: generator), weights = rand([23], generator: generator);

        Tensor logProbs = nn.functional.linear(input.matmul(trunk), head).log_softmax(1).to(ScalarType.Float32);
        Tensor expected = -(logProbs.gather(1, targets.unsqueeze(1)).squeeze(1).square() * weights).sum();
        expected.backward();
        Tensor trunkGradient = trunk.grad!.clone(), headGradient = head.grad!.clone(), entropies = -(logProbs.exp() * logProbs).sum(1);
        trunk.grad = null;
        head.grad = null;

        long[] ids = targets.data<long>().ToArray();
        var (output, loss) = ChunkedHead.Backward(input.matmul(trunk), head, ids, chunk, (p, start) => -(p.square() * weights.narrow(0, start, p.shape[0])).sum());

        Assert.Equal(expected.item<float>(), loss.item<float>(), 1e-4f * MathF.Abs(expected.item<float>()));
        Near(logProbs.gather(1, targets.unsqueeze(1)).squeeze(1), output.LogProbs);
        Near(entropies, output.Entropies);
        Near(trunkGradient, trunk.grad!);
        Near(headGradient, head.grad!);
        HeadOutput forward = ChunkedHead.Forward(input.matmul(trunk), head, ids, chunk);
        Near(output.LogProbs, forward.LogProbs);
        Near(output.Entropies, forward.Entropies);
    }

    [Fact]
    public void A_head_that_is_not_trained_gets_no_gradient()
    {
        using var scope = NewDisposeScope();
        Tensor hidden = randn(5, 4).requires_grad_(true);
        var head = new Parameter(randn(9, 4), requires_grad: false);
        ChunkedHead.Backward(hidden * 1, head, [1, 2, 3, 4, 8], 2, (p, _) => -p.sum());
        Assert.Null(head.grad);
        Assert.True(hidden.grad!.abs().min().item<float>() > 0);
    }

    private static void Near(Tensor expected, Tensor actual) =>
        Assert.InRange((expected - actual).abs().max().to(ScalarType.Float64).item<double>(), 0, 2e-5 * Math.Max(1, expected.abs().max().to(ScalarType.Float64).item<double>()));
}
