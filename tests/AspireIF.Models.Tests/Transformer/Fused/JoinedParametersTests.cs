using AspireIF.Models.Transformer.Fused;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AspireIF.Models.Tests.Transformer.Fused;

public sealed class JoinedParametersTests : IDisposable
{
    private readonly Parameter first = new(arange(6, ScalarType.Float32).view(2, 3)), second = new(ones(1, 3));

    [Fact]
    public void Parameters_that_lie_apart_are_moved_together_and_keep_their_values()
    {
        using Tensor joined = JoinedParameters.Values(first, second);

        Assert.Equal([3L, 3L], joined.shape);
        Assert.Equal([0f, 1, 2, 3, 4, 5, 1, 1, 1], joined.data<float>().ToArray());
        using IDisposable noGrad = no_grad();
        second[0, 0] = tensor(7f);
        Assert.Equal(7f, joined[2, 0].item<float>());
        using Tensor again = JoinedParameters.Values(first, second);
        Assert.Equal(7f, again[2, 0].item<float>());
    }

    [Fact]
    public void Products_are_added_to_gradients_that_are_missing_apart_or_together()
    {
        Tensor slopes = tensor(new float[] { 1, 2, 3, 4, 5, 6 }).view(2, 3), inputs = ones(2, 3);
        JoinedParameters.AddProduct(slopes, inputs, first, second);
        Assert.Equal([5f, 5, 5, 7, 7, 7], first.grad!.data<float>().ToArray());
        JoinedParameters.AddProduct(slopes, inputs, first, second);
        Assert.Equal([18f, 18, 18], second.grad!.data<float>().ToArray());

        Tensor buffer = zeros(9);
        first.grad = buffer.narrow(0, 0, 6).view(2, 3);
        second.grad = buffer.narrow(0, 6, 3).view(1, 3);
        JoinedParameters.AddProduct(slopes, inputs, first, second);
        Assert.Equal([5f, 5, 5, 7, 7, 7, 9, 9, 9], buffer.data<float>().ToArray());
    }

    [Fact]
    public void Frozen_parameters_get_no_gradient()
    {
        first.requires_grad = second.requires_grad = false;
        JoinedParameters.AddProduct(ones(2, 3), ones(2, 3), first, second);
        Assert.Null(first.grad);
    }

    [Fact]
    public void The_operations_that_attention_calls_exist_in_this_libtorch() => PackedAttention.Prepare();

    public void Dispose()
    {
        first.Dispose();
        second.Dispose();
    }
}
