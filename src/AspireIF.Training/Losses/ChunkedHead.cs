using AspireIF.Models.Transformer;
using static TorchSharp.torch;

namespace AspireIF.Training.Losses;

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
    /// <param name="head">[vocabulary, hidden]; its gradient is accumulated.</param>
    /// <param name="targets">[tokens], int64.</param>
    /// <param name="chunkTokens">How many tokens' logits exist at once.</param>
    /// <param name="chunkLoss">From log-probabilities [chunk] fp32 and the chunk's first token to a scalar loss; the total is the sum over chunks. Numbers in it are named: see <see cref="TensorSums"/>.</param>
    /// <returns>The log-probabilities [tokens] fp32 and the summed loss, both detached.</returns>
    public static (Tensor LogProbs, Tensor Loss) Backward(
        Tensor hidden, Tensor head, Tensor targets, int chunkTokens, Func<Tensor, long, Tensor> chunkLoss)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkTokens, 1);
        using var scope = NewDisposeScope();
        // The head's backward pass stops at this leaf, which collects the gradient of every chunk.
        Tensor leaf = hidden.detach().requires_grad_(true);
        leaf.grad = zeros_like(leaf);
        Tensor total = zeros(1, ScalarType.Float32, hidden.device);
        var logProbs = new List<Tensor>();
        for (long start = 0; start < hidden.shape[0]; start += chunkTokens)
        {
            using var chunk = NewDisposeScope();
            long length = Math.Min(chunkTokens, hidden.shape[0] - start);
            Tensor chosen = Chosen(leaf.narrow(0, start, length), head, targets.narrow(0, start, length));
            Tensor loss = chunkLoss(chosen, start);
            loss.backward();
            using (no_grad())
                total.Accumulate(loss.detach());
            logProbs.Add(chosen.detach().MoveToOuterDisposeScope());
        }
        hidden.backward([leaf.grad!]);
        return (cat(logProbs).MoveToOuterDisposeScope(), total.MoveToOuterDisposeScope());
    }

    /// <summary>The log-probability of each target, [tokens] fp32, without a graph.</summary>
    public static Tensor LogProbs(Tensor hidden, Tensor head, Tensor targets, int chunkTokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkTokens, 1);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        for (long start = 0; start < hidden.shape[0]; start += chunkTokens)
        {
            using var chunk = NewDisposeScope();
            long length = Math.Min(chunkTokens, hidden.shape[0] - start);
            parts.Add(Chosen(hidden.narrow(0, start, length), head, targets.narrow(0, start, length)).MoveToOuterDisposeScope());
        }
        return cat(parts).MoveToOuterDisposeScope();
    }

    private static Tensor Chosen(Tensor hidden, Tensor head, Tensor targets)
    {
        Tensor logits = nn.functional.linear(hidden, head).to(ScalarType.Float32); // [chunk, vocabulary]
        return logits.gather(1, targets.unsqueeze(1)).squeeze(1) - logits.logsumexp(1);
    }
}
