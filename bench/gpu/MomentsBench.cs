using System.Diagnostics;
using System.Text.Json;
using AspireIF.Models.Chat.Templates;
using AspireIF.Models.Configuration;
using AspireIF.Models.Native;
using AspireIF.Models.Tokenization;
using AspireIF.Models.Transformer;
using AspireIF.Training.Data;
using AspireIF.Training.Losses;
using AspireIF.Training.Optimisation;
using AspireIF.Training.Primer;
using TorchSharp;
using static TorchSharp.torch;
using AdamW = AspireIF.Training.Optimisation.AdamW;

namespace AspireIF.Bench.Gpu;

/// <summary>
/// Whether a model learns with moments in 8 bits as with moments in full: the loss over the steps of a small model that is trained on the primer's documents from nothing, beside what another
/// initialisation makes of it. Arguments: steps (400), "cpu" (a smaller model).
/// </summary>
internal static class MomentsBench
{
    private const int Tokens = 16_384, Windows = 5;

    public static int Run(string[] args)
    {
        TorchRuntime.Load();
        bool cpu = args.Contains("cpu");
        int steps = args.FirstOrDefault(a => int.TryParse(a, out _)) is { } number ? int.Parse(number, null) : 400;
        string folder = Directory.CreateTempSubdirectory("aspireif-bench-").FullName;
        try
        {
            var trainer = new BpeTrainer(new PrimerModelOptions().Vocabulary);
            foreach (string text in PrimerDocuments.Texts(seed: 1, documents: 3000))
                trainer.Add(text);
            trainer.Train().Save(folder);
            var documents = new PrimerDocuments(Tokenizer.Load(folder), ChatTemplate.Load(folder), seed: 1);
            int vocabulary = (Tokenizer.Load(folder).VocabularySize + 7) / 8 * 8;
            var shape = new ModelConfiguration
            {
                Family = ModelFamily.Qwen2, VocabularySize = vocabulary, HiddenSize = cpu ? 64 : 512, IntermediateSize = cpu ? 128 : 1408, Layers = cpu ? 2 : 8, QueryHeads = cpu ? 1 : 8, KeyValueHeads = cpu ? 1 : 4,
                HeadDimension = 64, MaxPositions = 1024, TiedEmbeddings = true, QueryKeyValueBias = true,
            };
            var batcher = new DocumentBatcher(documents, cpu ? Tokens / 8 : Tokens, windowDocuments: 1024, seed: 1);
            PackedBatch[] batches = [.. Enumerable.Range(0, steps).Select(_ => PackedBatch.Of([.. batcher.Next()!.Select(d => d.Tokens)]))];
            var rows = new List<double[]>();
            foreach (var (name, eightBits, seed) in ((string, bool, int)[])[("in full", false, 1), ("in 8 bits", true, 1), ("in full, another seed", false, 2), ("in 8 bits, another seed", true, 2)])
            {
                using DecoderModel model = DecoderModel.Create(shape, cpu ? CPU : CUDA, cpu ? ScalarType.Float32 : ScalarType.BFloat16, seed);
                long started = Stopwatch.GetTimestamp();
                double[] losses = Train(model, batches, eightBits);
                rows.Add([.. losses.Chunk((steps + Windows - 1) / Windows).Select(window => window.Average())]);
                Console.WriteLine($"moments {name,-24} loss {string.Join("  ", rows[^1].Select(loss => $"{loss:F4}"))}   ({Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s)");
            }
            double difference = Math.Max(Math.Abs(rows[1][^1] - rows[0][^1]), Math.Abs(rows[3][^1] - rows[2][^1])), noise = Math.Abs(rows[2][^1] - rows[0][^1]);
            Console.WriteLine($"at the end {difference:F4} between 8 bits and full, {noise:F4} between seeds");
            Console.WriteLine(JsonSerializer.Serialize(new { bench = "gpu-moments", steps, rows, difference, noise }));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double[] Train(DecoderModel model, PackedBatch[] batches, bool eightBits)
    {
        using var parameters = new FlatParameters(model.Parameters.Select(entry => (entry.Key, entry.Value)));
        foreach (var parameter in model.Parameters.Values)
            parameter.requires_grad = true;
        using var optimiser = new AdamW(parameters, new AdamWOptions { WeightDecay = 0.1, EightBitMoments = eightBits });
        var schedule = new LearningRateSchedule(1e-3, 40, batches.Length, ScheduleShape.Cosine, 0.05);
        var losses = new double[batches.Length];
        for (int step = 0; step < batches.Length; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            PackedBatch batch = batches[step];
            long[] targets = [.. batch.Tokens.ToArray().Skip(1).Append(0).Select(token => (long)token)]; // the first of the next document counts, too: the same for all
            using Scalar weight = -1.0 / batch.TokenCount;
            parameters.ZeroGradients();
            var (output, _) = ChunkedHead.Backward(model.Forward(batch), model.Head, targets, 4096, (logProbs, _) => logProbs.sum().mul(weight));
            using Tensor norm = parameters.ClipGradients(1);
            optimiser.Step(schedule.At(step));
            losses[step] = -output.LogProbs.mean().item<float>();
        }
        return losses;
    }
}
