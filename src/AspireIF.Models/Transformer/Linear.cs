using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AspireIF.Models.Transformer;

/// <summary>A linear map y = x W^T + b.</summary>
/// <param name="name">Name of the weight in a checkpoint without <c>.weight</c>.</param>
/// <param name="weight">[outputs, inputs]; owned by the model.</param>
/// <param name="bias">[outputs], or none; owned by the model.</param>
public sealed class Linear(string name, Parameter weight, Parameter? bias)
{
    public string Name => name;
    public Parameter Weight => weight;
    public Parameter? Bias => bias;

    /// <param name="input">[.., inputs]</param>
    /// <returns>[.., outputs]</returns>
    public Tensor Apply(Tensor input) => nn.functional.linear(input, weight, bias);
}
