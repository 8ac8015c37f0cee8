using System.Diagnostics;
using System.Text.Json;
using AspireIF.Models.Configuration;
using AspireIF.Models.Generation;
using AspireIF.Models.Generation.Cuda;
using AspireIF.Models.Native.Cuda;
using AspireIF.Models.Transformer;

namespace AspireIF.Bench.Gpu;

/// <summary>
/// Decode steps of the CUDA path, sampling included, beside the roofline measured in the same run: per operation the larger of its bytes over the copy
/// bandwidth and its operations over the rate of a large bf16 product. A step's time is that of steps one behind the other as the engine takes them (each is
/// packed and launched before the tokens of the one before are known), its latency that of one alone. Arguments: model shape (1.5b, 7b), context, batches separated by commas,
/// "8bit" for the layers' weights in 8 bits.
/// </summary>
internal static class DecodeBench
{
    private const int Successive = 32; // steps one behind the other

    public static int Run(string[] args)
    {
        var eightBits = args.Contains("8bit");
        args = [.. args.Where(a => a != "8bit")];
        var name = args.ElementAtOrDefault(0) ?? "1.5b";
        var configuration = DecodeModels.Named(name);
        var context = int.Parse(args.ElementAtOrDefault(1) ?? "1024");
        int[] batches = [.. (args.ElementAtOrDefault(2) ?? "16,64,256").Split(',').Select(int.Parse)];
        using var model = DecodeModels.Create(configuration);
        var (bandwidth, rate) = (GpuClock.CopyRate(), GpuClock.ProductRate());
        Console.WriteLine($"{name}{(eightBits ? ", 8-bit weights" : "")}, context {context}: device copy {bandwidth / 1e12:F2} TB/s, bf16 product {rate / 1e12:F0} TFLOP/s");
        using var backend = DecodeModels.Backend(model, batches.Max(), context + Successive, eightBits: eightBits);
        foreach (var batch in batches)
        {
            var sequences = Sequences(backend, configuration, batch, context);
            var segments = sequences.Select(s => new StepSegment(s, s.Length - 1, 1)).ToList();
            var choices = new TokenChoice[batch];
            var padded = ProductShape.Padded(batch);
            var clock = Stopwatch.StartNew();
            backend.Step(segments, choices);
            var compile = clock.Elapsed.TotalSeconds;
            backend.Upload(segments, padded, padded);
            var whole = Time(backend, backend.GraphFor(padded), 60);
            for (var i = 0; i < 20; i++)
                backend.Step(segments, choices);
            clock.Restart();
            for (var i = 0; i < 60; i++)
                backend.Step(segments, choices);
            var latency = clock.Elapsed.TotalMilliseconds / 60;
            var step = Overlapped(backend, sequences, context) * 1e3;

            var roofline = 0.0;
            Console.WriteLine($"batch {batch}: shapes {backend.ShapesFor(padded)}, first step {compile:F1} s");
            foreach (var (part, bytes, operations) in Parts(configuration, batch, context, eightBits ? 1 : 2))
            {
                using var graph = backend.Record(padded, part);
                backend.Upload(segments, padded, padded);
                var time = Time(backend, graph, 20);
                var floor = Math.Max(bytes / bandwidth, operations / rate) * 1e3;
                roofline += floor;
                Console.WriteLine($"  {part,-14} {time,7:F3} ms, floor {floor,6:F3} ({floor / time,4:P0}), {bytes / time / 1e9,5:F2} TB/s");
            }
            Console.WriteLine($"  step {step:F3} ms (graph {whole:F3}; alone, with upload and synchronisation, {latency:F3}), roofline {roofline:F3}: {roofline / step:P1} (graph {roofline / whole:P1}); {batch / step * 1e3:N0} tokens/s");
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                bench = "gpu-decode", model = name, weight_bits = eightBits ? 8 : 16, context, batch, graph_ms = Math.Round(whole, 3), step_ms = Math.Round(step, 3), latency_ms = Math.Round(latency, 3), roofline_ms = Math.Round(roofline, 3),
                share = Math.Round(roofline / step, 3), tokens_per_s = Math.Round(batch / step * 1e3), copy_tb_per_s = Math.Round(bandwidth / 1e12, 2), product_tflops = Math.Round(rate / 1e12),
            }));
        }
        return 0;
    }

    /// <summary>Seconds of a decode step, as the engine's backend does it alone and as its graph alone.</summary>
    public static (double Step, double Graph) Step(DecoderModel model, int batch, int context)
    {
        using var backend = DecodeModels.Backend(model, batch, context + Successive);
        var sequences = Sequences(backend, model.Configuration, batch, context);
        backend.Step([.. sequences.Select(s => new StepSegment(s, s.Length - 1, 1))], new TokenChoice[batch]);
        return (Overlapped(backend, sequences, context), Time(backend, backend.GraphFor(ProductShape.Padded(batch)), 60) / 1e3);
    }

    /// <summary>
    /// Seconds of a step among steps that overlap, from the end of the first to the end of the last: making the sequences, and a step that nothing runs ahead of, are not counted.
    /// The context grows from a little under what is asked for to a little over it.
    /// </summary>
    private static double Overlapped(CudaBackend backend, List<Sequence> sequences, int context)
    {
        const int Rounds = 4;
        var choices = new TokenChoice[sequences.Count];
        var clock = new Stopwatch();
        for (var round = 0; round < Rounds; round++)
        {
            List<Sequence> copies = [.. sequences.Select(s => DecodeModels.Continued(s, s.Tokens[..(context - Successive / 2)].ToArray()))];
            for (var step = 0; step <= Successive; step++)
            {
                if (step < Successive)
                {
                    backend.Begin([.. copies.Select(s => new StepSegment(s, s.Length - 1, 1))]);
                    for (var i = 0; i < copies.Count; i++)
                        copies[i].AppendUnknown(i);
                }
                if (step == 0)
                    continue;
                backend.End(choices);
                if (step == 1 && round > 0)
                    clock.Start(); // the first round warms up
                for (var i = 0; i < copies.Count; i++)
                    copies[i].Settle(choices[i].Token);
            }
            clock.Stop();
        }
        return clock.Elapsed.TotalSeconds / ((Rounds - 1) * (Successive - 1));
    }

    internal static List<Sequence> Sequences(CudaBackend backend, ModelConfiguration configuration, int batch, int context)
    {
        var random = new Random(1);
        var pages = DecodeModels.Pages(backend);
        return [.. Enumerable.Range(0, batch).Select(i => DecodeModels.Sequence(
            [.. Enumerable.Range(0, context).Select(_ => random.Next(configuration.VocabularySize))], new SamplingOptions(), (ulong)i, pages, context + Successive))];
    }

    /// <summary>Bytes that must be moved and operations that must be done, all layers.</summary>
    /// <param name="weightBytes">Of a weight of the layers.</param>
    private static IEnumerable<(PassParts Part, double Bytes, double Operations)> Parts(ModelConfiguration m, int batch, int context, int weightBytes)
    {
        double hidden = m.HiddenSize, queries = m.QueryHeads * m.HeadDimension, keys = m.KeyValueHeads * m.HeadDimension, wide = m.IntermediateSize;
        yield return Product(PassParts.QueryKeyValue, (queries + 2 * keys) * hidden * m.Layers);
        yield return (PassParts.Attention, 4 * keys * context * batch * m.Layers, 4 * queries * context * batch * m.Layers);
        yield return Product(PassParts.Output, queries * hidden * m.Layers);
        yield return Product(PassParts.GateUp, 2 * wide * hidden * m.Layers);
        yield return Product(PassParts.Down, wide * hidden * m.Layers);
        yield return Product(PassParts.Head, m.VocabularySize * hidden, 2);
        yield return (PassParts.Sample, 2.0 * batch * ((m.VocabularySize + 127) / 128) * 8, 0);
        yield return (PassParts.Embed, 8.0 * batch * hidden, 0);

        (PassParts, double, double) Product(PassParts part, double weights, int? bytes = null) => (part, (bytes ?? weightBytes) * weights, 2 * weights * batch);
    }

    /// <summary>Milliseconds of one replay.</summary>
    internal static double Time(CudaBackend backend, Graph graph, int times)
    {
        for (var i = 0; i < 3; i++)
            graph.Launch(backend.Stream);
        CudaDriver.Check(CudaDriver.cuEventCreate(out var start, 0), "event");
        CudaDriver.Check(CudaDriver.cuEventCreate(out var end, 0), "event");
        CudaDriver.Check(CudaDriver.cuEventRecord(start, backend.Stream), "event");
        for (var i = 0; i < times; i++)
            graph.Launch(backend.Stream);
        CudaDriver.Check(CudaDriver.cuEventRecord(end, backend.Stream), "event");
        CudaDriver.Check(CudaDriver.cuEventSynchronize(end), "measuring");
        CudaDriver.Check(CudaDriver.cuEventElapsedTime(out var milliseconds, start, end), "measuring");
        _ = CudaDriver.cuEventDestroy_v2(start);
        _ = CudaDriver.cuEventDestroy_v2(end);
        return milliseconds / times;
    }
}
