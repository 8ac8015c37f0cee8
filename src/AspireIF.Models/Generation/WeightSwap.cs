using AspireIF.Models.Configuration;
using AspireIF.Models.Transformer;
using static TorchSharp.torch;

namespace AspireIF.Models.Generation;

/// <summary>New weights in the tensors that a backend computes on.</summary>
internal static class WeightSwap
{
    /// <summary>Whether the weights fit, before any is touched: a wrong model must not spoil the one in use.</summary>
    /// <exception cref="GenerationException">The weights are of a model of another shape.</exception>
    public static void Check(DecoderModel source, ModelConfiguration running)
    {
        if (source.Configuration with { InitializerRange = running.InitializerRange } != running)
            throw new GenerationException($"the new weights are of another model: {source.Configuration}; the engine runs {running}.");
    }

    /// <summary>Copies a model's weights, an attached adapter merged into them, over another's of the same shape.</summary>
    public static void Copy(DecoderModel source, DecoderModel target)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        if (!ReferenceEquals(source, target)) // else they are where they belong
            foreach (var (name, parameter) in target.Parameters)
                parameter.copy_(source.Parameters[name]);
        foreach (var (own, adapted) in target.Layers.Zip(source.Layers))
            foreach (var (map, from) in own.Linears.Zip(adapted.Linears))
                if (from.Adapter is not null)
                    map.Weight.copy_(from.MergedWeight());
    }
}
