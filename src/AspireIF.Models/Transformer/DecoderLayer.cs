using AspireIF.Models.Configuration;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AspireIF.Models.Transformer;

/// <summary>The weights of one transformer layer, and what they compute. Owned by the model.</summary>
public sealed record DecoderLayer(
    Parameter InputNorm, Linear Query, Linear Key, Linear Value, Linear Output, Parameter? QueryNorm, Parameter? KeyNorm,
    Parameter FeedForwardNorm, Linear Gate, Linear Up, Linear Down)
{
    /// <summary>The linear maps, by the last part of their checkpoint names.</summary>
    public IEnumerable<Linear> Linears => [Query, Key, Value, Output, Gate, Up, Down];

    /// <param name="hidden">[tokens, hidden]</param>
    /// <returns>[tokens, hidden]</returns>
    internal Tensor Forward(Tensor hidden, ModelConfiguration configuration, SequenceContext context)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = hidden.Plus(Attention(RmsNorm.Apply(hidden, InputNorm, configuration.NormEpsilon), configuration, context));
        Tensor normed = RmsNorm.Apply(x, FeedForwardNorm, configuration.NormEpsilon);
        Tensor fed = Down.Apply(nn.functional.silu(Gate.Apply(normed)) * Up.Apply(normed)); // SwiGLU
        return x.Plus(fed).MoveToOuterDisposeScope();
    }

    private Tensor Attention(Tensor x, ModelConfiguration configuration, SequenceContext context)
    {
        using DisposeScope scope = NewDisposeScope();
        long tokens = x.shape[0];
        Tensor queries = Query.Apply(x).view(tokens, configuration.QueryHeads, configuration.HeadDimension);
        Tensor keys = Key.Apply(x).view(tokens, configuration.KeyValueHeads, configuration.HeadDimension);
        Tensor values = Value.Apply(x).view(tokens, configuration.KeyValueHeads, configuration.HeadDimension);
        if (QueryNorm is not null && KeyNorm is not null)
        {
            queries = RmsNorm.Apply(queries, QueryNorm, configuration.NormEpsilon);
            keys = RmsNorm.Apply(keys, KeyNorm, configuration.NormEpsilon);
        }
        queries = RotaryPositions.Turn(queries, context.Cosines, context.Sines);
        keys = RotaryPositions.Turn(keys, context.Cosines, context.Sines);

        Tensor attended = context.Attend(queries, keys, values); // [tokens, query heads * head dimension]
        return Output.Apply(attended).MoveToOuterDisposeScope();
    }
}
