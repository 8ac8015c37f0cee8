using AspireIF.Models.Configuration;
using AspireIF.Models.Generation;
using AspireIF.Models.Generation.Cuda;
using AspireIF.Models.Transformer;
using static TorchSharp.torch;

namespace AspireIF.Bench.Gpu;

/// <summary>
/// The CUDA decode path against references: logits against the model's forward in fp32, greedy tokens against its forward in bf16, choices against
/// the CPU's sampler on the same logits, frequencies against the softmax, and a long run. Arguments: part (logits, sampling, long, swap, kernels), model shape, steps; kernels has shapes of its own.
/// "own" leaves out of kernels the prompts through the fused layers, whose products are cuBLAS's: tools that watch every access take long with those, and racecheck reports them.
/// "8bit" for the layers' weights in 8 bits, in logits of a model whose weights are what 8 bits hold of them; what that changes in the logits is told beside.
/// </summary>
internal static class DecodeCheck
{
    public static int Run(string[] args)
    {
        var eightBits = args.Contains("8bit");
        var fusedPrompts = !args.Contains("own");
        args = [.. args.Where(a => a is not ("8bit" or "own"))];
        var (part, shape) = (args.ElementAtOrDefault(0) ?? "logits", args.ElementAtOrDefault(1) ?? "small");
        if (part == "kernels")
            return Kernels(args.ElementAtOrDefault(1), args.ElementAtOrDefault(2)?.Split(',').Select(int.Parse).ToArray(), fusedPrompts, eightBits);
        using var model = DecodeModels.Create(DecodeModels.Named(shape));
        return part switch
        {
            "logits" => Logits(model, shape, eightBits, int.Parse(args.ElementAtOrDefault(2) ?? "40")),
            "sampling" => Sampling(model, shape, eightBits),
            "swap" => Swap(model, shape, eightBits),
            "long" => Long(model, shape, eightBits, int.Parse(args.ElementAtOrDefault(2) ?? "10000")),
            _ => throw new ArgumentException($"no check {part}: logits, sampling, long, swap, kernels"),
        };
    }

    /// <summary>
    /// Every kernel and every cut of it, briefly: to be run under compute-sanitizer. All padded numbers of rows, prompts in pieces and through the fused layers, all kinds of sampling
    /// options; heads of 64 and 128 in groups of 1 to 8.
    /// </summary>
    /// <param name="shapes">small, tiny, heads64 or heads128; all by default.</param>
    /// <param name="counts">Numbers of sequences of small and tiny.</param>
    private static int Kernels(string? shapes, int[]? counts, bool fusedPrompts, bool eightBits)
    {
        foreach (var (name, configuration) in new[] { ("small", DecodeModels.Small with { Layers = 2 }), ("tiny", DecodeModels.Tiny) })
            if ((shapes ?? name) == name)
                Watch(name, configuration, counts ?? [3, 20, 50, 100, 200, 300], fusedPrompts);
        foreach (var dimension in (int[])[64, 128])
            for (var group = 1; group <= 8 && (shapes ?? $"heads{dimension}") == $"heads{dimension}"; group++)
                Watch($"heads of {dimension} in groups of {group}", DecodeModels.Tiny with { HeadDimension = dimension, QueryHeads = 2 * group, Layers = 1 }, [3, 40], fused: false);
        Console.WriteLine("every kernel ran");
        return 0;

        void Watch(string name, ModelConfiguration configuration, int[] some, bool fused)
        {
            using var model = DecodeModels.Create(configuration);
            Kernels(model, some, fused, eightBits);
            Console.WriteLine($"{name}: done");
        }
    }

    private static void Kernels(DecoderModel model, int[] counts, bool fusedPrompts, bool eightBits)
    {
        using var backend = DecodeModels.Backend(model, counts.Max(), 64, eightBits: eightBits);
        var pages = DecodeModels.Pages(backend);
        SamplingOptions[] options =
        [
            new(), SamplingOptions.Greedy, new() { Temperature = 0.7f }, new() { TopK = 20, TopP = 0.9f, MinP = 0.01f, RepetitionPenalty = 1.2f }, new() { TopK = 50 }, new() { TopP = 0.5f },
            new() { MinP = 0.05f }, new() { Temperature = 0, RepetitionPenalty = 1.3f },
        ];
        foreach (var count in counts)
        {
            // Prompts of enough rows for the fused layers, or a few that the decode path takes in pieces.
            var fused = fusedPrompts && count == 50;
            var sequences = Enumerable.Range(0, count).Select(i => DecodeModels.Sequence(
                [.. Enumerable.Range(0, fused ? 24 + i % 33 : 1 + i * 13 % 33).Select(j => (i + j) % model.Configuration.VocabularySize)], options[i % options.Length], (ulong)i, pages, 64)).ToList();
            Prefill(backend, [.. sequences.Take(fused ? count : 3)]);
            for (var step = 0; step < 2; step++)
            {
                var choices = new TokenChoice[count];
                backend.Step([.. sequences.Select(s => new StepSegment(s, s.Length - 1, 1))], choices);
                if (choices.Any(c => c.Token < 0))
                    throw new InvalidOperationException("logits are not finite");
                for (var i = 0; i < count; i++)
                    sequences[i].Append(choices[i].Token);
            }
            sequences.SelectMany(s => s.Pages).ToList().ForEach(pages.Enqueue);
            Console.WriteLine($"  {count} sequences");
        }
    }

    /// <summary>Prompts of several lengths in pieces, then decoding, several sequences at once.</summary>
    private static int Logits(DecoderModel model, string shape, bool eightBits, int steps)
    {
        using var backend = DecodeModels.Backend(model, 40, 1024, stepRows: 1300, eightBits: eightBits);
        using var original = eightBits ? model.Copy(type: ScalarType.Float32) : null;
        if (eightBits)
            Round(model, backend);
        using var exact = model.Copy(type: ScalarType.Float32);
        var pages = DecodeModels.Pages(backend);
        var random = new Random(3);
        int[] lengths = [1, 15, 16, 17, 100, 130, 500];
        var sequences = Enumerable.Range(0, 33).Select(i => DecodeModels.Sequence(
            [.. Enumerable.Range(0, lengths[i % lengths.Length]).Select(_ => random.Next(model.Configuration.VocabularySize))], SamplingOptions.Greedy, (ulong)i, pages, 700)).ToList();
        foreach (var chunk in sequences.Chunk(16))
            Prefill(backend, chunk);
        Console.WriteLine($"{shape}: prompts done");
        var (worst, sum, eagerSum, count, equal, controlEqual, skipped) = (0.0, 0.0, 0.0, 0, 0, 0, 0);
        var (rounding, divergence, unlike) = (0.0, 0.0, 0);
        var choices = new TokenChoice[sequences.Count];
        for (var step = 0; step < steps; step++)
        {
            backend.Step([.. sequences.Select(s => new StepSegment(s, s.Length - 1, 1))], choices);
            var logits = backend.Logits(sequences.Count);
            var check = step % 8 == 0 || step == steps - 1;
            for (var i = 0; i < sequences.Count; i++)
            {
                if (choices[i].Token < 0)
                    throw new InvalidOperationException($"step {step}, sequence {i}: logits are not finite");
                if (check && i % 4 == step / 8 % 4)
                {
                    var row = logits.AsSpan(i * backend.VocabularySize, backend.VocabularySize).ToArray();
                    var expected = Forward(exact, sequences[i].Tokens.ToArray());
                    var eager = Forward(model, sequences[i].Tokens.ToArray());
                    var (error, exactBest, eagerBest) = (Difference(row, expected), Array.IndexOf(expected, expected.Max()), Array.IndexOf(eager, eager.Max()));
                    if (original is not null)
                    {
                        var before = Forward(original, sequences[i].Tokens.ToArray());
                        rounding += Difference(row, before);
                        divergence += Divergence(row, before);
                        unlike += choices[i].Token == Array.IndexOf(before, before.Max()) ? 0 : 1;
                    }
                    eagerSum += Difference(eager, expected);
                    (worst, sum, count) = (Math.Max(worst, error), sum + error, count + 1);
                    equal += choices[i].Token == eagerBest ? 1 : 0;
                    controlEqual += exactBest == eagerBest ? 1 : 0;
                    if (choices[i].Token != Array.IndexOf(row, row.Max()))
                        skipped++;
                }
                sequences[i].Append(choices[i].Token);
            }
        }
        Console.WriteLine($"{shape}: logits against fp32: relative error mean {sum / count:E2}, worst {worst:E2} over {count} rows (eager bf16 mean {eagerSum / count:E2}); "
            + $"greedy equals eager bf16 in {equal}/{count} (eager bf16 equals fp32 in {controlEqual}/{count}); choices that are no maximum: {skipped}");
        if (eightBits)
            Console.WriteLine($"{shape}: against fp32 of the weights before they were rounded to 8 bits: relative error mean {rounding / count:E2}, divergence {divergence / count:E2}, greedy unlike in {unlike}/{count}");
        return worst < 1e-2 && skipped == 0 ? 0 : 1;
    }

    /// <summary>Gives the model what its engine's 8 bits hold of its weights: numbers of bf16, so that prompts and many rows have the same.</summary>
    private static void Round(DecoderModel model, CudaBackend backend)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        for (var i = 0; i < model.Layers.Count; i++)
        {
            var layer = model.Layers[i];
            Linear[] maps = [layer.Query, layer.Key, layer.Value, layer.Output, layer.Gate, layer.Up, layer.Down];
            for (var j = 0; j < maps.Length; j++)
                maps[j].Weight.copy_(tensor(backend.Packed!.Unpacked(i, j)).view(maps[j].Weight.shape));
        }
        backend.SwapWeights(model);
    }

    private static void Prefill(CudaBackend backend, Sequence[] sequences)
    {
        var choices = new TokenChoice[sequences.Length];
        var done = new int[sequences.Length];
        while (true)
        {
            var rows = backend.MaxRows;
            var segments = new List<StepSegment>();
            for (var i = 0; i < sequences.Length; i++)
            {
                var take = Math.Min(rows, sequences[i].PromptLength - done[i]);
                if (take == 0)
                    continue;
                segments.Add(new StepSegment(sequences[i], done[i], take));
                rows -= take;
                done[i] += take;
            }
            if (segments.Count == 0)
                break;
            backend.Step(segments, choices);
            for (var i = 0; i < segments.Count; i++)
                if (segments[i].Samples)
                    segments[i].Sequence.Append(choices[i].Token);
        }
    }

    /// <summary>Logits after the last token.</summary>
    private static float[] Forward(DecoderModel model, int[] tokens)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var hidden = model.Forward(PackedBatch.Of([tokens]));
        return model.Logits(hidden.narrow(0, tokens.Length - 1, 1)).to(ScalarType.Float32).to(CPU).data<float>().ToArray();
    }

    /// <summary>Relative, in the Euclidean norm.</summary>
    private static double Difference(float[] actual, float[] expected) =>
        Math.Sqrt(actual.Zip(expected, (a, e) => Math.Pow(a - e, 2)).Sum() / expected.Sum(e => Math.Pow(e, 2)));

    /// <summary>Kullback-Leibler, of the softmax of the first from that of the second.</summary>
    private static double Divergence(float[] logits, float[] others)
    {
        var (own, other) = (LogTotal(logits), LogTotal(others));
        return logits.Zip(others, (x, y) => Math.Exp(x - own) * (x - own - (y - other))).Sum();

        static double LogTotal(float[] row)
        {
            var largest = row.Max();
            return largest + Math.Log(row.Sum(x => Math.Exp(x - largest)));
        }
    }

    /// <summary>Every combination of options against Sampler.cs on the same logits, then frequencies.</summary>
    private static int Sampling(DecoderModel model, string shape, bool eightBits)
    {
        using var backend = DecodeModels.Backend(model, 256, 256, eightBits: eightBits);
        var pages = DecodeModels.Pages(backend);
        var random = new Random(5);
        SamplingOptions[] options =
        [
            new(), SamplingOptions.Greedy, new() { Temperature = 0.7f }, new() { Temperature = 1.5f, TopK = 50 }, new() { TopP = 0.9f }, new() { Temperature = 0.9f, TopK = 40, TopP = 0.95f },
            new() { MinP = 0.05f }, new() { RepetitionPenalty = 1.2f }, new() { RepetitionPenalty = 0.8f, TopP = 0.5f, TopK = 100 }, new() { Temperature = 0, RepetitionPenalty = 1.3f }, new() { TopK = 1 },
            new() { Temperature = 0.3f, TopP = 0.99f, MinP = 0.01f },
        ];
        var sequences = Enumerable.Range(0, 240).Select(i => DecodeModels.Sequence(
            [.. Enumerable.Range(0, 20 + i % 30).Select(_ => random.Next(model.Configuration.VocabularySize))], options[i % options.Length], (ulong)random.NextInt64(), pages, 128)).ToList();
        foreach (var chunk in sequences.Chunk(8))
            Prefill(backend, chunk);
        var choices = new TokenChoice[sequences.Count];
        var (wrong, compared, worst) = (new int[options.Length], 0, 0.0);
        for (var step = 0; step < 10; step++)
        {
            backend.Step([.. sequences.Select(s => new StepSegment(s, s.Length - 1, 1))], choices);
            var logits = backend.Logits(sequences.Count);
            Parallel.For(0, sequences.Count, () => new Sampler(backend.VocabularySize), (i, _, own) =>
            {
                var expected = own.Choose(logits.AsSpan(i * backend.VocabularySize, backend.VocabularySize), sequences[i].Request.Sampling, sequences[i].Tokens,
                    Philox.Uniform(sequences[i].Request.Seed, (ulong)sequences[i].Generated));
                lock (wrong)
                {
                    compared++;
                    if (expected.Token != choices[i].Token)
                        wrong[i % options.Length]++;
                    else
                        worst = Math.Max(worst, Math.Max(Math.Abs(expected.LogProb - choices[i].LogProb), Math.Abs(expected.RawLogProb - choices[i].RawLogProb)));
                }
                return own;
            }, _ => { });
            for (var i = 0; i < sequences.Count; i++)
                sequences[i].Append(Math.Max(0, choices[i].Token));
        }
        Console.WriteLine($"{shape}: choices unlike the CPU sampler's on the same logits: {wrong.Sum()} of {compared} (by options: {string.Join(' ', wrong)}); largest difference of log-probs of the others {worst:E2}");

        // One distribution, many seeds.
        var probe = sequences[0];
        var counts = new Dictionary<int, int>();
        var draws = 0;
        float[] row = [];
        for (var round = 0; round < 100; round++)
        {
            var copies = Enumerable.Range(0, 256).Select(i =>
            {
                var request = new GenerationRequest(probe.Tokens.ToArray()) { Seed = (ulong)random.NextInt64(), MaxNewTokens = 1 };
                var copy = new Sequence(request, null, new Answer(request, null, null), i);
                copy.Pages.AddRange(probe.Pages);
                return copy;
            }).ToList();
            var picks = new TokenChoice[256];
            backend.Step([.. copies.Select(s => new StepSegment(s, s.Length - 1, 1))], picks);
            if (round == 0)
                row = backend.Logits(1);
            foreach (var pick in picks)
                counts[pick.Token] = counts.GetValueOrDefault(pick.Token) + 1;
            draws += 256;
        }
        var largest = row.Max();
        var weights = row.Select(l => Math.Exp(l - largest)).ToArray();
        var total = weights.Sum();
        // Bins of at least 20 expected draws: neighbours in the order of ids together.
        var (chiSquare, bins, expectedInBin, seenInBin) = (0.0, 0, 0.0, 0);
        for (var token = 0; token < weights.Length; token++)
        {
            expectedInBin += weights[token] / total * draws;
            seenInBin += counts.GetValueOrDefault(token);
            if (expectedInBin < 20 && token < weights.Length - 1)
                continue;
            chiSquare += Math.Pow(seenInBin - expectedInBin, 2) / Math.Max(expectedInBin, 1e-9);
            (bins, expectedInBin, seenInBin) = (bins + 1, 0, 0);
        }
        var z = (chiSquare - (bins - 1)) / Math.Sqrt(2.0 * (bins - 1));
        Console.WriteLine($"{shape}: chi-square {chiSquare:F1} of {bins - 1} degrees of freedom over {draws} draws, {z:F2} standard deviations");
        return wrong.Sum() <= compared / 200 && Math.Abs(z) < 4 ? 0 : 1;
    }

    /// <summary>Weights of another model of the shape on the same GPU into the engine's.</summary>
    private static int Swap(DecoderModel model, string shape, bool eightBits)
    {
        using var backend = DecodeModels.Backend(model, 16, 256, eightBits: eightBits);
        using var other = DecodeModels.Create(model.Configuration);
        var times = new List<double>();
        for (var i = 0; i < 12; i++)
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            backend.SwapWeights(other);
            times.Add(clock.Elapsed.TotalMilliseconds);
        }
        backend.SwapWeights(model);
        var own = System.Diagnostics.Stopwatch.StartNew();
        backend.SwapWeights(model);
        Console.WriteLine($"{shape}: weights of another model on the same GPU taken over in {times.Order().ElementAt(6):F2} ms (median of 12), the engine's own tensors in {own.Elapsed.TotalMilliseconds:F3} ms");
        return 0;
    }

    /// <summary>Many steps at temperature 1; sequences start over when they are long.</summary>
    private static int Long(DecoderModel model, string shape, bool eightBits, int steps)
    {
        using var backend = DecodeModels.Backend(model, 16, 1024, eightBits: eightBits);
        var pages = DecodeModels.Pages(backend);
        var sequences = Enumerable.Range(0, 16).Select(i => DecodeModels.Sequence([i + 1], new SamplingOptions(), (ulong)i, pages, 1024)).ToArray();
        var choices = new TokenChoice[16];
        for (var step = 0; step < steps; step++)
        {
            for (var i = 0; i < sequences.Length; i++)
                if (sequences[i].Length > 1000)
                {
                    var old = sequences[i];
                    var request = new GenerationRequest([old.Token(old.Length - 1)]) { Seed = (ulong)step, MaxNewTokens = 1 << 20 };
                    sequences[i] = new Sequence(request, null, new Answer(request, null, null), step);
                    sequences[i].Pages.AddRange(old.Pages);
                }
            backend.Step([.. sequences.Select(s => new StepSegment(s, s.Length - 1, 1))], choices);
            foreach (var (sequence, choice) in sequences.Zip(choices))
            {
                if (choice.Token < 0)
                    throw new InvalidOperationException($"step {step}: logits are not finite");
                sequence.Append(choice.Token);
            }
        }
        Console.WriteLine($"{shape}: {steps} steps of 16 sequences, all logits finite");
        return 0;
    }
}
