using System.Text.Json;
using AspireIF.Models.Chat.Templates;
using AspireIF.Models.Generation;
using AspireIF.Models.Native;
using AspireIF.Models.Tokenization;
using AspireIF.Models.Transformer;
using AspireIF.Training.Data;
using AspireIF.Training.Pretraining;
using AspireIF.Training.Primer;
using static TorchSharp.torch;

namespace AspireIF.Bench.Gpu;

/// <summary>
/// Greedy tokens of the CUDA path against those of single torch operations in bf16 and in fp32, over the same tokens before, on a model that has learnt something: one with heads of
/// 64 is trained on the primer's documents first. "new": on ever new ones, and asked for others: much of a text is free choice, so the best two tokens are often as good as alike.
/// "learnt": on the same few until it knows them by heart, and asked for these. Arguments: new or learnt, updates (300 or 900), prompts (512).
/// </summary>
internal static class GreedyCheck
{
    private const int LongestAnswer = 160;
    private const string Vocabulary = "models/primer";

    public static int Run(string[] args)
    {
        string data = args.ElementAtOrDefault(0) ?? "learnt";
        int updates = int.Parse(args.ElementAtOrDefault(1) ?? (data == "learnt" ? "900" : "300"), null), prompts = int.Parse(args.ElementAtOrDefault(2) ?? "512", null);
        TorchRuntime.Load();
        string folder = Directory.CreateTempSubdirectory("aspireif-greedy-").FullName;
        try
        {
            Tokenizer tokenizer = Tokenizer.Load(Vocabulary);
            var documents = new PrimerDocuments(tokenizer, ChatTemplate.Load(Vocabulary), seed: 1);
            using DecoderModel trained = DecoderModel.Create(
                new PrimerModelOptions { HiddenSize = 256, IntermediateSize = 704, Layers = 4, QueryHeads = 4, KeyValueHeads = 2 }.ToConfiguration(tokenizer.VocabularySize), CUDA);
            bool learnt = data == "learnt";
            TrainingDocument[] asking = [.. documents.From(learnt ? 0 : 10_000_000).Where(document => document.AnswerStart > 0).Take(prompts)];
            Train(trained, learnt ? new Again(asking) : documents, folder, updates, batch: learnt ? 16_384 : 65_536);
            using DecoderModel model = trained.Copy(type: ScalarType.BFloat16), exact = model.Copy(type: ScalarType.Float32);
            int[][] asked = [.. asking.Select(document => document.Tokens[..document.AnswerStart])];
            int end = tokenizer.IdOf("<|im_end|>")!.Value;
            var options = new EngineOptions { MaxSequences = 128, MaxContext = 512, MemoryBytes = 4L << 30 };
            GenerationResult[] answers, eagerAnswers;
            using (var engine = GenerationEngine.OnGpu(model, options))
                answers = Answers(engine, asked, end);
            double[] divergences = [.. new[] { false, true }.Select(eightBits => Divergence(model, options with { EightBitWeights = eightBits }, asked, end))];
            Console.WriteLine($"sampler's log-probabilities beside a learner's in bf16, at temperature 1, k3 a token: {divergences[0]:E2}, with weights in 8 bits {divergences[1]:E2}");
            model.FusedLayers = false;
            using (var engine = GenerationEngine.Eager(model, options))
                eagerAnswers = Answers(engine, asked[..Math.Min(64, prompts)], end);
            return Compare(data, model, exact, asked, answers, eagerAnswers);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Train(DecoderModel model, IDocumentSource documents, string folder, int updates, int batch)
    {
        var options = new PretrainOptions { Steps = updates, BatchTokens = batch, MicroBatchTokens = Math.Min(batch, 32_768), HeadChunkTokens = 32_768, LearningRate = 2e-3, WarmupSteps = 40, CheckpointEvery = 0 };
        using var trainer = new Pretrainer(options, model, documents, folder);
        double seconds = 0;
        trainer.Run(
            step =>
            {
                seconds += step.Seconds;
                if (step.Step % 300 == 0 || step.Step == updates)
                    Console.WriteLine($"update {step.Step}: loss {step.Loss:F3}, {seconds:F0} s");
            },
            CancellationToken.None);
    }

    private static GenerationResult[] Answers(GenerationEngine engine, int[][] prompts, int end) => Task.WhenAll(prompts.Select(prompt => engine.GenerateAsync(
        new GenerationRequest(prompt) { Sampling = SamplingOptions.Greedy, MaxNewTokens = LongestAnswer, StopTokens = [end] }))).GetAwaiter().GetResult();

    /// <summary>Of what an engine samples, from the model: the mean over tokens of r - 1 - log r, r their probability over the sampler's (Schulman 2020, "Approximating KL divergence", k3).</summary>
    private static double Divergence(DecoderModel model, EngineOptions options, int[][] asked, int end)
    {
        using var engine = GenerationEngine.OnGpu(model, options);
        GenerationResult[] answers = Task.WhenAll(asked.Select((prompt, i) => engine.GenerateAsync(
            new GenerationRequest(prompt) { MaxNewTokens = LongestAnswer, StopTokens = [end], Seed = (ulong)i }))).GetAwaiter().GetResult();
        var (sum, count) = (0.0, 0);
        foreach (int[] some in Enumerable.Range(0, asked.Length).Chunk(32))
        {
            float[] learner = Best(model, [.. some.Select(i => (int[])[.. asked[i], .. answers[i].Tokens[..^1]])], [.. some.Select(i => answers[i].Tokens)]).LogProbs;
            float[] sampler = [.. some.SelectMany(i => answers[i].LogProbs)];
            sum += learner.Zip(sampler, (l, s) => Math.Exp(l - s) - 1 - (l - s)).Sum();
            count += learner.Length;
        }
        return sum / count;
    }

    private static int Compare(string data, DecoderModel model, DecoderModel exact, int[][] prompts, GenerationResult[] answers, GenerationResult[] eagerAnswers)
    {
        var (steps, equal, equalExact, eagerEqualExact) = (0, 0, 0, 0);
        var gaps = new List<(float Gap, bool Ours, bool Eager)>(); // between the two largest logits in fp32, and who chose the larger
        double difference = 0, eagerDifference = 0;
        foreach (int[] some in Enumerable.Range(0, prompts.Length).Chunk(32))
        {
            int[][] made = [.. some.Select(i => answers[i].Tokens)], before = [.. some.Select(i => (int[])[.. prompts[i], .. answers[i].Tokens[..^1]])];
            int[] tokens = [.. made.SelectMany(answer => answer)];
            float[] ownLogProbs = [.. some.SelectMany(i => answers[i].RawLogProbs)];
            var (eager, eagerLogProbs, _) = Best(model, before, made);
            var (best, logProbs, margins) = Best(exact, before, made);
            for (int j = 0; j < tokens.Length; j++, steps++)
            {
                equal += tokens[j] == eager[j] ? 1 : 0;
                equalExact += tokens[j] == best[j] ? 1 : 0;
                eagerEqualExact += eager[j] == best[j] ? 1 : 0;
                gaps.Add((margins[j], tokens[j] == eager[j], eager[j] == best[j]));
                difference += Math.Abs(ownLogProbs[j] - logProbs[j]);
                eagerDifference += Math.Abs(eagerLogProbs[j] - logProbs[j]);
            }
        }
        int whole = answers.Zip(eagerAnswers).Count(pair => pair.First.Tokens.SequenceEqual(pair.Second.Tokens));
        Console.WriteLine($"{data} texts, {steps:N0} greedy steps: equal to eager bf16 {(double)equal / steps:P3} ({steps - equal} differ), to fp32 {(double)equalExact / steps:P3}; eager bf16 equal to fp32 {(double)eagerEqualExact / steps:P3}");
        foreach (float least in (ReadOnlySpan<float>)[0.01f, 0.03f, 0.1f])
            Console.WriteLine($"  where fp32's two largest logits are {least} apart or more ({gaps.Count(g => g.Gap >= least):N0}): {gaps.Count(g => g.Gap >= least && !g.Ours)} differ from eager, eager from fp32 in {gaps.Count(g => g.Gap >= least && !g.Eager)}");
        Console.WriteLine($"  largest gap where they differ {gaps.Where(g => !g.Ours).Select(g => g.Gap).DefaultIfEmpty().Max():F4}; log-probabilities off fp32 by {difference / steps:E2} on average, eager's by {eagerDifference / steps:E2}; whole answers like the eager engine's: {whole} of {eagerAnswers.Length}");
        Console.WriteLine(JsonSerializer.Serialize(new { bench = "gpu-greedy", data, steps, equal, equal_fp32 = equalExact, eager_equal_fp32 = eagerEqualExact }));
        return equal >= 0.999 * steps ? 0 : 1;
    }

    /// <summary>At each place of the answers: the best next token, the log-probability of the answer's, and how far the best logit is above the second.</summary>
    /// <param name="before">Prompt and answer but for its last token, of each.</param>
    private static (long[] Tokens, float[] LogProbs, float[] Margins) Best(DecoderModel model, int[][] before, int[][] answers)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        PackedBatch batch = PackedBatch.Of(before);
        long[] places = [.. batch.Sequences.Zip(answers).SelectMany(pair => Enumerable.Range(pair.First.End - pair.Second.Length, pair.Second.Length)).Select(place => (long)place)];
        Tensor logits = model.Logits(model.Forward(batch).index_select(0, places.On(model.Device))).to(ScalarType.Float32);
        Tensor chosen = answers.SelectMany(answer => answer).Select(token => (long)token).ToArray().On(model.Device).unsqueeze(1);
        (Tensor values, _) = logits.topk(2, -1);
        return (logits.argmax(-1).cpu().data<long>().ToArray(), nn.functional.log_softmax(logits, -1).gather(1, chosen).squeeze(1).cpu().data<float>().ToArray(),
            (values.select(1, 0) - values.select(1, 1)).cpu().data<float>().ToArray());
    }

    /// <summary>The same documents over and over.</summary>
    private sealed class Again(TrainingDocument[] documents) : IDocumentSource
    {
        public IEnumerable<TrainingDocument> From(long index)
        {
            for (long i = index; ; i++)
                yield return documents[i % documents.Length];
        }
    }
}
