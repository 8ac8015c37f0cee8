using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Models.Transformer;

/// <summary>Root mean square norm (arXiv 1910.07467): x / sqrt(mean(x^2) + epsilon) in float32, then the gain in the model's type, as transformers does it.</summary>
internal static class RmsNorm
{
    /// <param name="input">[.., dimension]</param>
    /// <param name="gain">[dimension]</param>
    public static Tensor Apply(Tensor input, Tensor gain, double epsilon)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = input.to_type(ScalarType.Float32);
        using Scalar shift = epsilon; // named: see TensorSums
        Tensor scale = (x * x).mean([-1], keepdim: true).Plus(shift).rsqrt(); // [.., 1]
        return ((x * scale).to_type(input.dtype) * gain).MoveToOuterDisposeScope();
    }
}
