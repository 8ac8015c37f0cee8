using AspireIF.Models.Lora;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AspireIF.Models.Transformer.Fused;

/// <summary>Linear maps of the same inputs as one product, with their biases and adapters, forward and backward.</summary>
internal static class JoinedLinear
{
    /// <param name="input">[tokens, inputs]</param>
    /// <param name="beside">Added to the outputs, [tokens, outputs]; of a map without bias only.</param>
    /// <param name="joined">The maps as one, where they were looked up before.</param>
    /// <returns>[tokens, outputs of all maps], in the current dispose scope.</returns>
    public static Tensor Forward(Linear[] maps, Tensor input, Tensor? beside = null, JoinedMaps? joined = null)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weight = joined?.Weight ?? JoinedParameters.Values(Weights(maps)).t();
        Tensor output = beside is not null ? addmm(beside, input, weight, 1, 1)
            : maps[0].Bias is null ? input.matmul(weight) : addmm(joined?.Bias ?? JoinedParameters.Values(Biases(maps)), input, weight, 1, 1);
        long start = 0;
        foreach (Linear map in maps)
        {
            long outputs = map.Weight.shape[0];
            if (map.Adapter is { } pair)
                output.narrow(1, start, outputs).addmm_(input.matmul(pair.A.t()), pair.B.t(), 1, (float)pair.Scale);
            start += outputs;
        }
        return output.MoveToOuterDisposeScope();
    }

    /// <summary>Adds to the gradients of what takes one.</summary>
    /// <param name="slope">Gradient by the outputs, [tokens, outputs of all maps].</param>
    /// <param name="input">What <see cref="Forward"/> was given.</param>
    /// <returns>Gradient by the input, [tokens, inputs], in the current dispose scope.</returns>
    public static Tensor Backward(Linear[] maps, Tensor slope, Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        JoinedParameters.AddProduct(slope, input, Weights(maps));
        if (maps[0].Bias is { requires_grad: true })
            JoinedParameters.AddVector(slope.sum(0, false, ScalarType.Float32), Biases(maps));
        Tensor gradient = slope.matmul(JoinedParameters.Values(Weights(maps)));
        long start = 0;
        foreach (Linear map in maps)
        {
            long outputs = map.Weight.shape[0];
            if (map.Adapter is { } pair)
                AddAdapter(pair, slope.narrow(1, start, outputs), input, gradient);
            start += outputs;
        }
        return gradient.MoveToOuterDisposeScope();
    }

    private static void AddAdapter(LowRankPair pair, Tensor slope, Tensor input, Tensor gradient)
    {
        using DisposeScope scope = NewDisposeScope();
        using Scalar scale = pair.Scale; // named: see TensorSums
        Tensor inner = input.matmul(pair.A.t()).mul_(scale), innerSlope = slope.matmul(pair.B).mul_(scale); // both [tokens, rank]
        JoinedParameters.AddProduct(slope, inner, pair.B);
        JoinedParameters.AddProduct(innerSlope, input, pair.A);
        gradient.addmm_(innerSlope, pair.A, 1, 1);
    }

    private static Parameter[] Weights(Linear[] maps) => Array.ConvertAll(maps, map => map.Weight);

    private static Parameter[] Biases(Linear[] maps) => Array.ConvertAll(maps, map => map.Bias!);
}
