using AspireIF.Models.Transformer;
using CsCheck;
using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Models.Tests.Transformer;

public sealed class SharedPrefixTests
{
    private static readonly Gen<int[]> Tokens = Gen.Int[0, 96].Array[1, 12];

    private static readonly Gen<PrefixGroup[]> Groups = Gen.Select(Tokens, Tokens.Array[1, 5]).Select((prefix, branches) => new PrefixGroup(prefix, branches)).Array[1, 6];

    [Theory, MemberData(nameof(Shapes.Names), MemberType = typeof(Shapes))]
    public void Hidden_states_and_gradients_equal_those_of_the_whole_sequences(string family)
    {
        using DecoderModel model = DecoderModel.Create(Shapes.Of(family) with { InitializerRange = 0.15 }, seed: 5);
        Groups.Sample(groups => Compare(model, groups, recompute: false), iter: 40, threads: 1);
    }

    [Fact]
    public void Recomputed_layers_give_the_same_gradients()
    {
        using DecoderModel model = DecoderModel.Create(Shapes.Qwen3 with { InitializerRange = 0.15 }, seed: 6);
        Groups.Sample(groups => Compare(model, groups, recompute: true), iter: 10, threads: 1);
    }

    [Fact]
    public void Groups_of_similar_shape_attend_together_and_others_apart()
    {
        PrefixGroup similar = Group(40, 20, 22), larger = Group(44, 21, 24), third = Group(40, 20, 22, 20), longer = Group(200, 20, 22);
        Assert.Equal([2, 1, 1], PackedBatch.OfGroups([similar, larger, third, longer]).Runs().Cast<SharedPrefixRun>().Select(run => run.Prefixes.Count));

        static PrefixGroup Group(int prefix, params int[] branches) => new(new int[prefix], [.. branches.Select(length => new int[length])]);
    }

    [Fact]
    public void Ranges_and_positions_say_where_a_branch_lies()
    {
        PackedBatch batch = PackedBatch.OfGroups([new([1, 2], [[3], [4, 5]]), new([6], [[7, 8]])]);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], batch.Tokens.ToArray());
        Assert.Equal([0, 1, 2, 2, 3, 0, 1, 2], batch.Positions());
        Assert.Equal([new TokenRange(2, 1, 2), new(3, 2, 2), new(6, 2, 1)], batch.Sequences);
        Assert.Equal([2, 4, 7], batch.LastTokens);
    }

    [Fact]
    public void Groups_without_tokens_are_refused()
    {
        Assert.Throws<ArgumentException>(() => PackedBatch.OfGroups([]));
        Assert.Throws<ArgumentException>(() => PackedBatch.OfGroups([new([], [[1]])]));
        Assert.Throws<ArgumentException>(() => PackedBatch.OfGroups([new([1], [])]));
        Assert.Throws<ArgumentException>(() => PackedBatch.OfGroups([new([1], [[2], []])]));
    }

    /// <summary>
    /// The loss is a random function of every branch's hidden states, and of the prefix's once a branch: what whole sequences, which compute the prefix
    /// again for each branch, are given too.
    /// </summary>
    private static void Compare(DecoderModel model, PrefixGroup[] groups, bool recompute)
    {
        using DisposeScope scope = NewDisposeScope();
        PackedBatch shared = PackedBatch.OfGroups(groups);
        PackedBatch whole = PackedBatch.Of([.. groups.SelectMany(group => group.Branches.Select(branch => (int[])[.. group.Prefix, .. branch]))]);
        Tensor weights = randn([whole.TokenCount, model.Configuration.HiddenSize], generator: new Generator(7));

        (Tensor expected, Dictionary<string, Tensor> expectedGradients) = Run(whole, [.. Enumerable.Range(0, whole.TokenCount).Select(i => (long)i)]);
        (Tensor actual, Dictionary<string, Tensor> gradients) = Run(shared, [.. Places(shared, groups)]);
        Assert.InRange((actual - expected).abs().max().item<float>(), 0, 1e-5f * MathF.Max(1, expected.abs().max().item<float>()));
        foreach ((string name, Tensor gradient) in expectedGradients)
            Assert.InRange((gradients[name] - gradient).abs().max().item<float>(), 0, 1e-5f * MathF.Max(1, gradient.abs().max().item<float>()));

        (Tensor Hidden, Dictionary<string, Tensor> Gradients) Run(PackedBatch batch, long[] order)
        {
            foreach (var parameter in model.Parameters.Values)
                parameter.grad = null;
            Tensor hidden = model.Forward(batch, recompute).index_select(0, tensor(order));
            (hidden * weights).sum().backward();
            return (hidden.detach(), model.Parameters.Where(entry => entry.Value.grad is not null).ToDictionary(entry => entry.Key, entry => entry.Value.grad!.clone()));
        }
    }

    /// <summary>Where the tokens of the whole sequences, one after the other, lie in a batch of shared prefixes.</summary>
    private static IEnumerable<long> Places(PackedBatch batch, PrefixGroup[] groups)
    {
        int sequence = 0;
        foreach ((TokenRange prefix, PrefixGroup group) in batch.Prefixes.Zip(groups))
        {
            for (int branch = 0; branch < group.Branches.Count; branch++)
            {
                TokenRange own = batch.Sequences[sequence++];
                foreach (int token in Enumerable.Range(prefix.Start, prefix.Length).Concat(Enumerable.Range(own.Start, own.Length)))
                    yield return token;
            }
        }
    }
}
