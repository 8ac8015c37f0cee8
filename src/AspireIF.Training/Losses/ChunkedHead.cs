using AspireIF.Models.Transformer;
using AspireIF.Training.Kernels;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AspireIF.Training.Losses;

/// <summary>What the output head says of each token, without a graph.</summary>
/// <param name="LogProbs">Of the targets, in nats, [tokens] fp32.</param>
/// <param name="Entropies">Of the whole distributions, in nats, [tokens] fp32.</param>
public readonly record struct HeadOutput(Tensor LogProbs, Tensor Entropies);

/// <summary>
/// The output head and what is computed from it, a chunk of tokens at a time: the logits [tokens, vocabulary] of a whole batch
/// never exist at once. Log-probabilities are computed in fp32 whatever the model's type is.
/// </summary>
public static class ChunkedHead
{
    /// <summary>
    /// Computes the log-probability of each target, hands it to <paramref name="chunkLoss"/> and runs the backward pass of the
    /// loss through the head and then through the graph behind <paramref name="hidden"/>.
    /// </summary>
    /// <param name="hidden">[tokens, hidden], with its graph; released by this call.</param>
    /// <param name="head">[vocabulary, hidden]; its gradient, where it takes one, is accumulated.</param>
    /// <param name="targets">[tokens].</param>
    /// <param name="chunkTokens">How many tokens' logits exist at once.</param>
    /// <param name="chunkLoss">From log-probabilities [chunk] fp32 and the chunk's first token to a scalar loss; the total is the sum over chunks. Numbers in it are named: see <see cref="TensorSums"/>.</param>
    /// <returns>The outputs and the summed loss.</returns>
    public static (HeadOutput Output, Tensor Loss) Backward(
        Tensor hidden, Parameter head, long[] targets, int chunkTokens, Func<Tensor, long, Tensor> chunkLoss)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkTokens, 1);
        using var scope = NewDisposeScope();
        Tensor inputs = hidden.detach(), gradients = zeros_like(inputs), total = zeros(1, ScalarType.Float32, hidden.device);
        if (head.requires_grad && head.grad is null)
            head.grad = zeros_like(head);
        var (logProbs, entropies) = (new List<Tensor>(), new List<Tensor>());
        foreach (HeadChunk chunk in Chunks(inputs, head, targets, chunkTokens))
        {
            using var chunkScope = NewDisposeScope();
            (Tensor chosen, Tensor entropy) = chunk.Forward();
            Tensor leaf = chosen.detach().requires_grad_(true);
            Tensor loss = chunkLoss(leaf, chunk.Start);
            loss.backward();
            using var noGrad = no_grad();
            chunk.Backward(leaf.grad ?? zeros_like(leaf), gradients.narrow(0, chunk.Start, chunk.Length));
            total.Accumulate(loss.detach());
            logProbs.Add(chosen.MoveToOuterDisposeScope());
            entropies.Add(entropy.MoveToOuterDisposeScope());
        }
        if (hidden.requires_grad)
            hidden.backward([gradients]);
        return (new HeadOutput(cat(logProbs).MoveToOuterDisposeScope(), cat(entropies).MoveToOuterDisposeScope()), total.MoveToOuterDisposeScope());
    }

    /// <summary>The same without a backward pass.</summary>
    public static HeadOutput Forward(Tensor hidden, Parameter head, long[] targets, int chunkTokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkTokens, 1);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (logProbs, entropies) = (new List<Tensor>(), new List<Tensor>());
        foreach (HeadChunk chunk in Chunks(hidden, head, targets, chunkTokens))
        {
            using var chunkScope = NewDisposeScope();
            (Tensor chosen, Tensor entropy) = chunk.Forward();
            logProbs.Add(chosen.MoveToOuterDisposeScope());
            entropies.Add(entropy.MoveToOuterDisposeScope());
        }
        return new HeadOutput(cat(logProbs).MoveToOuterDisposeScope(), cat(entropies).MoveToOuterDisposeScope());
    }

    private static IEnumerable<HeadChunk> Chunks(Tensor hidden, Parameter head, long[] targets, int chunkTokens)
    {
        if (hidden.shape[0] != targets.Length)
            throw new ArgumentException($"there are {targets.Length} targets for {hidden.shape[0]} hidden states", nameof(targets));
        // On the CPU all chunks share one buffer: fresh memory of this size costs as much as the product that fills it.
        bool onCpu = head.device_type == DeviceType.CPU && head.dtype == ScalarType.Float32;
        Tensor? buffer = onCpu ? empty([Math.Min(chunkTokens, targets.Length), head.shape[0]]) : null;
        TrainingKernels? kernels = head.shape[0] % 8 == 0 ? TrainingKernels.For(head) : null;
        for (int start = 0; start < targets.Length; start += chunkTokens)
        {
            int length = Math.Min(chunkTokens, targets.Length - start);
            Tensor inputs = hidden.narrow(0, start, length);
            long[] chosen = targets[start..(start + length)];
            yield return buffer is not null ? new CpuHeadChunk(start, inputs, head, chosen, buffer.narrow(0, 0, length))
                : kernels is not null ? new FusedHeadChunk(start, inputs, head, chosen, kernels) : new TorchHeadChunk(start, inputs, head, chosen);
        }
    }
}
