using AspireIF.Models.Transformer;
using static TorchSharp.torch;

namespace AspireIF.Training.Rewards;

/// <summary>Passes of the classifier over answers with shared prefixes.</summary>
internal static class ClassifierPass
{
    /// <summary>Satisfied's logit less violated's, [groups][branches].</summary>
    public static float[][] Logits(DecoderModel classifier, IReadOnlyList<PrefixGroup> groups, int microBatchTokens)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        // Read when all are under way: the device would wait for the host after every pass.
        var passes = new List<(int[] Batch, Tensor Margins)>();
        foreach (int[] batch in Cut(groups, [.. Enumerable.Range(0, groups.Count)], microBatchTokens))
        {
            using var passScope = NewDisposeScope();
            Tensor logits = classifier.Classify(PackedBatch.OfGroups([.. batch.Select(i => groups[i])])).to(ScalarType.Float32); // [branches, 2]
            passes.Add((batch, (logits.select(1, 1) - logits.select(1, 0)).MoveToOuterDisposeScope()));
        }
        var margins = new float[groups.Count][];
        foreach ((int[] batch, Tensor pass) in passes)
        {
            float[] flat = pass.cpu().data<float>().ToArray();
            int at = 0;
            foreach (int i in batch)
            {
                margins[i] = flat[at..(at + groups[i].Branches.Count)];
                at += groups[i].Branches.Count;
            }
        }
        return margins;
    }

    /// <summary>Cuts groups into micro-batches of similar ones: attention takes groups of as many branches together.</summary>
    public static IEnumerable<int[]> Cut(IReadOnlyList<PrefixGroup> groups, IReadOnlyList<int> chosen, int microBatchTokens) => MicroBatches.Cut(
        chosen.OrderBy(i => groups[i].Branches.Count).ThenBy(i => groups[i].Prefix.Length).ThenBy(i => i),
        i => groups[i].Prefix.Length + groups[i].Branches.Sum(b => (long)b.Length),
        microBatchTokens);
}
