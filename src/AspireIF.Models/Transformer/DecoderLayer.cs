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

        var parts = new List<Tensor>(context.Runs.Count);
        foreach (SequenceRun run in context.Runs)
            parts.Add(Attend(run, queries, keys, values));
        Tensor attended = parts.Count == 1 ? parts[0] : cat(parts, 0); // [tokens, query heads * head dimension]
        return Output.Apply(attended).MoveToOuterDisposeScope();
    }

    /// <summary>Causal attention within each of the run's sequences. [run's tokens, query heads * head dimension]</summary>
    private static Tensor Attend(SequenceRun run, Tensor queries, Tensor keys, Tensor values)
    {
        using DisposeScope scope = NewDisposeScope();
        long group = queries.shape[1] / keys.shape[1];
        Tensor attended = nn.functional.scaled_dot_product_attention(Heads(queries, 1), Heads(keys, group), Heads(values, group), is_casual: true);
        return attended.transpose(1, 2).reshape(run.Count * run.Length, -1).MoveToOuterDisposeScope();

        // [sequences, heads * copies, length, head dimension]
        Tensor Heads(Tensor all, long copies)
        {
            Tensor part = all.narrow(0, run.Start, run.Count * run.Length).view(run.Count, run.Length, all.shape[1], all.shape[2]).transpose(1, 2);
            return copies == 1 ? part : part.repeat_interleave(copies, 1);
        }
    }
}

/// <summary>What every layer needs to know of the batch.</summary>
/// <param name="Cosines">[tokens, 1, head dimension / 2]</param>
/// <param name="Sines">[tokens, 1, head dimension / 2]</param>
internal sealed record SequenceContext(IReadOnlyList<SequenceRun> Runs, Tensor Cosines, Tensor Sines);
