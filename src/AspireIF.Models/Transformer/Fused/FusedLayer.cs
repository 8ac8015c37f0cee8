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
    /// <param name="joined">The layer's maps, where they were looked up before.</param>
    /// <param name="turned">Is shown both kinds of rows of <see cref="Rows"/>, the turned ones first.</param>
    /// <returns>[tokens, hidden] in the current dispose scope, and what the backward pass needs, owned by the caller; null without one.</returns>
    public (Tensor Output, LayerActivations? Saved) Forward(DecoderLayer layer, Tensor x, PackedLayout layout, bool save, JoinedLayer? joined = null, Action<Tensor, Tensor>? turned = null)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        (Tensor normed, Tensor? scales, Tensor rows, Tensor turnedRows) = Rows(layer, x, layout, save, joined);
        turned?.Invoke(turnedRows, rows);
        (Tensor queries, Tensor keys, Tensor values) = Heads(turnedRows, rows, layout);
        PackedAttention attention = PackedAttention.Forward(queries, keys, values, layout, save);
        Tensor middle = JoinedLinear.Forward([layer.Output], attention.Output, beside: x, joined?.Output);

        (Tensor middleNormed, Tensor? middleScales) = kernels.Norm(middle, layer.FeedForwardNorm, save);
        Tensor gateUp = JoinedLinear.Forward([layer.Gate, layer.Up], middleNormed, null, joined?.Gates); // [tokens, 2 * intermediate]
        Tensor output = JoinedLinear.Forward([layer.Down], kernels.SwiGlu(gateUp), beside: middle, joined?.Down);
        return (output.MoveToOuterDisposeScope(), !save ? null : new LayerActivations(
            x.alias(), normed, scales!, ReferenceEquals(turnedRows, rows) ? null : rows, attention, middle, middleNormed, middleScales!, gateUp).Keep());
    }

    /// <summary>
    /// What the layer attends with: queries, keys and values, [tokens, (query heads + 2 key heads) * dimension], turned in place; before them the norm and its scales. Queries and keys that have norms of
    /// their own are turned elsewhere, [tokens, (query heads + key heads) * dimension], and the rows stay as they were.
    /// </summary>
    public (Tensor Normed, Tensor? Scales, Tensor Rows, Tensor Turned) Rows(DecoderLayer layer, Tensor x, PackedLayout layout, bool save, JoinedLayer? joined = null)
    {
        (Tensor normed, Tensor? scales) = kernels.Norm(x, layer.InputNorm, save);
        Tensor rows = JoinedLinear.Forward([layer.Query, layer.Key, layer.Value], normed, null, joined?.Inputs);
        if (layer is { QueryNorm: { } queryGain, KeyNorm: { } keyGain })
            return (normed, scales, rows, kernels.NormRotate(rows, queryGain, keyGain, layout, queryHeads, keyHeads));
        kernels.Rotate(rows, layout, queryHeads + keyHeads);
        return (normed, scales, rows, rows);
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
        Tensor rows = RowsGradient(layer, queries, keys, values, saved.Rows, layout);
        normed = JoinedLinear.Backward([layer.Query, layer.Key, layer.Value], rows, saved.Normed);
        (Tensor input, gain) = kernels.NormGradient(normed, saved.Input, layer.InputNorm, saved.Scales, middle);
        JoinedParameters.AddVector(gain, layer.InputNorm);
        return input.MoveToOuterDisposeScope();
    }

    /// <summary>Back through rotation, and the norms of queries and keys where there are such.</summary>
    private Tensor RowsGradient(DecoderLayer layer, Tensor queries, Tensor keys, Tensor values, Tensor? rows, PackedLayout layout)
    {
        if (rows is null)
            return kernels.RotateGradient(queries, keys, values, layout);
        (Tensor slopes, Tensor gains) = kernels.NormRotateGradient(queries, keys, values, rows, layer.QueryNorm!, layer.KeyNorm!, layout);
        JoinedParameters.AddVector(gains.narrow(0, 0, dimension), layer.QueryNorm!);
        JoinedParameters.AddVector(gains.narrow(0, dimension, dimension), layer.KeyNorm!);
        return slopes;
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
    /// <param name="turned">Queries, then keys, then perhaps more.</param>
    /// <param name="rows">Queries, keys, values.</param>
    private (Tensor Queries, Tensor Keys, Tensor Values) Heads(Tensor turned, Tensor rows, PackedLayout layout)
    {
        Tensor heads = turned.unflatten(1, [-1, dimension]);
        Tensor keys = heads.narrow(1, queryHeads, keyHeads), values = rows.unflatten(1, [-1, dimension]).narrow(1, queryHeads + keyHeads, keyHeads);
        if (layout.Keys is not null)
            (keys, values) = (keys.index_select(0, layout.Keys), values.index_select(0, layout.Keys));
        return (heads.narrow(1, 0, queryHeads), keys, values);
    }
}
