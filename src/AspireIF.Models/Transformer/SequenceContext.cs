using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Models.Transformer;

/// <summary>What every layer needs to know of the batch.</summary>
/// <param name="runs">The batch's runs, in order.</param>
/// <param name="constants">Cosines and sines, each [tokens, 1, head dimension / 2], then the constants of every run.</param>
/// <param name="counts">How many constants each run has.</param>
internal sealed class SequenceContext(IReadOnlyList<AttentionRun> runs, Tensor[] constants, int[] counts)
{
    public Tensor Cosines => constants[0];

    public Tensor Sines => constants[1];

    public Tensor[] Constants => constants;

    /// <summary>Of a batch; the constants belong to the current dispose scope.</summary>
    public static SequenceContext Of(PackedBatch batch, float[] frequencies, Device device, ScalarType type)
    {
        (Tensor cosines, Tensor sines) = RotaryPositions.Angles(frequencies, batch.Positions(), device, type);
        IReadOnlyList<AttentionRun> runs = batch.Runs();
        Tensor[][] ofRuns = [.. runs.Select(run => run.Constants(device, type))];
        return new SequenceContext(runs, [cosines, sines, .. ofRuns.SelectMany(tensors => tensors)], [.. ofRuns.Select(tensors => tensors.Length)]);
    }

    /// <summary>The same batch with other handles of the same constants.</summary>
    public SequenceContext With(Tensor[] handles) => new(runs, handles, counts);

    /// <param name="queries">[tokens, query heads, head dimension]; keys and values with their own number of heads.</param>
    /// <returns>[tokens, query heads * head dimension]</returns>
    public Tensor Attend(Tensor queries, Tensor keys, Tensor values)
    {
        using DisposeScope scope = NewDisposeScope();
        var parts = new List<Tensor>(runs.Count);
        int next = 2;
        for (int i = 0; i < runs.Count; next += counts[i++])
            parts.Add(runs[i].Attend(queries, keys, values, constants.AsSpan(next, counts[i])));
        return (parts.Count == 1 ? parts[0] : cat(parts, 0)).MoveToOuterDisposeScope();
    }
}
