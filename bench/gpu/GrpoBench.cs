using System.Diagnostics;
using System.Text.Json;
using AspireIF.Models.Configuration;
using AspireIF.Models.Generation;
using AspireIF.Models.Native;
using AspireIF.Models.Native.Cuda;
using AspireIF.Models.Transformer;
using AspireIF.Training.Policy;
using AspireIF.Training.Rewards;
using static TorchSharp.torch;

namespace AspireIF.Bench.Gpu;

/// <summary>
/// A whole GRPO step at the shape of Qwen2.5-1.5B, policy, reference and classifier on one GPU: 48 prompts of 100 to 160 tokens x 8 answers of 412 to 612 tokens from the engine, which
/// works on the learner's own weights; their scores on 5 constraints each; reference log-probabilities; one update; the engine told of the new weights.
/// Arguments: tokens of a micro-batch (13312), of a head chunk (4096), "trace" for the GPU's idle share too.
/// </summary>
internal static class GrpoBench
{
    private const int Prompts = 48, Answers = 8, Constraints = 5, LongestPrompt = 160, LongestAnswer = 612;

    public static int Run(string[] args)
    {
        int[] numbers = [.. args.Where(a => int.TryParse(a, out _)).Select(a => int.Parse(a, null))];
        int micro = numbers.Length > 0 ? numbers[0] : 13_312, chunk = numbers.Length > 1 ? numbers[1] : 4096;
        TorchRuntime.Load();
        using DecoderModel model = Shapes.Create(Shapes.Qwen15, CUDA, ScalarType.BFloat16), reference = Shapes.Create(Shapes.Qwen15, CUDA, ScalarType.BFloat16),
            classifier = Shapes.Create(Shapes.Qwen15 with { Head = ModelHead.Classification, Classes = 2 }, CUDA, ScalarType.BFloat16);
        // The trainer lays the weights out anew, so it comes first.
        using var trainer = new PolicyTrainer(new PolicyOptions { KlCoefficient = 0.01, MicroBatchTokens = micro, HeadChunkTokens = chunk, SpreadThreshold = 0 }, model, reference);
        using var engine = GenerationEngine.OnGpu(model, new EngineOptions { MaxSequences = Prompts * Answers, MaxContext = LongestPrompt + LongestAnswer, MemoryBytes = 15L << 30 });
        var random = new Random(1);
        var steps = new List<GrpoTimes>();
        for (int round = 0; round < 3; round++)
        {
            GrpoTimes times = Step(round);
            Console.WriteLine(times);
            steps.Add(times);
        }
        GrpoTimes last = steps[1].Total < steps[2].Total ? steps[1] : steps[2];
        double? idle = null;
        if (args.Contains("trace"))
        {
            GrpoTimes traced = last;
            List<(ulong, ulong)> intervals = GpuTrace.Of(() => traced = Step(3));
            double whole = GpuTrace.Whole(intervals), all = GpuTrace.Idle(intervals, 0), wide = GpuTrace.Idle(intervals, 20_000), start = 0;
            idle = all / whole;
            Console.WriteLine($"traced: {traced}\n  {intervals.Count:N0} kernels and copies over {whole:F2} s; nothing ran for {all:F3} s ({all / whole:P1}), in gaps of at least 20 us {wide:F3} s ({wide / whole:P1})");
            foreach ((string part, double seconds) in (ReadOnlySpan<(string, double)>)[("rollouts", traced.Rollout), ("scores", traced.Score), ("reference", traced.Reference), ("gradient", traced.Gradient + traced.Optimiser + traced.Swap)])
            {
                Console.WriteLine($"  {part,-10} {GpuTrace.Idle(intervals, 0, start, start + seconds):F3} s of {seconds:F2} s idle, in gaps of at least 20 us {GpuTrace.Idle(intervals, 20_000, start, start + seconds):F3}, of 1 ms {GpuTrace.Idle(intervals, 1_000_000, start, start + seconds):F3}");
                start += seconds;
            }
        }
        (long used, _) = CudaDevice.Of(0).Memory();
        Console.WriteLine($"a step of {Prompts * Answers} answers of about 512 tokens: {last.Total:F2} s: rollouts {last.Rollout / last.Total:P0}, scores {last.Score / last.Total:P0}, "
            + $"reference {last.Reference / last.Total:P0}, gradient {last.Gradient / last.Total:P0}, optimiser {last.Optimiser / last.Total:P0}, new weights {last.Swap * 1e3:F2} ms; {used / 1e9:F1} GB in use");
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            bench = "gpu-policy", answers = Prompts * Answers, micro, seconds = last.Total, tokens = last.Tokens, rollout_s = last.Rollout, score_s = last.Score, reference_s = last.Reference,
            gradient_s = last.Gradient, optimiser_s = last.Optimiser, swap_s = last.Swap, idle, memory_bytes = used,
        }));
        return 0;

        GrpoTimes Step(int round)
        {
            long started = Stopwatch.GetTimestamp();
            GenerationRequest[][] requests = [.. Enumerable.Range(0, Prompts).Select(_ => Group())];
            GenerationResult[] results = Task.WhenAll(requests.SelectMany(group => engine.GenerateGroup(group)).ToList()).GetAwaiter().GetResult();
            double rollout = Lap(ref started);
            float[][] margins = ClassifierPass.Logits(classifier, [.. results.Select(result => new PrefixGroup(result.Tokens, [.. Enumerable.Range(0, Constraints).Select(_ => Tokens(10, 20))]))], micro);
            double score = Lap(ref started);
            ResponseGroup[] groups = [.. requests.Select((group, i) => new ResponseGroup($"{i}", Constraints, [.. group[0].Prompt], [.. Enumerable.Range(0, Answers).Select(j => Sample(i * Answers + j))]))];
            PolicyStep step = trainer.Update(groups);
            cuda.synchronize();
            double update = Lap(ref started);
            engine.SwapWeightsAsync(model, round + 1).GetAwaiter().GetResult();
            double swap = Lap(ref started);
            return new GrpoTimes(rollout, score, step.Seconds.LogProbs, update - step.Seconds.LogProbs - step.Seconds.Optimiser, step.Seconds.Optimiser, swap, results.Sum(r => (long)r.Tokens.Length), step.MismatchKl, step.GradientNorm);

            PolicySample Sample(int i) => new(results[i].Tokens, results[i].LogProbs, results[i].PolicyVersions, margins[i].Average(margin => 1 / (1 + Math.Exp(-margin))), true);
        }

        GenerationRequest[] Group()
        {
            int[] prompt = Tokens(100, LongestPrompt);
            return [.. Enumerable.Range(0, Answers).Select(_ => new GenerationRequest(prompt) { Seed = (ulong)random.NextInt64(), MaxNewTokens = random.Next(412, LongestAnswer + 1) })];
        }

        int[] Tokens(int least, int most) => [.. Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => random.Next(Shapes.Qwen15.VocabularySize))];
    }

    private static double Lap(ref long started)
    {
        long from = started;
        return Stopwatch.GetElapsedTime(from, started = Stopwatch.GetTimestamp()).TotalSeconds;
    }

    /// <summary>Seconds by part.</summary>
    private sealed record GrpoTimes(double Rollout, double Score, double Reference, double Gradient, double Optimiser, double Swap, long Tokens, double MismatchKl, double Norm)
    {
        public double Total => Rollout + Score + Reference + Gradient + Optimiser + Swap;

        public override string ToString() => $"step {Total:F2} s: rollouts {Rollout:F2} ({Tokens / Rollout:N0} tokens/s), scores {Score:F2} ({Prompts * Answers * Constraints / Score:N0} pairs/s), "
            + $"reference {Reference:F2}, gradient {Gradient:F2}, optimiser {Optimiser:F3}, weights {Swap * 1e3:F2} ms; divergence from the sampler {MismatchKl:E1}, norm {Norm:F3}";
    }
}
