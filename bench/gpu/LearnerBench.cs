using System.Diagnostics;
using System.Text.Json;
using AspireIF.Models.Configuration;
using AspireIF.Models.Lora;
using AspireIF.Models.Native;
using AspireIF.Models.Native.Cuda;
using AspireIF.Models.Transformer;
using AspireIF.Training.Losses;
using AspireIF.Training.Optimisation;
using TorchSharp;
using static TorchSharp.torch;
using AdamW = AspireIF.Training.Optimisation.AdamW;

namespace AspireIF.Bench.Gpu;

/// <summary>
/// A learner's step at the shape of Qwen2.5-1.5B: sequences of 2,048 tokens, cross-entropy through the chunked head, clipping, AdamW with fp32 master weights and moments.
/// Arguments: sequences of a step (16), tokens of a micro-batch (16384), tokens of a head chunk (4096), "plain" for single operations, "recompute", "8bit" for the moments, "parts" for where the time goes,
/// "others" for a reference (whose log-probabilities are part of the step) and a classifier beside it, "7b" for Qwen2.5-7B's shape with an adapter of rank 16 on all maps, "qwen3" for Qwen3-1.7B's.
/// </summary>
internal static class LearnerBench
{
    private const double PeakFlops = 989e12; // bf16 of an H100 by its datasheet
    private const int Length = 2048, Rounds = 3;

    public static int Run(string[] args)
    {
        int[] numbers = [.. args.Where(a => int.TryParse(a, out _)).Select(a => int.Parse(a, null))];
        int sequences = numbers.ElementAtOrDefault(0) is > 0 and var s ? s : 16, micro = numbers.ElementAtOrDefault(1) is > 0 and var m ? m : 16_384, chunk = numbers.ElementAtOrDefault(2) is > 0 and var c ? c : 4096;
        bool recompute = args.Contains("recompute"), plain = args.Contains("plain"), eightBits = args.Contains("8bit");
        TorchRuntime.Load();
        ModelConfiguration shape = args.Contains("7b") ? Shapes.Qwen7 : args.Contains("qwen3") ? Shapes.Qwen3 : Shapes.Qwen15;
        using DecoderModel model = Shapes.Create(shape, CUDA, ScalarType.BFloat16);
        model.FusedLayers = !plain;
        foreach (var parameter in model.Parameters.Values)
            parameter.requires_grad = true;
        using LoraAdapter? adapter = args.Contains("7b") ? LoraAdapter.Create(model, new LoraConfiguration(16, 32, ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"])) : null;
        using DecoderModel? reference = args.Contains("others") && adapter is null ? Shapes.Create(shape, CUDA, ScalarType.BFloat16) : null;
        using DecoderModel? classifier = args.Contains("others") ? Shapes.Create(Shapes.Qwen15 with { Head = ModelHead.Classification, Classes = 2 }, CUDA, ScalarType.BFloat16) : null;
        using var parameters = new FlatParameters((adapter?.Parameters ?? model.Parameters).Select(entry => (entry.Key, entry.Value)));
        using var optimiser = new AdamW(parameters, new AdamWOptions { EightBitMoments = eightBits });

        var random = new Random(1);
        PackedBatch[] batches = [.. Enumerable.Range(0, sequences).Select(_ => (int[])[.. Enumerable.Range(0, Length).Select(_ => random.Next(shape.VocabularySize))])
            .Chunk(Math.Max(1, micro / Length)).Select(chunk => PackedBatch.Of(chunk))];
        var phases = new double[3]; // forward; head and backward; optimiser
        var seconds = new List<double>();
        for (int round = -2; round < Rounds; round++)
        {
            cuda.synchronize();
            long started = Stopwatch.GetTimestamp();
            Step(model, reference, parameters, optimiser, batches, chunk, recompute, null);
            cuda.synchronize();
            if (round >= 0)
                seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        Step(model, reference, parameters, optimiser, batches, chunk, recompute, phases);
        seconds.Sort();
        double time = seconds[Rounds / 2], tokens = (double)sequences * Length, rate = tokens / time, mfu = Shapes.TrainingFlops(shape, Length) * rate / PeakFlops;
        (long used, long total) = CudaDevice.Of(0).Memory();
        long planned = GpuMemoryPlan.Of(shape, new GpuMemoryRequest
        {
            MicroBatchTokens = micro, HeadChunkTokens = chunk, Recompute = recompute, EightBitMoments = eightBits, AdapterRank = adapter is null ? 0 : 16, Reference = reference is not null,
        }).Total + (classifier is null ? 0 : new ModelMemory(classifier.Configuration).Weights(2));
        Console.WriteLine($"learner, {(adapter is null ? args.Contains("qwen3") ? "Qwen3 1.7B" : "1.5B" : "7B with LoRA (MFU as if all were trained)")}{(classifier is null ? "" : reference is null ? " + classifier" : " + reference + classifier")}, {sequences} x {Length}, micro-batches of {micro}, head chunks of {chunk}{(recompute ? ", recompute" : "")}{(plain ? ", single operations" : "")}{(eightBits ? ", moments in 8 bits" : "")}: " +
            $"{time * 1e3:F1} ms, {rate:N0} tokens/s, MFU {mfu:P1}, {used / 1e9:F1} of {total / 1e9:F1} GB in use (planned {planned / 1e9:F1})");
        Console.WriteLine($"  with a stop after each: forward {phases[0] * 1e3:F1} ms, head and backward {phases[1] * 1e3:F1} ms, optimiser {phases[2] * 1e3:F1} ms");
        Console.WriteLine(JsonSerializer.Serialize(new { bench = "gpu-learner", model = adapter is null ? args.Contains("qwen3") ? "Qwen3 1.7B" : "1.5B" : "7B LoRA", others = classifier is not null, sequences, length = Length, micro, chunk, recompute, plain, moment_bits = eightBits ? 8 : 32, seconds = time, tokens_s = rate, mfu, memory_bytes = used, planned_bytes = planned }));
        if (args.Contains("parts"))
            LearnerParts.Print(model, Math.Min(micro, sequences * Length), chunk, Length);
        return 0;
    }

    private static void Step(DecoderModel model, DecoderModel? reference, FlatParameters parameters, AdamW optimiser, PackedBatch[] batches, int chunk, bool recompute, double[]? phases)
    {
        long started = Stopwatch.GetTimestamp();
        parameters.ZeroGradients();
        using Scalar weight = -1.0 / batches.Sum(batch => batch.TokenCount);
        foreach (PackedBatch batch in batches)
        {
            using var scope = NewDisposeScope();
            long[] targets = [.. batch.Tokens.ToArray().Skip(1).Append(0).Select(token => (long)token)];
            if (reference is not null)
            {
                using IDisposable noGrad = no_grad();
                using DisposeScope frozen = NewDisposeScope();
                ChunkedHead.Forward(reference.Forward(batch), reference.Head, targets, chunk);
            }
            Tensor hidden = model.Forward(batch, recompute);
            Mark(0);
            ChunkedHead.Backward(hidden, model.Head, targets, chunk, (logProbs, _) => logProbs.sum().mul(weight));
            Mark(1);
        }
        using Tensor norm = parameters.ClipGradients(1);
        optimiser.Step(1e-6);
        Mark(2);

        void Mark(int phase)
        {
            if (phases is null)
                return;
            cuda.synchronize();
            phases[phase] += Stopwatch.GetElapsedTime(started).TotalSeconds;
            started = Stopwatch.GetTimestamp();
        }
    }
}
