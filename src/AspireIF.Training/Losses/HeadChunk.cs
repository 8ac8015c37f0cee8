using AspireIF.Models.Transformer;
using AspireIF.Training.Kernels;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AspireIF.Training.Losses;

/// <summary>A few tokens' pass through the head, forward and then at most once backward. Runs without autograd.</summary>
/// <param name="start">Of the chunk's tokens in the batch.</param>
/// <param name="hidden">[chunk, hidden]</param>
/// <param name="head">[vocabulary, hidden]</param>
/// <param name="targets">[chunk]</param>
internal abstract class HeadChunk(int start, Tensor hidden, Parameter head, long[] targets)
{
    public int Start => start;

    public int Length => targets.Length;

    protected Tensor Hidden => hidden;

    protected Parameter Head => head;

    protected long[] Targets => targets;

    /// <summary>Log-probabilities of the targets and entropies, each [chunk] fp32, in the current dispose scope.</summary>
    public (Tensor LogProbs, Tensor Entropies) Forward()
    {
        using var noGrad = no_grad();
        return Compute();
    }

    /// <param name="gradients">By the log-probabilities, [chunk] fp32.</param>
    /// <param name="hiddenGradients">[chunk, hidden], zero so far; added to, like the head's gradient where it takes one.</param>
    public abstract void Backward(Tensor gradients, Tensor hiddenGradients);

    protected abstract (Tensor LogProbs, Tensor Entropies) Compute();

    /// <param name="logitGradients">[chunk, vocabulary], of the head's type.</param>
    protected void Products(Tensor logitGradients, Tensor hiddenGradients)
    {
        hiddenGradients.addmm_(logitGradients, head, 1, 1);
        if (head.requires_grad)
            head.grad!.addmm_(logitGradients.t(), hidden, 1, 1);
    }
}

/// <summary>In a buffer that the chunks share, with our own softmax.</summary>
/// <param name="buffer">[chunk, vocabulary]; holds the logits, then their exponentials, then their gradients.</param>
internal sealed class CpuHeadChunk(int start, Tensor hidden, Parameter head, long[] targets, Tensor buffer) : HeadChunk(start, hidden, head, targets)
{
    private SoftmaxRows? _softmax;

    public override void Backward(Tensor gradients, Tensor hiddenGradients)
    {
        _softmax!.Backward(gradients.data<float>().ToArray());
        Products(buffer, hiddenGradients);
    }

    protected override (Tensor LogProbs, Tensor Entropies) Compute()
    {
        buffer.addmm_(Hidden, Head.t(), 0, 1);
        _softmax = new SoftmaxRows(buffer, Targets);
        return (tensor(_softmax.LogProbs), tensor(_softmax.Entropies));
    }
}

/// <summary>On any device and in any type.</summary>
internal sealed class TorchHeadChunk(int start, Tensor hidden, Parameter head, long[] targets) : HeadChunk(start, hidden, head, targets)
{
    private Tensor? _probabilities, _indices; // of the dispose scope of the forward pass

    public override void Backward(Tensor gradients, Tensor hiddenGradients)
    {
        Tensor negative = -gradients.unsqueeze(1); // [chunk, 1]
        Tensor logits = (_probabilities! * negative).scatter_add_(1, _indices!, -negative);
        Products(logits.to_type(Head.dtype), hiddenGradients);
    }

    protected override (Tensor LogProbs, Tensor Entropies) Compute()
    {
        Tensor logits = nn.functional.linear(Hidden, Head).to(ScalarType.Float32); // [chunk, vocabulary]
        Tensor normaliser = logits.logsumexp(1); // [chunk]
        _indices = Targets.On(Hidden.device).unsqueeze(1);
        _probabilities = (logits - normaliser.unsqueeze(1)).exp();
        return (logits.gather(1, _indices).squeeze(1) - normaliser, normaliser - (_probabilities * logits).sum(1));
    }
}

/// <summary>On a GPU in bf16, with our own softmax over the bf16 logits; their gradient takes the logits' place.</summary>
internal sealed class FusedHeadChunk(int start, Tensor hidden, Parameter head, long[] targets, TrainingKernels kernels) : HeadChunk(start, hidden, head, targets)
{
    private Tensor? _logits, _indices, _normalisers; // of the dispose scope of the forward pass

    public override void Backward(Tensor gradients, Tensor hiddenGradients)
    {
        kernels.SoftmaxGradient(_logits!, _indices!, _normalisers!, gradients.contiguous());
        Products(_logits!, hiddenGradients);
    }

    protected override (Tensor LogProbs, Tensor Entropies) Compute()
    {
        _logits = Hidden.matmul(Head.t()); // [chunk, vocabulary]
        _indices = Targets.On(Hidden.device);
        (Tensor logProbs, Tensor entropies, _normalisers) = kernels.Softmax(_logits, _indices);
        return (logProbs, entropies);
    }
}
