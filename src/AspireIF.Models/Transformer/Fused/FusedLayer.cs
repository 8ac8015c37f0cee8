using AspireIF.Models.Configuration;
using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Models.Transformer.Fused;

/// <summary>
/// A layer on a GPU in bf16, forward and backward by hand: products of torch, attention of torch, and kernels of our own for all that lies between them. Next to a graph of
/// single operations it moves a fraction of the bytes, keeps less, and adds weight gradients where they belong without a copy of them.
/// </summary>
internal sealed class FusedLayer(ModelConfiguration configuration, LayerKernels kernels)
{
    private readonly int queryHeads = configuration.QueryHeads, keyHeads = configuration.KeyValueHeads, dimension = configuration.HeadDimension;

    /// <param name="x">[tokens, hidden]</param>
    /// <param name="save">Whether a backward pass follows.</param>
    /// <returns>[tokens, hidden] in the current dispose scope, and what the backward pass needs, owned by the caller; null without one.</returns>
    public (Tensor Output, LayerActivations? Saved) Forward(DecoderLayer layer, Tensor x, PackedLayout layout, bool save)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        (Tensor normed, Tensor? scales) = kernels.Norm(x, layer.InputNorm, save);
        Tensor rows = Rows(layer, normed);
        kernels.Rotate(rows, layout, queryHeads + keyHeads);
        (Tensor queries, Tensor keys, Tensor values) = Heads(rows, layout);
        (Tensor attended, Tensor normalisers) = FlashAttention.Forward(queries, keys, values, layout);
        Tensor middle = addmm(x, attended.view(x.shape[0], -1), layer.Output.Weight.t(), 1, 1);

        (Tensor middleNormed, Tensor? middleScales) = kernels.Norm(middle, layer.FeedForwardNorm, save);
        Tensor gateUp = middleNormed.matmul(JoinedParameters.Values(layer.Gate.Weight, layer.Up.Weight).t());
        Tensor output = addmm(middle, kernels.SwiGlu(gateUp), layer.Down.Weight.t(), 1, 1).MoveToOuterDisposeScope();
        return (output, !save ? null : new LayerActivations(
            x.alias(), normed, scales!, rows, attended, normalisers, middle, middleNormed, middleScales!, gateUp).Keep());
    }

    /// <summary>Adds to the gradients of the layer's parameters.</summary>
    /// <param name="slope">Gradient by the layer's output, [tokens, hidden].</param>
    /// <param name="saved">From <see cref="Forward"/>; can be used once.</param>
    /// <returns>Gradient by the layer's input, in the current dispose scope.</returns>
    public Tensor Backward(DecoderLayer layer, Tensor slope, LayerActivations saved, PackedLayout layout)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        slope = slope.contiguous();
        Tensor active = slope.matmul(layer.Down.Weight); // the gradient by the activation, then the activation
        kernels.SwiGluGradient(saved.GateUp, active);
        JoinedParameters.AddProduct(slope, active, layer.Down.Weight);
        active.Dispose();
        JoinedParameters.AddProduct(saved.GateUp, saved.MiddleNormed, layer.Gate.Weight, layer.Up.Weight);
        Tensor normedSlope = saved.GateUp.matmul(JoinedParameters.Values(layer.Gate.Weight, layer.Up.Weight));
        (Tensor middle, Tensor gain) = kernels.NormGradient(normedSlope, saved.Middle, layer.FeedForwardNorm, saved.MiddleScales, slope);
        JoinedParameters.AddVector(gain, layer.FeedForwardNorm);

        Tensor attendedSlope = middle.matmul(layer.Output.Weight);
        JoinedParameters.AddProduct(middle, saved.Attended.view(middle.shape[0], -1), layer.Output.Weight);
        (Tensor queries, Tensor keys, Tensor values) = Heads(saved.Rows, layout);
        (queries, keys, values) = FlashAttention.Backward(attendedSlope.view(saved.Attended.shape), queries, keys, values, saved.Attended, saved.Normalisers, layout);
        Tensor rows = kernels.RotateGradient(queries.contiguous(), keys.contiguous(), values.contiguous(), layout);
        JoinedParameters.AddProduct(rows, saved.Normed, layer.Query.Weight, layer.Key.Weight, layer.Value.Weight);
        if (layer.Query.Bias is { } bias)
            JoinedParameters.AddVector(rows.sum(0, false, ScalarType.Float32), bias, layer.Key.Bias!, layer.Value.Bias!);
        normedSlope = rows.matmul(JoinedParameters.Values(layer.Query.Weight, layer.Key.Weight, layer.Value.Weight));
        (Tensor input, gain) = kernels.NormGradient(normedSlope, saved.Input, layer.InputNorm, saved.Scales, middle);
        JoinedParameters.AddVector(gain, layer.InputNorm);
        return input.MoveToOuterDisposeScope();
    }

    /// <summary>Queries, keys and values in one product, [tokens, (query heads + 2 key heads) * dimension].</summary>
    private static Tensor Rows(DecoderLayer layer, Tensor normed)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weight = JoinedParameters.Values(layer.Query.Weight, layer.Key.Weight, layer.Value.Weight).t();
        Tensor rows = layer.Query.Bias is { } bias ? addmm(JoinedParameters.Values(bias, layer.Key.Bias!, layer.Value.Bias!), normed, weight, 1, 1) : normed.matmul(weight);
        return rows.MoveToOuterDisposeScope();
    }

    /// <summary>Views of the rows; keys and values of a shared prefix are repeated for each branch.</summary>
    private (Tensor Queries, Tensor Keys, Tensor Values) Heads(Tensor rows, PackedLayout layout)
    {
        Tensor heads = rows.view(rows.shape[0], queryHeads + 2 * keyHeads, dimension);
        Tensor others = heads.narrow(1, queryHeads, 2 * keyHeads);
        if (layout.Keys is not null)
            others = others.index_select(0, layout.Keys);
        return (heads.narrow(1, 0, queryHeads), others.narrow(1, 0, keyHeads), others.narrow(1, keyHeads, keyHeads));
    }
}
