using AspireIF.Models.Tests.Reference;
using AspireIF.Models.Transformer;
using AspireIF.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Models.Tests.Transformer;

[Collection(nameof(Alone))]
public sealed class MemoryTests
{
    /// <summary>On a GPU torch goes back on threads of its own, which have no dispose scope: nothing may depend on one.</summary>
    [Fact]
    public void A_way_back_outside_of_every_dispose_scope_leaves_no_tensors_behind()
    {
        using DecoderModel model = DecoderModel.Create(Shapes.Qwen3 with { VocabularySize = 600, HiddenSize = 64, IntermediateSize = 128 });
        PackedBatch batch = PackedBatch.Of([[1, 2, 3], [4, 5]]);
        Pass();
        long before = Tensor.TotalCount;
        for (int pass = 0; pass < 5; pass++)
            Pass();
        Assert.Equal(before, Tensor.TotalCount);

        void Pass()
        {
            Tensor loss;
            using (NewDisposeScope())
                loss = model.Forward(batch, recompute: true).sum().DetachFromDisposeScope();
            loss.backward();
            loss.Dispose();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Resident_memory_is_flat_over_training_steps(bool recompute)
    {
        using DecoderModel model = DecoderModel.Create(Shapes.Qwen3 with { VocabularySize = 600, HiddenSize = 64, IntermediateSize = 128 });
        PackedBatch batch = PackedBatch.Of([.. Enumerable.Range(0, 8).Select(i => Enumerable.Range(i, 30).ToArray())]);
        for (int step = 0; step < 40; step++)
            Step(model, batch, recompute);
        long before = Resident();
        for (int step = 0; step < 160; step++)
            Step(model, batch, recompute);
        // One step's activations alone are over 3 MB: 160 steps that leak them would add 500.
        Assert.InRange(Resident() - before, long.MinValue, 24L << 20);

        static void Step(DecoderModel model, PackedBatch batch, bool recompute)
        {
            using DisposeScope scope = NewDisposeScope();
            NumericsTests.NextTokenLoss(model.Logits(model.Forward(batch, recompute)), batch).backward();
            foreach (var parameter in model.Parameters.Values)
                parameter.grad!.zero_();
        }

        static long Resident()
        {
            // What earlier tests left goes back to the system, else its return would hide growth.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            return Environment.WorkingSet;
        }
    }

    [Fact]
    public void Parameters_are_counted_as_they_are()
    {
        using DecoderModel model = DecoderModel.Create(Shapes.Qwen2);
        var memory = new ModelMemory(model.Configuration);
        Assert.Equal(model.Parameters.Values.Sum(parameter => parameter.numel()), memory.Parameters);
        Assert.Equal(2 * 2 * 2 * 8 * 4, memory.CachePerToken(4)); // keys and values, 2 layers, 2 heads of 8, 4 bytes
        TrainingMemory training = memory.Training(tokens: 100, bytesPerElement: 4, masterWeights: false, recompute: false);
        Assert.Equal(memory.Parameters * 16, training.Weights + training.Gradients + training.Optimiser);
        Assert.True(memory.Training(100, 4, false, recompute: true).Activations < training.Activations);
    }
}
