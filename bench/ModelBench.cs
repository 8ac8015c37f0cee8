using System.Diagnostics;
using System.Text.Json;
using AspireIF.Models.Configuration;
using AspireIF.Models.Native;
using AspireIF.Models.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Bench;

/// <summary>
/// Forward and training speed of the small model on the CPU, the cost of recomputation, and loading from disk. Arguments: threads (default 2).
/// Speeds are per second on the clock and, for machines that do other work too, per second of processor time.
/// </summary>
internal static class ModelBench
{
    private static readonly ModelConfiguration Small = new()
    {
        Family = ModelFamily.Qwen3, VocabularySize = 3072, HiddenSize = 128, IntermediateSize = 384, Layers = 5, QueryHeads = 4, KeyValueHeads = 2,
        HeadDimension = 32, MaxPositions = 256, TiedEmbeddings = true,
    };

    public static int Run(string[] args)
    {
        var watch = Stopwatch.StartNew();
        TorchRuntime.UseThreads(args.Length > 0 ? int.Parse(args[0], null) : 2);
        double start = watch.Elapsed.TotalMilliseconds;

        using DecoderModel model = DecoderModel.Create(Small);
        var random = new Random(1);
        int[][] equal = [.. Enumerable.Range(0, 16).Select(_ => Tokens(256))], mixed = [.. Enumerable.Range(0, 32).Select(_ => Tokens(random.Next(32, 225)))];
        var rows = new Dictionary<string, double> { ["native libraries, ms"] = start, ["parameters"] = new ModelMemory(Small).Parameters };
        Speed("forward, 16 x 256", equal, batch => Forward(model, batch));
        Speed("forward, 32 of mixed length", mixed, batch => Forward(model, batch));
        Speed("training, 16 x 256", equal, batch => Train(model, batch, recompute: false));
        Speed("training, 32 of mixed length", mixed, batch => Train(model, batch, recompute: false));
        Speed("training with recomputation, 16 x 256", equal, batch => Train(model, batch, recompute: true));
        (rows["loading float32, MB/s"], rows["saving float32, MB/s"]) = Disk();

        foreach ((string name, double value) in rows)
            Console.WriteLine($"{name,-68} {value,14:n0}");
        Console.WriteLine(JsonSerializer.Serialize(rows));
        return 0;

        void Speed(string name, int[][] sequences, Action<PackedBatch> run) =>
            (rows[name + ", tokens/s"], rows[name + ", tokens per processor second"]) = Measure(sequences, run);

        int[] Tokens(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(Small.VocabularySize))];
    }

    /// <summary>Medians of five timed runs after a warm-up.</summary>
    private static (double PerSecond, double PerProcessorSecond) Measure(int[][] sequences, Action<PackedBatch> run)
    {
        PackedBatch batch = PackedBatch.Of(sequences);
        run(batch);
        double[] seconds = new double[5], processor = new double[5];
        for (int i = 0; i < seconds.Length; i++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            var watch = Stopwatch.StartNew();
            run(batch);
            (seconds[i], processor[i]) = (watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
        }
        Array.Sort(seconds);
        Array.Sort(processor);
        return (batch.TokenCount / seconds[2], batch.TokenCount / processor[2]);
    }

    private static void Forward(DecoderModel model, PackedBatch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        model.Logits(model.Forward(batch));
    }

    private static void Train(DecoderModel model, PackedBatch batch, bool recompute)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = model.Logits(model.Forward(batch, recompute));
        nn.functional.cross_entropy(logits, tensor(Array.ConvertAll(batch.Tokens.ToArray(), id => (long)id))).backward();
        foreach (var parameter in model.Parameters.Values)
            parameter.grad!.zero_();
    }

    private static (double Load, double Save) Disk()
    {
        ModelConfiguration larger = Small with { VocabularySize = 32_000, HiddenSize = 1024, IntermediateSize = 2816, HeadDimension = 64, QueryHeads = 16, Layers = 4 };
        double megabytes = new ModelMemory(larger).Weights(4) / 1e6;
        string folder = Path.Combine(Directory.CreateTempSubdirectory("aspireif-bench-").FullName, "model");
        try
        {
            using DecoderModel model = DecoderModel.Create(larger);
            var watch = Stopwatch.StartNew();
            model.Save(folder);
            double save = watch.Elapsed.TotalSeconds;
            watch.Restart();
            DecoderModel.Load(folder).Dispose();
            return (megabytes / watch.Elapsed.TotalSeconds, megabytes / save);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
        }
    }
}
