using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Models.Transformer;

/// <summary>
/// A step of the network that keeps only its input for the backward pass and runs again there (arXiv 1604.06174). The second run has its own
/// small graph, through which the step's parameters get their gradients directly.
/// </summary>
internal sealed class RecomputedStep : autograd.SingleTensorFunction<RecomputedStep>
{
    private const string StepKey = "step", HandedBackKey = "handed back";

    public override string Name => nameof(RecomputedStep);

    /// <param name="step">From the input and the constants to the output; called again in the backward pass, when only what is passed here is still alive.</param>
    /// <param name="handedBack">Shared by the steps of a network.</param>
    /// <param name="input">The one tensor, besides parameters, that gets a gradient.</param>
    /// <param name="constants">Tensors that need no gradient.</param>
    public static Tensor Run(Func<Tensor, Tensor[], Tensor> step, HandedBack handedBack, Tensor input, params Tensor[] constants)
    {
        // Without a gradient at its input torch would leave the step out of the backward pass, and its parameters with it.
        if (!input.requires_grad)
            input = input.detach().requires_grad_();
        return apply([step, handedBack, input, .. constants]);
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var step = (Func<Tensor, Tensor[], Tensor>)vars[0];
        Tensor[] tensors = [.. vars.Skip(2).Cast<Tensor>()];
        ctx.save_for_backward([.. tensors]);
        ctx.save_data(StepKey, step);
        ctx.save_data(HandedBackKey, vars[1]);
        using IDisposable noGrad = no_grad();
        return step(tensors[0], tensors[1..]);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var step = (Func<Tensor, Tensor[], Tensor>)ctx.get_data(StepKey);
        using DisposeScope scope = NewDisposeScope();
        List<Tensor> saved = ctx.get_saved_variables();
        Tensor input = saved[0].detach().requires_grad_();
        using (enable_grad())
            autograd.backward([step(input, [.. saved.Skip(1)])], [grad_output]);
        Tensor gradient = input.grad!.MoveToOuterDisposeScope();
        grad_output.Dispose();
        ((HandedBack)ctx.get_data(HandedBackKey)).Replace(gradient);
        return [null!, null!, gradient, .. saved.Skip(1).Select(_ => (Tensor)null!)];
    }
}
