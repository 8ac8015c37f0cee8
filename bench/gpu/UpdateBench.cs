using System.Diagnostics;
using System.Text.Json;
using AspireIF.Models.Native;
using AspireIF.Models.Native.Cuda;
using AspireIF.Models.Transformer;
using AspireIF.Training.Policy;
using static TorchSharp.torch;

namespace AspireIF.Bench.Gpu;

/// <summary>
/// The learner's part of a GRPO step at the shape of Qwen2.5-1.5B: 48 groups of 8 answers of 412 to 612 tokens after a prompt of 100 to 160, reference log-probabilities, one update.
/// Arguments: tokens of a micro-batch (16384), of a head chunk (4096).
/// </summary>
internal static class UpdateBench
{
    public static int Run(string[] args)
    {
        int micro = args.Length > 0 ? int.Parse(args[0], null) : 16_384, chunk = args.Length > 1 ? int.Parse(args[1], null) : 4096;
        TorchRuntime.Load();
        using DecoderModel model = Shapes.Create(Shapes.Qwen15, CUDA, ScalarType.BFloat16), reference = Shapes.Create(Shapes.Qwen15, CUDA, ScalarType.BFloat16);
        var random = new Random(1);
        ResponseGroup[] groups = [.. Enumerable.Range(0, 48).Select(i => new ResponseGroup($"{i}", 1, Tokens(100, 160), [.. Enumerable.Range(0, 8).Select(j => Answer(j))]))];
        using var trainer = new PolicyTrainer(new PolicyOptions { KlCoefficient = 0.01, MicroBatchTokens = micro, HeadChunkTokens = chunk }, model, reference);
        var steps = new List<(double Seconds, PolicyStep Step)>();
        for (int round = -1; round < 3; round++)
        {
            long started = Stopwatch.GetTimestamp();
            PolicyStep step = trainer.Update(groups);
            cuda.synchronize();
            if (round >= 0)
                steps.Add((Stopwatch.GetElapsedTime(started).TotalSeconds, step));
        }
        (double seconds, PolicyStep median) = steps.OrderBy(s => s.Seconds).ElementAt(1);
        (long used, _) = CudaDevice.Of(0).Memory();
        Console.WriteLine($"an update on 384 answers of about 512 tokens: {seconds:F2} s (reference {median.Seconds.LogProbs:F2}, gradient {median.Seconds.Gradient:F2}, optimiser {median.Seconds.Optimiser:F2}), " +
            $"{median.TrainedTokens / seconds:N0} tokens/s, norm {median.GradientNorm:F3}, {used / 1e9:F1} GB in use");
        Console.WriteLine(JsonSerializer.Serialize(new { bench = "gpu-policy", answers = 384, micro, seconds, tokens = median.TrainedTokens, reference_s = median.Seconds.LogProbs, gradient_s = median.Seconds.Gradient, optimiser_s = median.Seconds.Optimiser }));
        return 0;

        int[] Tokens(int least, int most) => [.. Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => random.Next(Shapes.Qwen15.VocabularySize))];

        PolicySample Answer(int j)
        {
            int[] tokens = Tokens(412, 612);
            return new PolicySample(tokens, [.. tokens.Select(_ => -11.9f)], new long[tokens.Length], j, true);
        }
    }
}
