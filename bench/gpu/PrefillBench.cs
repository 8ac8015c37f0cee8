using System.Diagnostics;
using System.Text.Json;
using AspireIF.Models.Configuration;
using AspireIF.Models.Generation;

namespace AspireIF.Bench.Gpu;

/// <summary>
/// Prompts alone, packed into steps, at the shape of Qwen2.5-1.5B (or, with "qwen3", Qwen3-1.7B), beside the time that their products and causal attention would take at the rate of a large bf16 product.
/// </summary>
internal static class PrefillBench
{
    public static int Run(string[] args)
    {
        var configuration = args.Contains("qwen3") ? Shapes.Qwen3 : Shapes.Qwen15;
        using var model = DecodeModels.Create(configuration);
        var rate = GpuClock.ProductRate();
        using var backend = DecodeModels.Backend(model, 32, 2064, stepRows: 2048);
        foreach (var (count, length) in (ReadOnlySpan<(int, int)>)[(1, 130), (4, 130), (1, 512), (1, 1024), (1, 2048), (4, 512), (15, 130)])
        {
            var random = new Random(1);
            var pages = DecodeModels.Pages(backend);
            var segments = Enumerable.Range(0, count).Select(i => DecodeModels.Sequence(
                [.. Enumerable.Range(0, length).Select(_ => random.Next(configuration.VocabularySize))], new SamplingOptions(), (ulong)i, pages, length)).Select(s => new StepSegment(s, 0, length)).ToList();
            var choices = new TokenChoice[count];
            for (var i = 0; i < 3; i++)
                backend.Step(segments, choices);
            var clock = Stopwatch.StartNew();
            for (var i = 0; i < 10; i++)
                backend.Step(segments, choices);
            var (seconds, floor) = (clock.Elapsed.TotalSeconds / 10, count * Flops(configuration, length) / rate);
            Console.WriteLine($"{count,2} prompts of {length,5}: {seconds * 1e3,7:F2} ms, {count * length / seconds,9:N0} tokens/s, {floor / seconds:P1} of the products' rate ({rate / 1e12:F0} TFLOP/s)");
            Console.WriteLine(JsonSerializer.Serialize(new { bench = "gpu-prefill", shape = configuration.Family.ToString(), prompts = count, length, ms = Math.Round(seconds * 1e3, 3), tokens_per_s = Math.Round(count * length / seconds), share = Math.Round(floor / seconds, 3) }));
        }
        return 0;
    }

    /// <summary>Operations of a prompt: products of all layers, causal attention counted once, logits of the last token.</summary>
    private static double Flops(ModelConfiguration m, double length)
    {
        double queries = m.QueryHeads * m.HeadDimension, keys = m.KeyValueHeads * m.HeadDimension, hidden = m.HiddenSize;
        var layer = hidden * (2 * queries + 2 * keys + 3.0 * m.IntermediateSize);
        return 2 * length * m.Layers * layer + 2 * length * length * queries * m.Layers + 2 * hidden * m.VocabularySize;
    }
}
