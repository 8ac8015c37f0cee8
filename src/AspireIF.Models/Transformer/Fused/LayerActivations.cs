using AspireIF.Models.Configuration;
using static TorchSharp.torch;

namespace AspireIF.Models.Transformer.Fused;

/// <summary>What a layer keeps for its backward pass. Owned here, whatever dispose scope made it.</summary>
/// <param name="Input">[tokens, hidden]</param>
/// <param name="Normed">The input after the norm.</param>
/// <param name="Scales">Of the norm, [tokens] fp32.</param>
/// <param name="Rows">Queries, keys and values before the norms of queries and keys, [tokens, outputs]; null without such norms.</param>
/// <param name="Attention">With its queries and keys, turned, its values and its output.</param>
/// <param name="Middle">Between attention and the gated layer, [tokens, hidden].</param>
/// <param name="GateUp">[tokens, 2 * intermediate]; the backward pass overwrites it.</param>
internal sealed record LayerActivations(
    Tensor Input, Tensor Normed, Tensor Scales, Tensor? Rows, PackedAttention Attention, Tensor Middle, Tensor MiddleNormed, Tensor MiddleScales, Tensor GateUp) : IDisposable
{
    /// <summary>Bytes that all of it takes for each token, in bf16.</summary>
    public static long BytesPerToken(ModelConfiguration model)
    {
        long queries = (long)model.QueryHeads * model.HeadDimension, keys = (long)model.KeyValueHeads * model.HeadDimension;
        return 2L * (4 * model.HiddenSize + queries + 2 * keys + queries + 2 * model.IntermediateSize) // input, norms and middle; rows; attention's output; gate and up
            + (model.QueryKeyNorm ? 2L * (queries + keys) : 0) // both before their norms and after
            + 4L * (2 + model.QueryHeads); // scales, attention's normalisers
    }

    public LayerActivations Keep()
    {
        foreach (Tensor tensor in All)
            tensor.DetachFromDisposeScope();
        Attention.Keep();
        return this;
    }

    public void Dispose()
    {
        foreach (Tensor tensor in All)
            tensor.Dispose();
        Attention.Dispose();
    }

    private IEnumerable<Tensor> All => ((Tensor?[])[Input, Normed, Scales, Rows, Middle, MiddleNormed, MiddleScales, GateUp]).OfType<Tensor>();
}
