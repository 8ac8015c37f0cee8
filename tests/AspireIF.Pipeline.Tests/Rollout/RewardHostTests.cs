using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Primer;
using AspireIF.Models.Tokenization;
using AspireIF.Pipeline.Messages;
using AspireIF.Pipeline.Rollout;
using AspireIF.Training.Rewards;
using static TorchSharp.torch;

namespace AspireIF.Pipeline.Tests.Rollout;

public sealed class RewardHostTests : IDisposable
{
    private static readonly string Primer = Path.Combine(AppContext.BaseDirectory.Split("tests")[0], "models", "primer");

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"aspireif-{Guid.NewGuid():N}");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Answers_of_several_jobs_that_are_scored_in_one_call_get_the_scores_that_they_get_alone()
    {
        var description = new RewardModelDescription(RewardFormat.Version, 1, 0.5, null!) { Kind = RewardModelKind.LikelihoodRatio };
        using (var model = new RewardModel(RewardModel.LoadStart(Primer, description.Kind), Tokenizer.Load(Primer), description))
            model.Save(_folder);
        Constraint[] soft = [.. PrimerGenerator.Instructions(PrimerSplit.Train, 9).SelectMany(i => i.Constraints).Where(c => !c.IsHard).DistinctBy(c => c.Id).Take(3)];
        (GenerationJob Job, JudgedAnswer[] Answers)[] work = [.. Enumerable.Range(1, 6).Select(count => (
            new GenerationJob([], soft[..(1 + count % 3)], [1], VersionRange.Exactly(0)), Enumerable.Range(0, count).Select(i => Answer($"Sewing joins {count} pieces {i} times.", 1 + count % 3)).ToArray()))];
        double[][] alone = await ScoreAsync(work, together: false), together = await ScoreAsync(work, together: true);
        foreach (var (expected, actual) in alone.Zip(together))
        {
            Assert.Equal(expected.Length, actual.Length);
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        }
        Assert.True(alone.SelectMany(a => a).Distinct().Count() > 10, "the answers are told apart");
    }

    private async Task<double[][]> ScoreAsync((GenerationJob Job, JudgedAnswer[] Answers)[] work, bool together)
    {
        using var host = new RewardHost(CPU, (_, _) => Task.FromResult(_folder), _ => Task.FromResult(1L)) { Together = together };
        var scored = await Task.WhenAll(work.Select(w => Task.Run(() => host.ScoreAsync(VersionRange.Exactly(1), w.Job, w.Answers, TestContext.Current.CancellationToken))));
        return [.. scored.Select(s => s.Answers.SelectMany(a => a.Verdicts.Select(v => v.Probability!.Value)).ToArray())];
    }

    private static JudgedAnswer Answer(string text, int constraints) => new(text, text, 8, true, [.. Enumerable.Range(0, constraints).Select(_ => new ConstraintVerdict(null, null, null, ""))]);
}
