using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Models.Transformer;

/// <summary>Sequences of equal length that follow each other from token <paramref name="Start"/> on.</summary>
internal sealed record PlainRun(int Start, int Count, int Length) : AttentionRun
{
    public override Tensor Attend(Tensor queries, Tensor keys, Tensor values, ReadOnlySpan<Tensor> constants)
    {
        using DisposeScope scope = NewDisposeScope();
        long copies = queries.shape[1] / keys.shape[1];
        Tensor attended = nn.functional.scaled_dot_product_attention(
            Part(queries).transpose(1, 2), SpreadHeads(Part(keys), copies), SpreadHeads(Part(values), copies), is_casual: true);
        return JoinHeads(attended).MoveToOuterDisposeScope();

        // [sequences, length, heads, head dimension]
        Tensor Part(Tensor all) => all.narrow(0, Start, Count * Length).view(Count, Length, all.shape[1], all.shape[2]);
    }
}
