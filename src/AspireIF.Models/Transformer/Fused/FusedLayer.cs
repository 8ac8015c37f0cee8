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
    /// <param name="turned">Is shown what <see cref="Rows"/> gives.</param>
    /// <returns>[tokens, hidden] in the current dispose scope, and what the backward pass needs, owned by the caller; null without one.</returns>
    public (Tensor Output, LayerActivations? Saved) Forward(DecoderLayer layer, Tensor x, PackedLayout layout, bool save, Action<Tensor>? turned = null)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        (Tensor normed, Tensor? scales, Tensor rows) = Rows(layer, x, layout, save);
        turned?.Invoke(rows);
        (Tensor queries, Tensor keys, Tensor values) = Heads(rows, layout);
        PackedAttention attention = PackedAttention.Forward(queries, keys, values, layout, save);
        Tensor middle = JoinedLinear.Forward([layer.Output], attention.Output, beside: x);

        (Tensor middleNormed, Tensor? middleScales) = kernels.Norm(middle, layer.FeedForwardNorm, save);
        Tensor gateUp = JoinedLinear.Forward([layer.Gate, layer.Up], middleNormed); // [tokens, 2 * intermediate]
        Tensor output = JoinedLinear.Forward([layer.Down], kernels.SwiGlu(gateUp), beside: middle);
        return (output.MoveToOuterDisposeScope(), !save ? null : new LayerActivations(
            x.alias(), normed, scales!, attention, middle, middleNormed, middleScales!, gateUp).Keep());
    }

    /// <summary>What the layer attends with: queries, keys and values, turned, [tokens, (query heads + 2 key heads) * dimension]; before them the norm and its scales.</summary>
    public (Tensor Normed, Tensor? Scales, Tensor Rows) Rows(DecoderLayer layer, Tensor x, PackedLayout layout, bool save)
    {
        (Tensor normed, Tensor? scales) = kernels.Norm(x, layer.InputNorm, save);
        Tensor rows = JoinedLinear.Forward([layer.Query, layer.Key, layer.Value], normed);
        kernels.Rotate(rows, layout, queryHeads + keyHeads);
        return (normed, scales, rows);
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
        // The gated layer. Its activation is computed again, into the place of its gradient: the product's own gradients need it after that.
        using (Tensor active = Activation(layer.Down, slope, saved.GateUp))
        {
            if (layer.Down.Adapter is null)
                JoinedParameters.AddProduct(slope, active, layer.Down.Weight);
        }
        Tensor normed = JoinedLinear.Backward([layer.Gate, layer.Up], saved.GateUp, saved.MiddleNormed);
        (Tensor middle, Tensor gain) = kernels.NormGradient(normed, saved.Middle, layer.FeedForwardNorm, saved.MiddleScales, slope);
        JoinedParameters.AddVector(gain, layer.FeedForwardNorm);

        Tensor attended = JoinedLinear.Backward([layer.Output], middle, saved.Attention.Output);
        (Tensor queries, Tensor keys, Tensor values) = saved.Attention.Backward(attended, layout);
        Tensor rows = kernels.RotateGradient(queries, keys, values, layout);
        normed = JoinedLinear.Backward([layer.Query, layer.Key, layer.Value], rows, saved.Normed);
        (Tensor input, gain) = kernels.NormGradient(normed, saved.Input, layer.InputNorm, saved.Scales, middle);
        JoinedParameters.AddVector(gain, layer.InputNorm);
        return input.MoveToOuterDisposeScope();
    }

    /// <summary>Turns gate and up into their gradients, and gives the activation that they made.</summary>
    private Tensor Activation(Linear down, Tensor slope, Tensor gateUp)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor active;
        if (down.Adapter is null)
            active = slope.matmul(down.Weight);
        else
        {
            using Tensor input = kernels.SwiGlu(gateUp); // an adapter's gradients need it beside its own gradient
            active = JoinedLinear.Backward([down], slope, input);
        }
        kernels.SwiGluGradient(gateUp, active);
        return active.MoveToOuterDisposeScope();
    }

    /// <summary>Views of the rows; keys and values of a shared prefix are repeated for each branch. Each [.., heads, dimension].</summary>
    private (Tensor Queries, Tensor Keys, Tensor Values) Heads(Tensor rows, PackedLayout layout)
    {
        Tensor heads = rows.view(rows.shape[0], queryHeads + 2 * keyHeads, dimension);
        Tensor others = heads.narrow(1, queryHeads, 2 * keyHeads);
        if (layout.Keys is not null)
            others = others.index_select(0, layout.Keys);
        return (heads.narrow(1, 0, queryHeads), others.narrow(1, 0, keyHeads), others.narrow(1, keyHeads, keyHeads));
    }
}
