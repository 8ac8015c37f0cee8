using AspireIF.Instructions.Primer;
using AspireIF.Pipeline.Configuration;
using AspireIF.Pipeline.Data;
using AspireIF.Pipeline.DataPrep;
using AspireIF.Pipeline.Messages;

namespace AspireIF.Pipeline.Evaluation;

/// <summary>Measures a version of the policy on the held-out sets, through the same workers that make its rollouts.</summary>
internal sealed class Evaluator(RunConfiguration configuration, PreparedData data, AnswerRequests requests)
{
    private const int Samples = 3;

    private static readonly HashSet<string> PrimerSets = [.. Enum.GetValues<PrimerSplit>().Select(InstructionSources.NameOf)];

    /// <param name="step">Updates made before.</param>
    /// <param name="policy">Which weights answer.</param>
    /// <param name="reward">Which classifier judges; null when no constraint is soft.</param>
    /// <param name="answers">Of each set, at most.</param>
    public async Task<EvaluationReport> RunAsync(string id, long step, VersionRange policy, VersionRange? reward, int answers, Action<double> progress, CancellationToken cancellation)
    {
        var sets = data.Evaluation.Select(set => (Name: set.Key, Items: set.Value.Take(answers).ToArray())).ToArray();
        NamedJob[] jobs = [.. sets.SelectMany(set => set.Items.Select(item =>
        {
            string job = $"evaluation/{id}/{set.Name}/{item.Key}";
            // The seed does not name the step: an instruction is answered with the same luck before and after.
            return new NamedJob(job, new GenerationJob(item.Levels[^1], item.Constraints, Seeds.Answers(configuration.Seed, $"evaluation/{item.Key}", 1), policy) { Reward = reward });
        }))];
        IReadOnlyList<GenerationOutcome> outcomes = await requests.AskAsync(jobs, done => progress((double)done / jobs.Length), cancellation).ConfigureAwait(false);
        var splits = new Dictionary<string, SplitReport>();
        var samples = new List<SampleAnswer>();
        int at = 0;
        foreach (var (name, items) in sets)
        {
            var judged = items.Select((item, i) => (item, outcomes[at + i].Answers[0])).ToArray();
            at += items.Length;
            bool primer = PrimerSets.Contains(name);
            splits[name] = EvaluationBuilder.Report(judged, primer);
            samples.AddRange(judged.Where(j => j.item.Constraints.Count is 2 or 3).Take(Samples - samples.Count).Select(j => Sample(j.item, j.Item2, primer)));
        }
        return new EvaluationReport(step, splits, samples);
    }

    private static SampleAnswer Sample(LadderItem item, JudgedAnswer answer, bool primer) => new(
        item.Levels[^1][^1].Content, answer.Judged, [.. item.Constraints.Select(c => c.Text)],
        primer ? EvaluationBuilder.Holds(item.Constraints, answer.Judged) : [.. answer.Verdicts.Select(EvaluationBuilder.Satisfied)]);
}
