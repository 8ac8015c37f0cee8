using System.Diagnostics;
using System.Text.Json;
using AspireIF.Models.Configuration;
using AspireIF.Models.Generation;
using AspireIF.Models.Native;
using AspireIF.Models.Sharing;
using AspireIF.Models.Transformer;
using AspireIF.Training.Optimisation;
using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Bench.Gpu;

/// <summary>
/// New weights from a learner's process to the engine of another one on the same machine, at the shape of Qwen2.5-1.5B: from the moment at which they are ready to the moment at which the
/// engine generates with them. Then the learner is killed in the middle of it, some times. Arguments: "memory" through shared memory instead of the GPU's own, "gpu=1" for a
/// learner that sees that GPU only (CUDA_VISIBLE_DEVICES), "cpu" (a small model).
/// </summary>
internal static class SwapBench
{
    private const int Rounds = 8, Kills = 5;

    public static async Task<int> RunAsync(string[] args)
    {
        TorchRuntime.Load();
        bool cpu = args.Contains("cpu"), memory = args.Contains("memory") || cpu;
        ModelConfiguration shape = cpu ? DecodeModels.Tiny : Shapes.Qwen15;
        ScalarType type = cpu ? ScalarType.Float32 : ScalarType.BFloat16;
        Device device = cpu ? CPU : CUDA;
        string? gpu = args.FirstOrDefault(a => a.StartsWith("gpu=", StringComparison.Ordinal))?[4..];
        if (args.Contains("learner"))
            return Learn(Shapes.Create(shape, device, type), memory);

        using DecoderModel model = Shapes.Create(shape, device, type);
        var options = new EngineOptions { MaxSequences = 8, MaxContext = 256, MemoryBytes = cpu ? 64L << 20 : 8L << 30 };
        using GenerationEngine engine = cpu ? GenerationEngine.OnCpu(model, options) : GenerationEngine.OnGpu(model, options);
        var request = new GenerationRequest([1, 2, 3]) { MaxNewTokens = 8 };
        var times = new List<double>();
        bool sound = true;
        using (var learner = new Learner([.. args, "learner"], gpu))
        {
            using SharedWeightsReader reader = SharedWeightsReader.TryOpen(learner.Offer, Console.WriteLine)!;
            for (int version = 1; version <= Rounds; version++)
            {
                long ready = learner.Publish(version);
                long found = Stopwatch.GetTimestamp();
                using DecoderModel read = reader.TryRead(version, shape, type, device) ?? throw new InvalidOperationException($"version {version} is not to be had");
                long copied = Stopwatch.GetTimestamp();
                await engine.SwapWeightsAsync(read, version);
                double seconds = Stopwatch.GetElapsedTime(ready).TotalSeconds;
                Console.WriteLine($"version {version}: published {Ms(ready, found):F2} ms, copied {Ms(found, copied):F2} ms, in use after {seconds * 1e3:F2} ms");
                times.Add(seconds);
                sound &= Same(read, version) && (cpu || Same(model, version));
            }
        }
        for (int kill = 0; kill < Kills; kill++)
        {
            using var learner = new Learner([.. args, "learner"], gpu);
            using SharedWeightsReader reader = SharedWeightsReader.TryOpen(learner.Offer, _ => { })!;
            learner.Publish(1);
            Task killed = Task.Delay(TimeSpan.FromMilliseconds(20 + (7 * kill))).ContinueWith(_ => learner.Kill(), TaskScheduler.Default);
            int reads = 0;
            while (reader.TryRead(1, shape, type, device) is { } read)
            {
                if (reads++ % 8 == 0)
                    sound &= Same(read, 1);
                read.Dispose();
            }
            await killed;
            using DecoderModel? late = reader.TryRead(1, shape, type, device);
            GenerationResult answer = await engine.GenerateAsync(request);
            sound &= late is null && answer.Tokens.Length == 8;
            Console.WriteLine($"learner killed after {reads} reads: the engine goes on");
        }
        double own = await OwnProcessAsync(engine, Shapes.Create(shape, device, type), memory);
        times.Sort();
        double median = times[times.Count / 2];
        Console.WriteLine($"from ready to in use: median {median * 1e3:F2} ms, worst {times[^1] * 1e3:F2} ms, from a learner in this process {own * 1e3:F2} ms; weights {(sound ? "as published" : "WRONG")}");
        Console.WriteLine(JsonSerializer.Serialize(new { bench = "gpu-swap", way = memory ? "shared memory" : "GPU memory", gpu, model = cpu ? "tiny" : "1.5B", median_s = median, worst_s = times[^1], own_process_s = own, sound }));
        return sound ? 0 : 1;
    }

    /// <summary>The same where the learner is in the engine's process.</summary>
    private static async Task<double> OwnProcessAsync(GenerationEngine engine, DecoderModel trained, bool memory)
    {
        using DecoderModel learned = trained;
        using SharedWeights shared = SharedWeights.TryCreate(learned, memory, Console.WriteLine)!;
        using SharedWeightsReader reader = SharedWeightsReader.TryOpen(shared.Offer, _ => { })!;
        double seconds = 0;
        for (int version = 1; version <= Rounds; version++)
        {
            long ready = Stopwatch.GetTimestamp();
            shared.Publish(version);
            using DecoderModel read = reader.TryRead(version, learned.Configuration, learned.DataType, learned.Device) ?? throw new InvalidOperationException($"version {version} is not to be had");
            await engine.SwapWeightsAsync(read, version);
            seconds = Stopwatch.GetElapsedTime(ready).TotalSeconds;
        }
        return seconds;
    }

    /// <summary>The other process: on each line of its input the weights become the number on it, and that version.</summary>
    private static int Learn(DecoderModel model, bool memory)
    {
        using var buffers = new FlatParameters(model.Parameters.Select(entry => (entry.Key, entry.Value))); // as a trainer keeps them
        using SharedWeights shared = SharedWeights.TryCreate(model, memory, Console.Error.WriteLine)!;
        Console.WriteLine(JsonSerializer.Serialize(shared.Offer));
        while (Console.ReadLine() is { } line)
        {
            long version = long.Parse(line, null);
            shared.Withdraw();
            using (no_grad())
            using (Scalar value = Value(version))
            {
                foreach (var parameter in model.Parameters.Values)
                    parameter.fill_(value);
            }
            if (model.Device.type == DeviceType.CUDA)
                cuda.synchronize();
            long ready = Stopwatch.GetTimestamp();
            shared.Publish(version);
            Console.WriteLine(ready);
        }
        return 0;
    }

    private static float Value(long version) => version / 64f;

    private static bool Same(DecoderModel model, long version)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        using Scalar value = Value(version);
        return model.Parameters.Values.All(parameter => parameter.eq(value).all().item<bool>());
    }

    private static double Ms(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;

    private sealed class Learner : IDisposable
    {
        private readonly Process _process;

        /// <param name="gpu">The only one that it sees; null: those that this process sees.</param>
        public Learner(string[] arguments, string? gpu)
        {
            string program = Environment.ProcessPath!;
            string[] host = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
            var start = new ProcessStartInfo(program, [.. host, "gpu-swap", .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true };
            if (gpu is not null)
                start.Environment["CUDA_VISIBLE_DEVICES"] = gpu;
            _process = Process.Start(start)!;
            Offer = JsonSerializer.Deserialize<SharedWeightsOffer>(_process.StandardOutput.ReadLine()!)!;
        }

        public SharedWeightsOffer Offer { get; }

        /// <returns>When the weights were ready; the clock is the machine's.</returns>
        public long Publish(long version)
        {
            _process.StandardInput.WriteLine(version);
            return long.Parse(_process.StandardOutput.ReadLine()!, null);
        }

        public void Kill() => _process.Kill();

        public void Dispose()
        {
            _process.StandardInput.Close();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
