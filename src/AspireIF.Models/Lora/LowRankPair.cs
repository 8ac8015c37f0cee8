using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AspireIF.Models.Lora;

/// <summary>The addition scale * B A x to a linear map (LoRA, arXiv 2106.09685). Owned by its adapter.</summary>
/// <param name="A">[rank, inputs]</param>
/// <param name="B">[outputs, rank]</param>
public sealed record LowRankPair(Parameter A, Parameter B, double Scale)
{
    /// <param name="input">[.., inputs]</param>
    /// <returns>[.., outputs]</returns>
    internal Tensor Apply(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        using Scalar scale = Scale; // named: see TensorSums
        return nn.functional.linear(nn.functional.linear(input, A), B).mul(scale).MoveToOuterDisposeScope();
    }

    /// <summary>What the pair adds to the weight, [outputs, inputs], in float32.</summary>
    internal Tensor Weight()
    {
        using DisposeScope scope = NewDisposeScope();
        using Scalar scale = Scale;
        return B.detach().to_type(ScalarType.Float32).matmul(A.detach().to_type(ScalarType.Float32)).mul(scale).MoveToOuterDisposeScope();
    }
}
