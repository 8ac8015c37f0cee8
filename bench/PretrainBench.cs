using System.Diagnostics;
using System.Text.Json;
using AspireIF.Models.Chat.Templates;
using AspireIF.Models.Native;
using AspireIF.Models.Tokenization;
using AspireIF.Models.Transformer;
using AspireIF.Training.Data;
using AspireIF.Training.Pretraining;
using AspireIF.Training.Primer;
using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Bench;

/// <summary>
/// How fast small models learn from the primer's documents on this CPU, beside their forward pass alone (with the head) and beside the limit that
/// matrix products set: 6 FLOP a parameter and token, 2 of them forward, at the measured rate of a float32 product. Attention is not in that limit.
/// Arguments: threads (default 2), updates to time (default 6).
/// </summary>
internal static class PretrainBench
{
    private const int MicroBatchTokens = 4096;

    public static int Run(string[] args)
    {
        int threads = args.Length > 0 ? int.Parse(args[0], null) : 2, updates = args.Length > 1 ? int.Parse(args[1], null) : 6;
        TorchRuntime.UseThreads(threads);
        string folder = Directory.CreateTempSubdirectory("aspireif-bench-").FullName;
        try
        {
            Tokenizer tokenizer = LearnVocabulary(Path.Combine(folder, "tokenizer"));
            var documents = new PrimerDocuments(tokenizer, ChatTemplate.Load(Path.Combine(folder, "tokenizer")), seed: 1);
            double flops = ProductRate();
            Console.WriteLine($"float32 product of 1024 x 1024 matrices: {flops / 1e9:N0} GFLOP/s on {threads} threads");
            Console.WriteLine($"{"model",-12}{"parameters",12}{"forward/s",12}{"training/s",12}{"limit/s",12}{"of limit",10}   (tokens)");
            var rows = new List<object>();
            foreach (var (name, model) in (IEnumerable<(string, PrimerModelOptions)>)[("1.4 M", new() { HiddenSize = 128, IntermediateSize = 352 }), ("default", new())])
            {
                using DecoderModel decoder = DecoderModel.Create(model.ToConfiguration(tokenizer.VocabularySize));
                long parameters = new ModelMemory(decoder.Configuration).Parameters;
                double forward = Forward(decoder, documents), training = Training(decoder, documents, Path.Combine(folder, name), updates);
                double limit = flops / (6.0 * parameters);
                Console.WriteLine($"{name,-12}{parameters,12:N0}{forward,12:N0}{training,12:N0}{limit,12:N0}{training / limit,10:P0}");
                rows.Add(new { model = name, parameters, forward_tokens_s = forward, training_tokens_s = training, limit_tokens_s = limit });
            }
            Console.WriteLine(JsonSerializer.Serialize(new { bench = "pretrain", threads, product_gflops = flops / 1e9, models = rows }));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Tokenizer LearnVocabulary(string folder)
    {
        var trainer = new BpeTrainer(new PrimerModelOptions().Vocabulary);
        foreach (string text in PrimerDocuments.Texts(seed: 1, documents: 10_000))
            trainer.Add(text);
        trainer.Train().Save(folder);
        return Tokenizer.Load(folder);
    }

    /// <summary>FLOP a second of the best of ten runs.</summary>
    private static double ProductRate()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor a = randn(1024, 1024), b = randn(1024, 1024);
        double best = double.MaxValue;
        for (int i = 0; i < 10; i++)
        {
            long started = Stopwatch.GetTimestamp();
            a.matmul(b).Dispose();
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        return 2.0 * 1024 * 1024 * 1024 / best;
    }

    /// <summary>Tokens a second of the median of seven micro-batches, after one to warm up.</summary>
    private static double Forward(DecoderModel model, PrimerDocuments documents)
    {
        var batcher = new DocumentBatcher(documents, MicroBatchTokens, windowDocuments: 1024, seed: 1);
        var rates = new List<double>();
        for (int i = 0; i < 8; i++)
        {
            PackedBatch batch = PackedBatch.Of([.. batcher.Next()!.Select(d => d.Tokens)]);
            long started = Stopwatch.GetTimestamp();
            using (DisposeScope scope = NewDisposeScope())
            using (no_grad())
                model.Logits(model.Forward(batch));
            if (i > 0)
                rates.Add(batch.TokenCount / Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        return Median(rates);
    }

    /// <summary>Tokens a second of the median of the updates, optimiser included, after one to warm up.</summary>
    private static double Training(DecoderModel model, PrimerDocuments documents, string folder, int updates)
    {
        var rates = new List<double>();
        var options = new PretrainOptions
        {
            Steps = updates + 1, BatchTokens = 2 * MicroBatchTokens, MicroBatchTokens = MicroBatchTokens, WindowDocuments = 1024, CheckpointEvery = 0,
        };
        using var pretrainer = new Pretrainer(options, model, documents, folder);
        pretrainer.Run(step => rates.Add(step.Tokens / step.Seconds), CancellationToken.None);
        return Median(rates.Skip(1));
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
