using AspireIF.Models.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Models.Transformer.Fused;

/// <summary>A fused layer in torch's graph: one node for each layer.</summary>
internal sealed class FusedStep : autograd.SingleTensorFunction<FusedStep>
{
    private const string PassKey = "pass";

    public override string Name => nameof(FusedStep);

    /// <param name="pass">Which layer, and what it keeps.</param>
    /// <param name="hidden">[tokens, hidden]</param>
    public static Tensor Run(FusedPass pass, Tensor hidden)
    {
        // Without a gradient at its input torch would leave the layer out of the backward pass, and its parameters with it.
        if (!hidden.requires_grad)
            hidden = hidden.detach().requires_grad_();
        return apply([pass, hidden]);
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var pass = (FusedPass)vars[0];
        ctx.save_data(PassKey, pass);
        return pass.Forward((Tensor)vars[1]);
    }

    // An exception does not find its way back through torch's threads: it ends the process, so it must say all that there is to say.
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var pass = (FusedPass)ctx.get_data(PassKey);
        Tensor gradient = OutOfGpuMemoryException.Explain("a backward pass", "turn on recompute, or lower microBatchTokens or headChunkTokens", () => pass.Backward(grad_output));
        grad_output.Dispose();
        return [null!, gradient];
    }
}

/// <summary>One way there and back through a layer.</summary>
/// <param name="recompute">Keep the input only, and run the layer again on the way back.</param>
/// <param name="last">Whether the way back ends here: the layout goes with it.</param>
internal sealed class FusedPass(FusedLayer fused, DecoderLayer layer, PackedLayout layout, bool recompute, bool last, HandedBack handedBack)
{
    private LayerActivations? saved;
    private Tensor? input;

    public Tensor Forward(Tensor hidden)
    {
        (Tensor output, saved) = fused.Forward(layer, hidden, layout, save: !recompute);
        if (recompute)
            input = hidden.alias().DetachFromDisposeScope();
        return output;
    }

    /// <param name="gradient">By this layer's output.</param>
    public Tensor Backward(Tensor gradient)
    {
        if (input is not null)
        {
            using DisposeScope scope = NewDisposeScope();
            (_, saved) = fused.Forward(layer, input, layout, save: true);
        }
        Tensor result = fused.Backward(layer, gradient, saved ?? throw new InvalidOperationException("this pass went back already"), layout);
        saved.Dispose();
        input?.Dispose();
        (saved, input) = (null, null);
        if (last)
            layout.Dispose();
        handedBack.Replace(result);
        return result;
    }
}
