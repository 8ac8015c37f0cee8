using System.Diagnostics;
using System.Text.Json;
using AspireIF.Models.Generation.Cpu;
using AspireIF.Models.Native;
using AspireIF.Models.Transformer;
using AspireIF.Training.Rewards;
using static TorchSharp.torch;

namespace AspireIF.Bench;

/// <summary>
/// Log-probabilities of given answers as the likelihood ratio asks for them: the primer model, 24 jobs of 8 answers of 30 to 70 tokens, each behind 7 prompts of 12 to 24 tokens. Our kernels
/// beside torch's operations on as many threads, and the rate of torch's matrix products as the limit. Arguments: threads (default 2).
/// </summary>
internal static class LikelihoodBench
{
    private const int Jobs = 24, Prompts = 7, Answers = 8, CoreTokens = 2048;

    public static int Run(string[] args)
    {
        int threads = args.Length > 0 ? int.Parse(args[0], null) : 2;
        TorchRuntime.UseThreads(threads);
        using DecoderModel model = DecoderModel.Load(Path.Combine("models", "primer"));
        using var likelihood = new AnswerLikelihood(model);
        var random = new Random(1);
        (int[] Prompt, int[] Answer)[][] jobs = [.. Enumerable.Range(0, Jobs).Select(_ => Job(random, model.Configuration.VocabularySize))];
        long tokens = jobs.Sum(job => job.Sum(a => a.Prompt.Length + a.Answer.Length)), scored = jobs.Sum(job => job.Sum(a => a.Answer.Length));
        long parameters = new ModelMemory(model.Configuration).Parameters, head = (long)model.Configuration.VocabularySize * model.Configuration.HiddenSize;
        double flops = 2.0 * (((parameters - head) * tokens) + (head * scored));

        float[][] ours = [], torchs = [];
        double own = Median(() => ours = [.. jobs.SelectMany(likelihood.LogProbs)]);
        double peer = Median(() => torchs = [.. jobs.SelectMany(job => WithTorch(model, job))]);
        double difference = ours.Zip(torchs, (a, b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max()).Max();
        double product = Product();
        Console.WriteLine($"{tokens:N0} tokens, {scored:N0} of them scored, {threads} threads; largest difference {difference:E1} nats");
        Console.WriteLine($"{"",-28} {"seconds",10} {"tokens/s",12} {"GFLOP/s, no prompt shared",26}");
        foreach (var (name, seconds) in new[] { ("our kernels", own), ("torch's operations", peer) })
            Console.WriteLine($"{name,-28} {seconds,10:F2} {tokens / seconds,12:N0} {flops / seconds / 1e9,26:F0}");
        Console.WriteLine($"{"torch's products alone",-28} {flops / product,10:F2} {tokens / flops * product,12:N0} {product / 1e9,26:F0}");
        Console.WriteLine(JsonSerializer.Serialize(new { bench = "likelihood", threads, tokens, scored, seconds = own, torchSeconds = peer, ratio = peer / own, productGflops = product / 1e9, difference }));
        return 0;
    }

    private static (int[] Prompt, int[] Answer)[] Job(Random random, int vocabulary)
    {
        int[][] prompts = [.. Enumerable.Range(0, Prompts).Select(_ => Tokens(12, 25))], answers = [.. Enumerable.Range(0, Answers).Select(_ => Tokens(30, 71))];
        return [.. answers.SelectMany(answer => prompts.Select(prompt => (prompt, answer)))];

        int[] Tokens(int least, int end) => [.. Enumerable.Range(0, random.Next(least, end)).Select(_ => random.Next(vocabulary))];
    }

    private static float[][] WithTorch(DecoderModel model, (int[] Prompt, int[] Answer)[] job)
    {
        int[] order = [.. Enumerable.Range(0, job.Length).OrderBy(Tokens)];
        int[][] batches = [.. MicroBatches.Cut(order, i => Tokens(i), Math.Min(CoreTokens, (order.Sum(Tokens) / get_num_threads()) + 1))];
        var result = new float[job.Length][];
        foreach (var (of, rows) in batches.Zip(OneCoreThreads.Map(batches, b => LikelihoodRatio.WithTorch(model, [.. b.Select(i => job[i])]))))
        {
            foreach (var (i, row) in of.Zip(rows))
                result[i] = row;
        }
        return result;

        int Tokens(int i) => job[i].Prompt.Length + job[i].Answer.Length;
    }

    /// <summary>Floating-point operations a second of torch's products of [2048, 448] and [448, 448], side by side on the threads.</summary>
    private static double Product()
    {
        const int Rows = 2048, Width = 448, Times = 20;
        double seconds = Median(() => OneCoreThreads.Map(Enumerable.Range(0, get_num_threads()).ToArray(), _ =>
        {
            using var scope = NewDisposeScope();
            Tensor a = rand(Rows, Width), b = rand(Width, Width);
            for (int i = 0; i < Times; i++)
                a.mm(b).Dispose();
            return true;
        }));
        return 2.0 * Rows * Width * Width * Times * get_num_threads() / seconds;
    }

    private static double Median(Action run)
    {
        run();
        double[] seconds = new double[5];
        for (int i = 0; i < seconds.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            run();
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        Array.Sort(seconds);
        return seconds[2];
    }
}
