using AspireIF.Models.Native;
using AspireIF.Training.Losses;
using static TorchSharp.torch;

namespace AspireIF.Training.Tests.Losses;

public sealed class ChunkedHeadTests
{
    public ChunkedHeadTests() => TorchRuntime.Load();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void Loss_and_gradients_equal_those_of_the_whole_batch(int chunk)
    {
        using var scope = NewDisposeScope();
        var generator = new Generator(3);
        Tensor input = randn([23, 8], generator: generator);
        Tensor trunk = randn([8, 8], generator: generator).requires_grad_(true);
        Tensor head = randn([31, 8], generator: generator).requires_grad_(true);
        Tensor targets = randint(31, [23], generator: generator);

        Tensor expected = nn.functional.cross_entropy(nn.functional.linear(input.matmul(trunk), head), targets);
        expected.backward();
        Tensor trunkGradient = trunk.grad!.clone(), headGradient = head.grad!.clone();
        trunk.grad = null;
        head.grad = null;

        var (logProbs, loss) = ChunkedHead.Backward(input.matmul(trunk), head, targets, chunk, (p, _) => -p.sum() / 23);

        Assert.Equal(expected.item<float>(), loss.item<float>(), 1e-5f);
        Assert.Equal(-expected.item<float>(), logProbs.mean().item<float>(), 1e-5f);
        Assert.True((trunk.grad! - trunkGradient).abs().max().item<float>() < 1e-5f);
        Assert.True((head.grad! - headGradient).abs().max().item<float>() < 1e-5f);
        Assert.True((ChunkedHead.LogProbs(input.matmul(trunk), head, targets, chunk) - logProbs).abs().max().item<float>() < 1e-6f);
    }
}
