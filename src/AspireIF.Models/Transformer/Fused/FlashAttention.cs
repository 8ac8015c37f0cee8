using static TorchSharp.torch;

namespace AspireIF.Models.Transformer.Fused;

/// <summary>
/// torch's own FlashAttention (arXiv 2307.08691) over packed sequences of any lengths, with fewer heads of keys and values than of queries. TorchSharp binds neither
/// direction; TorchScript reaches every operation by its schema, of whatever version the host's libtorch is. Causal, aligned at the end: the last query sees all keys.
/// </summary>
internal static class FlashAttention
{
    private const string Source = """
        def forward(q: Tensor, k: Tensor, v: Tensor, q_starts: Tensor, k_starts: Tensor, longest_q: int, longest_k: int) -> Tuple[Tensor, Tensor]:
            output, normaliser, seed, offset, mask = torch._flash_attention_forward(q, k, v, q_starts, k_starts, longest_q, longest_k, 0.0, True, False)
            return output, normaliser

        def backward(slope: Tensor, q: Tensor, k: Tensor, v: Tensor, output: Tensor, normaliser: Tensor, q_starts: Tensor, k_starts: Tensor, longest_q: int, longest_k: int) -> Tuple[Tensor, Tensor, Tensor]:
            seed = torch.zeros([2], dtype=torch.int64, device=q.device)
            return torch._flash_attention_backward(slope, q, k, v, output, normaliser, q_starts, k_starts, longest_q, longest_k, 0.0, True, seed, seed)
        """;

    private static readonly Lazy<jit.CompilationUnit> Script = new(() => jit.compile(Source));

    /// <param name="queries">[tokens, query heads, dimension], contiguous in the last dimension only; keys and values [keys, key heads, dimension].</param>
    /// <returns>[tokens, query heads, dimension], and the logarithms of the softmax's sums, which the way back needs; in the current dispose scope.</returns>
    public static (Tensor Output, Tensor Normalisers) Forward(Tensor queries, Tensor keys, Tensor values, PackedLayout layout) =>
        ((Tensor, Tensor))Script.Value.invoke(
            "forward", queries, keys, values, layout.QueryStarts, layout.KeyStarts, (long)layout.LongestQuery, (long)layout.LongestKey);

    /// <param name="slope">The gradient by the output, [tokens, query heads, dimension].</param>
    /// <returns>Gradients of the shapes of queries, keys and values.</returns>
    public static (Tensor Queries, Tensor Keys, Tensor Values) Backward(Tensor slope, Tensor queries, Tensor keys, Tensor values, Tensor output, Tensor normalisers, PackedLayout layout) =>
        ((Tensor, Tensor, Tensor))Script.Value.invoke(
            "backward", slope, queries, keys, values, output, normalisers, layout.QueryStarts, layout.KeyStarts, (long)layout.LongestQuery, (long)layout.LongestKey);
}
