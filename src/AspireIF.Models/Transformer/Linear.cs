using AspireIF.Models.Lora;
using TorchSharp;
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

    /// <summary>A low-rank addition in use at present. Code that reads <see cref="Weight"/> for its own products merges the adapter first.</summary>
    public LowRankPair? Adapter { get; internal set; }

    /// <param name="input">[.., inputs]</param>
    /// <returns>[.., outputs]</returns>
    public Tensor Apply(Tensor input)
    {
        if (Adapter is null)
            return nn.functional.linear(input, weight, bias);
        using DisposeScope scope = NewDisposeScope();
        return nn.functional.linear(input, weight, bias).Plus(Adapter.Apply(input)).MoveToOuterDisposeScope();
    }
}
