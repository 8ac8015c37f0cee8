using AspireIF.Models.Configuration;
using AspireIF.Models.Transformer;
using AspireIF.Training.Data;
using AspireIF.Training.Pretraining;
using static TorchSharp.torch;

namespace AspireIF.Training.Tests.Pretraining;

public sealed class PretrainerTests : IDisposable
{
    private static readonly PretrainOptions Options = new()
    {
        Steps = 60, BatchTokens = 512, MicroBatchTokens = 256, HeadChunkTokens = 100, WindowDocuments = 64, LearningRate = 3e-3, WarmupSteps = 10,
        CheckpointEvery = 20,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("aspireif-pretrain-").FullName;

    [Fact]
    public void The_loss_falls_to_what_the_documents_leave_open()
    {
        using DecoderModel model = NewModel();
        var losses = new List<double>();
        using (var pretrainer = new Pretrainer(Options with { Steps = 300 }, model, new Counting(), Path.Combine(_folder, "a")))
            pretrainer.Run(step => losses.Add(step.Loss), CancellationToken.None);
        // After the first number each following one is determined; a fresh model knows nothing of 32 tokens.
        Assert.True(losses[0] > 3.0, $"first loss {losses[0]}");
        Assert.True(losses[^1] < 0.4, $"last loss {losses[^1]}");
    }

    [Fact]
    public void A_run_stopped_anywhere_and_resumed_ends_with_the_same_bits()
    {
        float[] whole = Train(Path.Combine(_folder, "whole"), stopAfter: []);
        float[] stopped = Train(Path.Combine(_folder, "stopped"), stopAfter: [7, 23, 41]);
        Assert.Equal(whole, stopped);
        Assert.Equal(["step-000000041", "step-000000060"], Directory.GetDirectories(Path.Combine(_folder, "stopped")).Select(Path.GetFileName).Order().TakeLast(2));
    }

    [Fact]
    public void What_a_killed_run_was_writing_is_not_taken_for_a_checkpoint()
    {
        string folder = Path.Combine(_folder, "killed");
        Train(folder, stopAfter: [30], finish: false);
        Directory.CreateDirectory(Path.Combine(folder, "step-000000050.0123.partial"));
        using DecoderModel model = NewModel();
        using var pretrainer = new Pretrainer(Options, model, new Counting(), folder);
        Assert.Equal(30, pretrainer.Step);
    }

    [Fact]
    public void Documents_that_end_too_early_are_an_error_that_says_so()
    {
        using DecoderModel model = NewModel();
        using var pretrainer = new Pretrainer(Options, model, new Counting(20), Path.Combine(_folder, "short"));
        var error = Assert.Throws<InvalidDataException>(() => pretrainer.Run(_ => { }, CancellationToken.None));
        Assert.Contains("the documents ended at step", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_of_the_options_are_told_at_once()
    {
        var options = Options with { Steps = 0, LearningRate = -1, PromptWeight = 3 };
        Assert.Equal(3, options.Problems().Count);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static float[] Train(string folder, long[] stopAfter, bool finish = true)
    {
        foreach (long stop in stopAfter)
        {
            using var cancel = new CancellationTokenSource();
            using DecoderModel part = NewModel();
            using var pretrainer = new Pretrainer(Options, part, new Counting(), folder);
            Assert.Throws<OperationCanceledException>(() => pretrainer.Run(step => { if (step.Step == stop) cancel.Cancel(); }, cancel.Token));
        }
        using DecoderModel model = NewModel();
        if (finish)
        {
            using var pretrainer = new Pretrainer(Options, model, new Counting(), folder);
            pretrainer.Run(_ => { }, CancellationToken.None);
        }
        using var scope = NewDisposeScope();
        return [.. model.Parameters.Values.SelectMany(p => p.detach().contiguous().view(-1).data<float>().ToArray())];
    }

    private static DecoderModel NewModel() => DecoderModel.Create(new ModelConfiguration
    {
        Family = ModelFamily.Qwen2, VocabularySize = 32, HiddenSize = 32, IntermediateSize = 64, Layers = 2, QueryHeads = 4, KeyValueHeads = 2,
        HeadDimension = 8, MaxPositions = 64, TiedEmbeddings = true,
    }, seed: 3);

    /// <summary>Sequences that count up, modulo 32, from a random number by a random stride; the stride is the second token.</summary>
    private sealed class Counting(int count = int.MaxValue) : IDocumentSource
    {
        public IEnumerable<TrainingDocument> From(long index)
        {
            for (int i = (int)index; i < count; i++)
            {
                var random = new Random(i);
                int start = random.Next(32), stride = random.Next(1, 4);
                yield return new([start, .. Enumerable.Range(0, random.Next(6, 20)).Select(k => (start + stride * (k + 1)) % 32)], AnswerStart: 2);
            }
        }
    }
}
