using static TorchSharp.torch;

namespace AspireIF.Models.Transformer.Fused;

/// <summary>
/// torch's own attention over packed sequences, causal, with fewer heads of keys and values than of queries; what it keeps for its way back belongs to it. Sequences of one length
/// go through cuDNN, which is faster than FlashAttention but builds a plan for each new shape; all others through FlashAttention (arXiv 2307.08691) with the sequences' bounds,
/// aligned at the end: a range's last query sees all its keys. TorchSharp binds neither; TorchScript reaches every operation by its schema, of whatever version the libtorch is.
/// </summary>
internal sealed class PackedAttention : IDisposable
{
    private static readonly Lazy<jit.CompilationUnit> Script = new(() => jit.compile("""
        def flash(q: Tensor, k: Tensor, v: Tensor, q_starts: Tensor, k_starts: Tensor, longest_q: int, longest_k: int) -> Tuple[Tensor, Tensor]:
            output, normaliser, seed, offset, mask = torch._flash_attention_forward(q, k, v, q_starts, k_starts, longest_q, longest_k, 0.0, True, False)
            return output, normaliser

        def flash_gradient(slope: Tensor, q: Tensor, k: Tensor, v: Tensor, output: Tensor, normaliser: Tensor, q_starts: Tensor, k_starts: Tensor, longest_q: int, longest_k: int) -> Tuple[Tensor, Tensor, Tensor]:
            seed = torch.zeros([2], dtype=4, device=q.device)
            return torch._flash_attention_backward(slope, q, k, v, output, normaliser, q_starts, k_starts, longest_q, longest_k, 0.0, True, seed, seed)

        def cudnn(q: Tensor, k: Tensor, v: Tensor, save: bool) -> Tensor:
            output, normaliser, q_starts, k_starts, longest_q, longest_k, seed, offset, mask = torch._scaled_dot_product_cudnn_attention(q, k, v, None, save, 0.0, True, False)
            return output

        """));

    private readonly Tensor queries, keys, values;
    private readonly Tensor? normalisers; // of FlashAttention's softmax
    private readonly Tensor? graph; // cuDNN's output with its graph

    private PackedAttention(Tensor queries, Tensor keys, Tensor values, Tensor output, Tensor? normalisers, Tensor? graph) =>
        (this.queries, this.keys, this.values, Output, this.normalisers, this.graph) = (queries, keys, values, output, normalisers, graph);

    /// <summary>[tokens, query heads * dimension]</summary>
    public Tensor Output { get; }

    /// <param name="queries">[tokens, heads, dimension], contiguous in the last dimension; keys and values [keys, key heads, dimension].</param>
    /// <param name="save">Whether a backward pass follows.</param>
    /// <returns>With tensors of the current dispose scope.</returns>
    public static PackedAttention Forward(Tensor queries, Tensor keys, Tensor values, PackedLayout layout, bool save)
    {
        if (layout.EqualLength is { } length && queries.shape[2] is 64 or 128)
            return Equal(queries, keys, values, length, save);
        var (output, normalisers) = ((Tensor, Tensor))Script.Value.invoke(
            "flash", queries, keys, values, layout.QueryStarts, layout.KeyStarts, (long)layout.LongestQuery, (long)layout.LongestKey);
        return new PackedAttention(queries, keys, values, output.flatten(1), normalisers, null);
    }

    /// <param name="slope">Gradient by the output, [tokens, query heads * dimension].</param>
    /// <returns>Gradients of the shapes of queries, keys and values, contiguous, in the current dispose scope.</returns>
    public (Tensor Queries, Tensor Keys, Tensor Values) Backward(Tensor slope, PackedLayout layout)
    {
        if (graph is not null)
        {
            Tensor ofGraph = Split(slope.view(-1, queries.shape[1], queries.shape[3]), queries.shape[2]);
            IList<Tensor> slopes = autograd.grad([graph], [queries, keys, values], [ofGraph]);
            return (Join(slopes[0]), Join(slopes[1]), Join(slopes[2]));
        }
        var (byQueries, byKeys, byValues) = ((Tensor, Tensor, Tensor))Script.Value.invoke("flash_gradient", slope.view(queries.shape), queries, keys, values, Output.view(queries.shape), normalisers!,
            layout.QueryStarts, layout.KeyStarts, (long)layout.LongestQuery, (long)layout.LongestKey);
        return (byQueries.contiguous(), byKeys.contiguous(), byValues.contiguous());
    }

    /// <summary>Compiles the scripts, which finds an operation that the libtorch does not have.</summary>
    internal static void Prepare() => _ = Script.Value;

    public void Keep()
    {
        foreach (Tensor tensor in All)
            tensor.DetachFromDisposeScope();
    }

    public void Dispose()
    {
        foreach (Tensor tensor in All)
            tensor.Dispose();
    }

    private IEnumerable<Tensor> All => ((Tensor?[])[queries, keys, values, Output, normalisers, graph]).OfType<Tensor>();

    private static PackedAttention Equal(Tensor queries, Tensor keys, Tensor values, long length, bool save)
    {
        (queries, keys, values) = (Split(queries, length), Split(keys, length), Split(values, length));
        if (!save)
            return new PackedAttention(queries, keys, values, Join(Attend()).flatten(1), null, null);
        using IDisposable grad = enable_grad();
        (queries, keys, values) = (queries.detach().requires_grad_(), keys.detach().requires_grad_(), values.detach().requires_grad_());
        Tensor graph = Attend();
        return new PackedAttention(queries, keys, values, Join(graph.detach()).flatten(1), null, graph);

        Tensor Attend() => (Tensor)Script.Value.invoke("cudnn", queries, keys, values, save);
    }

    /// <summary>[tokens, heads, dimension] to [sequences, heads, length, dimension]</summary>
    private static Tensor Split(Tensor packed, long length) => packed.unflatten(0, [-1, length]).transpose(1, 2);

    /// <summary>And back, contiguous.</summary>
    private static Tensor Join(Tensor split) => split.transpose(1, 2).flatten(0, 1).contiguous();
}
