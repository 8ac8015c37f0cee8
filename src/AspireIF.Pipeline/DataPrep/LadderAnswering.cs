using AspireIF.Pipeline.Configuration;
using AspireIF.Pipeline.Data;
using AspireIF.Pipeline.Messages;

namespace AspireIF.Pipeline.DataPrep;

/// <summary>A ladder and what a policy answered at each of its levels.</summary>
/// <param name="Answers">o_0 .. o_n, thoughts cut off.</param>
public sealed record AnsweredLadder(LadderItem Item, IReadOnlyList<string> Answers);

/// <summary>Has a policy answer ladders, for pseudo-labels.</summary>
internal static class LadderAnswering
{
    /// <summary>The ladders of one set of labels: a draw of those that ask something soft; the same for the same run and set.</summary>
    public static IReadOnlyList<LadderItem> Choose(IReadOnlyList<LadderItem> items, int count, ulong seed, long labels)
    {
        LadderItem[] soft = [.. items.Where(i => i.Constraints.Any(c => !c.IsHard))];
        Seeds.Random(seed, $"labels/{labels}").Shuffle(soft);
        return [.. soft.Take(count)];
    }

    /// <summary>One answer a level, by exactly this version of the policy.</summary>
    public static async Task<IReadOnlyList<AnsweredLadder>> AnswerAsync(
        IReadOnlyList<LadderItem> ladders, long labels, long policy, bool exact, RunConfiguration configuration, AnswerRequests requests, Action<double> progress, CancellationToken cancellation)
    {
        NamedJob[] jobs = [.. ladders.SelectMany(ladder => ladder.Levels.Select((messages, level) =>
        {
            string id = $"labels/{labels}/{ladder.Key}/{level}";
            return new NamedJob(id, new GenerationJob(messages, [], Seeds.Answers(configuration.Seed, id, 1), new VersionRange(policy, exact ? policy : null)));
        }))];
        IReadOnlyList<GenerationOutcome> outcomes = await requests.AskAsync(jobs, done => progress((double)done / jobs.Length), cancellation).ConfigureAwait(false);
        var answered = new List<AnsweredLadder>(ladders.Count);
        int at = 0;
        foreach (LadderItem ladder in ladders)
        {
            answered.Add(new(ladder, [.. outcomes.Skip(at).Take(ladder.Levels.Count).Select(o => o.Answers[0].Judged)]));
            at += ladder.Levels.Count;
        }
        return answered;
    }
}
