using static TorchSharp.torch;

namespace AspireIF.Models.Transformer;

/// <summary>Neighbouring sequences of a batch that attend in one operation.</summary>
internal abstract record AttentionRun
{
    /// <summary>Index tensors and masks that <see cref="Attend"/> needs, made once for all layers, in the caller's dispose scope.</summary>
    public virtual Tensor[] Constants(Device device, ScalarType type) => [];

    /// <param name="queries">Of the whole batch, [tokens, query heads, head dimension]; keys and values with their own number of heads.</param>
    /// <param name="constants">From <see cref="Constants"/>.</param>
    /// <returns>[run's tokens, query heads * head dimension]</returns>
    public abstract Tensor Attend(Tensor queries, Tensor keys, Tensor values, ReadOnlySpan<Tensor> constants);

    /// <summary>Every head as often as query heads share it. [sequences, tokens, heads, dimension] to [sequences, heads * copies, tokens, dimension]</summary>
    protected static Tensor SpreadHeads(Tensor heads, long copies)
    {
        if (copies == 1)
            return heads.transpose(1, 2);
        long[] shape = heads.shape;
        return heads.unsqueeze(3).expand(shape[0], shape[1], shape[2], copies, shape[3]).flatten(2, 3).transpose(1, 2);
    }

    /// <summary>[sequences, heads, tokens, dimension] to [sequences * tokens, heads * dimension]</summary>
    protected static Tensor JoinHeads(Tensor attended) => attended.transpose(1, 2).flatten(2, 3).flatten(0, 1);
}
