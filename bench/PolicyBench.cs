using System.Diagnostics;
using System.Text.Json;
using AspireIF.Models.Native;
using AspireIF.Models.Transformer;
using AspireIF.Training.Losses;
using AspireIF.Training.Policy;
using static TorchSharp.torch;

namespace AspireIF.Bench;

/// <summary>
/// What sharing prefixes saves: training on answers to prompts (12 groups of 8 answers of 50 to 70 tokens after 70 to 90 of prompt), and scoring
/// constraints of responses (256 responses of 50 to 70 tokens, 4 constraints of 8 to 14 tokens each). "Plain" repeats the prefix in each sequence.
/// Tokens are counted as whole sequences have them, so that both columns are rates of the same work. Arguments: threads (2), model folder (models/primer).
/// </summary>
internal static class PolicyBench
{
    private const int Rounds = 7, HeadChunkTokens = 512;

    public static int Run(string[] args)
    {
        int threads = args.Length > 0 ? int.Parse(args[0], null) : 2;
        string folder = args.Length > 1 ? args[1] : "models/primer";
        TorchRuntime.UseThreads(threads);
        using DecoderModel model = DecoderModel.Load(folder), classifier = DecoderModel.LoadClassifier(folder);
        var random = new Random(1);
        PrefixGroup[] answers = Groups(random, model, 12, (70, 90), 8, (50, 70)), constraints = Groups(random, model, 256, (50, 70), 4, (8, 14));

        double trainPlain = Rate(answers, groups => Train(model, Plain(groups), groups));
        double trainShared = Rate(answers, groups => Train(model, PackedBatch.OfGroups(groups), groups));
        double scorePlain = Rate(constraints, groups => Classify(classifier, Plain(groups)));
        double scoreShared = Rate(constraints, groups => Classify(classifier, PackedBatch.OfGroups(groups)));
        Console.WriteLine($"{"",-36}{"plain",10}{"shared",10}{"times",8}   (tokens/s of whole sequences, {threads} threads)");
        Console.WriteLine($"{"forward and backward of answers",-36}{trainPlain,10:N0}{trainShared,10:N0}{trainShared / trainPlain,8:F2}");
        Console.WriteLine($"{"scores of constraints",-36}{scorePlain,10:N0}{scoreShared,10:N0}{scoreShared / scorePlain,8:F2}");

        PolicyStep alone = Update(model, null, answers), withReference = Update(model, model.Copy(), answers);
        double pairs = scoreShared * constraints.Sum(group => group.Branches.Count) / Tokens(constraints);
        Console.WriteLine($"an update (12 groups of 8): {alone.Seconds.Total:F3} s, {alone.TrainedTokens / alone.Seconds.Total:N0} packed tokens/s; with a reference {withReference.Seconds.Total:F3} s; {pairs:N0} constraints scored/s");
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            bench = "policy", threads, train_plain_tokens_s = trainPlain, train_shared_tokens_s = trainShared, score_plain_tokens_s = scorePlain, score_shared_tokens_s = scoreShared,
            update_s = alone.Seconds.Total, update_with_reference_s = withReference.Seconds.Total, constraints_s = pairs,
        }));
        return 0;
    }

    private static PrefixGroup[] Groups(Random random, DecoderModel model, int count, (int Min, int Max) prefix, int branches, (int Min, int Max) branch)
    {
        return [.. Enumerable.Range(0, count).Select(_ => new PrefixGroup(Tokens(prefix), [.. Enumerable.Range(0, branches).Select(_ => Tokens(branch))]))
            .OrderBy(group => group.Prefix.Length)];

        int[] Tokens((int Min, int Max) length) =>
            [.. Enumerable.Range(0, random.Next(length.Min, length.Max + 1)).Select(_ => random.Next(model.Configuration.VocabularySize))];
    }

    private static PackedBatch Plain(PrefixGroup[] groups) =>
        PackedBatch.Of([.. groups.SelectMany(group => group.Branches.Select(branch => (int[])[.. group.Prefix, .. branch])).OrderBy(sequence => sequence.Length)]);

    private static double Tokens(PrefixGroup[] groups) => groups.Sum(group => group.Branches.Sum(branch => group.Prefix.Length + branch.Length));

    /// <summary>Tokens a second of the median round, after one to warm up.</summary>
    private static double Rate(PrefixGroup[] groups, Action<PrefixGroup[]> run)
    {
        var seconds = new List<double>();
        for (int round = 0; round <= Rounds; round++)
        {
            long started = Stopwatch.GetTimestamp();
            using (NewDisposeScope())
                run(groups);
            if (round > 0)
                seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        seconds.Sort();
        return Tokens(groups) / seconds[Rounds / 2];
    }

    /// <summary>The negative log-likelihood of every branch's tokens but the first.</summary>
    private static void Train(DecoderModel model, PackedBatch batch, PrefixGroup[] groups)
    {
        int own = groups.Sum(group => group.Branches.Sum(branch => branch.Length - 1));
        var (positions, targets) = (new List<long>(own), new List<long>(own));
        bool shared = batch.Prefixes.Any();
        int[] prefixes = [.. groups.SelectMany(group => group.Branches.Select(branch => (group.Prefix.Length, Whole: group.Prefix.Length + branch.Length))).OrderBy(s => s.Whole).Select(s => s.Length)];
        for (int i = 0; i < batch.Sequences.Count; i++)
        {
            TokenRange range = batch.Sequences[i];
            for (int t = range.Start + (shared ? 0 : prefixes[i]) + 1; t < range.End; t++)
            {
                positions.Add(t - 1);
                targets.Add(batch.Tokens[t]);
            }
        }
        Tensor hidden = model.Forward(batch).index_select(0, tensor(positions.ToArray()));
        ChunkedHead.Backward(hidden, model.Head, [.. targets], HeadChunkTokens, (logProbs, _) => -logProbs.sum());
    }

    private static void Classify(DecoderModel model, PackedBatch batch)
    {
        using IDisposable noGrad = no_grad();
        model.Classify(batch);
    }

    private static PolicyStep Update(DecoderModel model, DecoderModel? reference, PrefixGroup[] groups)
    {
        ResponseGroup[] answers = [.. groups.Select((group, i) => new ResponseGroup($"{i}", 1, group.Prefix,
            [.. group.Branches.Select((branch, j) => new PolicySample(branch, new float[branch.Length], new long[branch.Length], j, true))]))];
        using var trainer = new PolicyTrainer(new PolicyOptions { KlCoefficient = reference is null ? 0 : 0.01, LearningRate = 1e-9 }, model, reference);
        PolicyStep best = trainer.Update(answers);
        for (int round = 0; round < 4; round++)
        {
            PolicyStep step = trainer.Update(answers);
            best = step.Seconds.Total < best.Seconds.Total ? step : best;
        }
        reference?.Dispose();
        return best;
    }
}
