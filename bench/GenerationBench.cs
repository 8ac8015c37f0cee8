using System.Diagnostics;
using System.Text.Json;
using AspireIF.Models.Configuration;
using AspireIF.Models.Generation;
using AspireIF.Models.Generation.Cpu;
using AspireIF.Models.Transformer;
using static TorchSharp.torch;

namespace AspireIF.Bench;

/// <summary>
/// Tokens per second of the generation engine on the CPU, a 1.4 M-parameter model, 256 sequences in flight, beside one forward of the same
/// model (torch, no gradients) over as many tokens; where the time goes; and whether memory grows over 200,000 tokens.
/// Arguments: [tokens, default 200000] [a model folder instead of random weights].
/// </summary>
internal static class GenerationBench
{
    private const int InFlight = 256, PromptTokens = 24, Rounds = 5;

    private static readonly ModelConfiguration Configuration = new()
    {
        Family = ModelFamily.Qwen2, VocabularySize = 3072, HiddenSize = 128, IntermediateSize = 344, Layers = 5, QueryHeads = 4, KeyValueHeads = 4,
        HeadDimension = 32, MaxPositions = 256, TiedEmbeddings = true, QueryKeyValueBias = true,
    };

    public static int Run(string[] args)
    {
        var tokens = args.Length > 0 ? int.Parse(args[0]) : 200_000;
        using var model = args.Length > 1 ? DecoderModel.Load(args[1]) : DecoderModel.Create(Configuration, seed: 1);
        var options = new EngineOptions { MaxSequences = InFlight };
        var backend = new CpuBackend(model, options); // the engine owns it
        using var engine = new GenerationEngine(backend, InFlight);
        Console.WriteLine($"{model.Parameters.Values.Sum(p => p.numel()):N0} parameters, {Environment.ProcessorCount} cores, plan {GenerationEngine.PlanOnCpu(model.Configuration, options)}");

        Generate(engine, 20_000, seed: 0); // warm up
        Forward(model, [.. Enumerable.Repeat(model.Configuration.MaxPositions, 16)]);
        var (decode, forward, ratios, cpuRatios, growth) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), 0.0);
        var times = new StepTimes();
        for (var round = 1; round <= Rounds; round++)
        {
            var timesBefore = backend.Times();
            var (residentBefore, cpuBefore, clock) = (Resident(), Cpu(), Stopwatch.StartNew());
            var results = Generate(engine, tokens / Rounds, round);
            var generated = results.Sum(r => r.Tokens.Length);
            decode.Add(generated / clock.Elapsed.TotalSeconds);
            var cpuDecode = generated / (Cpu() - cpuBefore);
            growth += Resident() - residentBefore;
            times.Add(backend.Times());
            times.Subtract(timesBefore);

            List<int> lengths = [.. results.Select(r => r.Tokens.Length + PromptTokens)];
            cpuBefore = Cpu();
            forward.Add(Forward(model, lengths));
            var cpuForward = lengths.Sum() / (Cpu() - cpuBefore);
            ratios.Add(decode[^1] / forward[^1]);
            cpuRatios.Add(cpuDecode / cpuForward);
            Console.WriteLine(
                $"round {round}: decode {decode[^1],7:N0} tokens/s ({cpuDecode,7:N0} per CPU second) of {generated:N0}; "
                + $"torch forward {forward[^1],7:N0} ({cpuForward,7:N0}); ratio {ratios[^1]:F2} ({cpuRatios[^1]:F2})");
        }

        var total = times.Projections + times.Attention + times.Head + times.Sampling + times.Other;
        foreach (var (name, ticks) in new[]
                 {
                     ("projections", times.Projections), ("attention", times.Attention), ("head", times.Head), ("sampling", times.Sampling),
                     ("norms, rotary, SwiGLU, cache writes", times.Other),
                 })
            Console.WriteLine($"{name,-38}{100.0 * ticks / total,6:F1} %");
        Console.WriteLine($"resident memory grew by {growth / 1e6:F1} MB over {tokens:N0} tokens");
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            bench = "generation", decode_tokens_per_s = Math.Round(Median(decode)), forward_tokens_per_s = Math.Round(Median(forward)),
            ratio = Math.Round(Median(ratios), 2), ratio_per_cpu_second = Math.Round(Median(cpuRatios), 2), resident_growth_mb = Math.Round(growth / 1e6, 1),
        }));
        return 0;
    }

    /// <summary>Requests of various lengths, always enough of them waiting; about the given number of tokens.</summary>
    private static GenerationResult[] Generate(GenerationEngine engine, int tokens, int seed)
    {
        var random = new Random(seed);
        var tasks = new List<Task<GenerationResult>>();
        while (tokens > 0)
        {
            var length = random.Next(64, Configuration.MaxPositions - PromptTokens);
            tokens -= length;
            var prompt = Enumerable.Range(0, PromptTokens).Select(_ => random.Next(Configuration.VocabularySize)).ToArray();
            tasks.Add(engine.GenerateAsync(new GenerationRequest(prompt) { MaxNewTokens = length, Seed = (ulong)random.NextInt64() }));
        }
        return Task.WhenAll(tasks).Result;
    }

    /// <summary>Tokens per second of the model's forward, logits included, over packed sequences of these lengths.</summary>
    private static double Forward(DecoderModel model, List<int> lengths)
    {
        var random = new Random(1);
        var clock = Stopwatch.StartNew();
        foreach (var batch in lengths.Order().Chunk(16))
        {
            using var scope = NewDisposeScope();
            using var noGradients = no_grad();
            model.Logits(model.Forward(PackedBatch.Of([.. batch.Select(n => Enumerable.Range(0, n).Select(_ => random.Next(Configuration.VocabularySize)).ToArray())])));
        }
        return lengths.Sum() / clock.Elapsed.TotalSeconds;
    }

    private static double Resident()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    /// <summary>Processor seconds of this process so far; unlike the clock they do not count what else the machine does.</summary>
    private static double Cpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
