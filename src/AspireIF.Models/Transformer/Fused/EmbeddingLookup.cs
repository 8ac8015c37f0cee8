using static TorchSharp.torch;

namespace AspireIF.Models.Transformer.Fused;

/// <summary>Rows of the embedding on a GPU. The gradient of a row that many tokens use is summed in fp32, which adding them one by one in bf16 would not do.</summary>
internal static class EmbeddingLookup
{
    private static readonly Lazy<jit.CompilationUnit> Script = new(() => jit.compile("""
        def rows(table: Tensor, indices: Tensor) -> Tensor:
            return torch.embedding(table, indices)

        """));

    /// <param name="table">[vocabulary, hidden]</param>
    /// <param name="tokens">[tokens] int64</param>
    /// <returns>[tokens, hidden]</returns>
    public static Tensor Of(Tensor table, Tensor tokens) => (Tensor)Script.Value.invoke("rows", table, tokens);
}
