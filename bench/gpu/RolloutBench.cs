using System.Diagnostics;
using System.Text.Json;
using AspireIF.Models.Configuration;
using AspireIF.Models.Generation;

namespace AspireIF.Bench.Gpu;

/// <summary>
/// Rollouts through the engine from the first prompt to the last answer, at the shape of Qwen2.5-1.5B: prompts of 100 to 160 tokens, answers to each whose lengths are drawn
/// from 50 to 1,000 tokens (random weights do not stop by themselves), beside decode steps alone at the run's mean number of sequences and mean context.
/// Arguments: sequences at the same time (256), prompts (512), answers to each (8).
/// </summary>
internal static class RolloutBench
{
    private const int LongestPrompt = 160, LongestAnswer = 1000;

    public static int Run(string[] args)
    {
        int[] numbers = [.. args.Select(int.Parse)];
        var (atOnce, prompts, answers) = (numbers.ElementAtOrDefault(0) is > 0 and var a ? a : 256, numbers.ElementAtOrDefault(1) is > 0 and var p ? p : 512, numbers.ElementAtOrDefault(2) is > 0 and var k ? k : 8);
        var configuration = Shapes.Qwen15;
        using var model = DecodeModels.Create(configuration);
        var random = new Random(1);
        List<GenerationRequest[]> groups = [.. Enumerable.Range(0, prompts).Select(_ => Group(configuration, random, answers, 50, LongestAnswer))];
        double tokens = groups.Sum(group => group.Sum(request => request.MaxNewTokens));
        double context = groups.Sum(group => group.Sum(r => r.MaxNewTokens * (r.Prompt.Count + (r.MaxNewTokens - 1) / 2.0))) / tokens;

        var options = new EngineOptions { MaxSequences = atOnce, MaxContext = LongestPrompt + LongestAnswer, MemoryBytes = 70L << 30 };
        double seconds, live, rowsPerStep;
        EngineMetrics used;
        using (var engine = GenerationEngine.OnGpu(model, options))
        {
            Answer(engine, [.. Enumerable.Range(0, atOnce / 4).Select(_ => Group(configuration, random, 8, 4, 60))]); // compiles
            var before = engine.Metrics;
            var clock = Stopwatch.StartNew();
            Answer(engine, groups);
            seconds = clock.Elapsed.TotalSeconds;
            used = engine.Metrics;
            (live, rowsPerStep) = (tokens / (used.Steps - before.Steps), (double)(used.ComputedRows - before.ComputedRows) / (used.Steps - before.Steps));
            Console.WriteLine($"{prompts} x {answers} answers, {tokens:N0} tokens in {seconds:F2} s: {tokens / seconds:N0} tokens/s; {used.Steps - before.Steps:N0} steps of {live:F1} sequences, "
                + $"{rowsPerStep:F1} rows with prompts, mean context {context:F0}, {used.Preemptions} preemptions");
        }
        var batch = (int)Math.Round(live);
        var (step, graph) = DecodeBench.Step(model, batch, (int)context);
        double decoding = batch / step;
        Console.WriteLine($"decode steps alone at {batch} sequences of {context:F0}: {step * 1e3:F3} ms (graph {graph * 1e3:F3}), {decoding:N0} tokens/s; the rollouts reach {tokens / seconds / decoding:P1} of it");
        if (batch != atOnce)
        {
            (step, graph) = DecodeBench.Step(model, atOnce, (int)context);
            Console.WriteLine($"at {atOnce} sequences of {context:F0}: {step * 1e3:F3} ms (graph {graph * 1e3:F3}), {atOnce / step:N0} tokens/s; the rollouts reach {tokens / seconds / (atOnce / step):P1} of it");
        }
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            bench = "gpu-rollout", at_once = atOnce, prompts, answers, tokens, seconds = Math.Round(seconds, 2), tokens_per_s = Math.Round(tokens / seconds), mean_live = Math.Round(live, 1),
            mean_context = Math.Round(context), decode_tokens_per_s = Math.Round(decoding), full_tokens_per_s = Math.Round(atOnce / step), share = Math.Round(tokens / seconds / decoding, 3),
        }));
        return 0;
    }

    private static void Answer(GenerationEngine engine, List<GenerationRequest[]> groups)
    {
        var results = Task.WhenAll(groups.SelectMany(group => engine.GenerateGroup(group)).ToList()).GetAwaiter().GetResult();
        var lengths = groups.SelectMany(group => group.Select(request => request.MaxNewTokens));
        if (!results.Select(result => result.Tokens.Length).SequenceEqual(lengths))
            throw new InvalidOperationException("answers have other lengths than asked");
    }

    private static GenerationRequest[] Group(ModelConfiguration configuration, Random random, int answers, int least, int most)
    {
        int[] prompt = [.. Enumerable.Range(0, random.Next(100, LongestPrompt + 1)).Select(_ => random.Next(configuration.VocabularySize))];
        return [.. Enumerable.Range(0, answers).Select(_ => new GenerationRequest(prompt) { Seed = (ulong)random.NextInt64(), MaxNewTokens = random.Next(least, most + 1) })];
    }
}
