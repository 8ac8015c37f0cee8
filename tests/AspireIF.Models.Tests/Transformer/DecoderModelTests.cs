using AspireIF.Models.Transformer;
using CsCheck;
using TorchSharp;

namespace AspireIF.Models.Tests.Transformer;

public sealed class DecoderModelTests
{
    [Theory, MemberData(nameof(Shapes.Names), MemberType = typeof(Shapes))]
    public void A_sequence_in_a_pack_gives_what_it_gives_alone(string family)
    {
        using DecoderModel model = DecoderModel.Create(Shapes.Of(family), seed: 3);
        Gen.Int[0, 96].Array[1, 12].Array[1, 6].Sample(sequences =>
        {
            using DisposeScope scope = torch.NewDisposeScope();
            using IDisposable noGrad = torch.no_grad();
            torch.Tensor together = model.Forward(PackedBatch.Of(sequences));
            torch.Tensor apart = torch.cat([.. sequences.Select(sequence => model.Forward(PackedBatch.Of([sequence])))], 0);
            return (together - apart).abs().max().item<float>() < 1e-4f;
        }, iter: 40, threads: 1);
    }

    [Theory, MemberData(nameof(Shapes.Names), MemberType = typeof(Shapes))]
    public void A_token_does_not_change_what_came_before_it(string family)
    {
        using DecoderModel model = DecoderModel.Create(Shapes.Of(family), seed: 4);
        Gen.Select(Gen.Int[0, 96].Array[2, 20], Gen.Int[0, 96]).Sample((sequence, other) =>
        {
            using DisposeScope scope = torch.NewDisposeScope();
            using IDisposable noGrad = torch.no_grad();
            torch.Tensor before = model.Forward(PackedBatch.Of([sequence])).narrow(0, 0, sequence.Length - 1);
            torch.Tensor after = model.Forward(PackedBatch.Of([[.. sequence[..^1], other]])).narrow(0, 0, sequence.Length - 1);
            return (before - after).abs().max().item<float>() < 1e-5f;
        }, iter: 40, threads: 1);
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights()
    {
        using DecoderModel one = DecoderModel.Create(Shapes.Qwen3, seed: 9), same = DecoderModel.Create(Shapes.Qwen3, seed: 9), other = DecoderModel.Create(Shapes.Qwen3, seed: 10);
        Assert.All(one.Parameters, entry => Assert.True(entry.Value.equal(same.Parameters[entry.Key]).all().item<bool>()));
        Assert.False(one.Embedding.equal(other.Embedding).all().item<bool>());
    }

    [Theory]
    [InlineData(new[] { 1, 2, 3 }, new[] { 0, 2 })]
    [InlineData(new[] { 1, 2, 3 }, new[] { 0, 2, 2, 3 })]
    [InlineData(new[] { 1, 2, 3 }, new[] { 1, 3 })]
    [InlineData(new[] { 1, 2, 3 }, new[] { 0, 4, 3 })]
    [InlineData(new int[0], new[] { 0 })]
    public void Boundaries_that_do_not_fit_are_refused(int[] tokens, int[] boundaries) =>
        Assert.Throws<ArgumentException>(() => new PackedBatch(tokens, boundaries));

    [Theory]
    [InlineData(-1)]
    [InlineData(97)]
    public void A_token_outside_the_vocabulary_is_refused(int token)
    {
        using DecoderModel model = DecoderModel.Create(Shapes.Qwen2);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Forward(PackedBatch.Of([[1, token]])));
    }
}
