using AspireIF.Instructions.Primer;
using AspireIF.Models.Chat;
using AspireIF.Models.Generation;
using AspireIF.Training.Primer;

namespace AspireIF.Training.Evaluation;

/// <summary>Where a share lies.</summary>
public readonly record struct Interval(double Low, double High);

/// <summary>A share and how sure it is.</summary>
/// <param name="Successes">Out of <paramref name="Trials"/>.</param>
public readonly record struct Rate(int Successes, int Trials)
{
    public double Value => Trials == 0 ? 0 : (double)Successes / Trials;

    /// <summary>The 95% interval of Wilson (JASA 22, 1927), which holds for few trials and shares near 0 or 1.</summary>
    public Interval Interval
    {
        get
        {
            if (Trials == 0)
                return new(0, 1);
            const double z = 1.959964;
            double centre = (Value + z * z / (2 * Trials)) / (1 + z * z / Trials);
            double half = z / (1 + z * z / Trials) * Math.Sqrt(Value * (1 - Value) / Trials + z * z / (4.0 * Trials * Trials));
            return new(Math.Max(0, centre - half), Math.Min(1, centre + half));
        }
    }

    public static Rate Of(IEnumerable<bool> outcomes)
    {
        int successes = 0, trials = 0;
        foreach (bool outcome in outcomes)
        {
            trials++;
            successes += outcome ? 1 : 0;
        }
        return new(successes, trials);
    }
}

/// <summary>An answer of a model to an instruction of the primer, and the truth about it.</summary>
public sealed record PrimerAnswer(PrimerInstruction Instruction, string Text, bool Finished, IReadOnlyList<bool> Satisfied);

/// <summary>How a model follows the instructions of a split, by the truth.</summary>
/// <param name="Constraint">Of all constraints asked, how many were satisfied; <paramref name="Soft"/> and <paramref name="Hard"/> apart.</param>
/// <param name="AllByLevel">For instructions of each number of constraints (1, 2, ...): how many were satisfied whole.</param>
/// <param name="ByType">For each constraint id.</param>
/// <param name="Finished">Answers that ended by themselves.</param>
public sealed record PrimerReport(
    PrimerSplit Split, Rate Constraint, Rate Soft, Rate Hard, IReadOnlyDictionary<int, Rate> AllByLevel, IReadOnlyDictionary<string, Rate> ByType, Rate Finished);

/// <summary>Measures a model against the truth of the primer's world.</summary>
public static class PrimerEvaluation
{
    /// <param name="seed">Of the instructions and of the sampling; evaluation uses other seeds than training.</param>
    public static async Task<IReadOnlyList<PrimerAnswer>> AnswerAsync(
        LoadedModel model, PrimerSplit split, int count, ulong seed, SamplingOptions sampling, int maxNewTokens, CancellationToken cancellation)
    {
        var answers = PrimerGenerator.Instructions(split, seed).Take(count).Select(async (instruction, index) =>
        {
            GenerationRequest request = model.Chat(PrimerChat.Turns(instruction.Messages)) with
            {
                Sampling = sampling, MaxNewTokens = maxNewTokens, Seed = seed + (ulong)index,
            };
            GenerationResult result = await model.Engine.GenerateAsync(request, cancellation).ConfigureAwait(false);
            bool finished = result.FinishReason == FinishReason.StopToken;
            string text = result.Text!;
            bool[] satisfied = [.. instruction.Constraints.Select(c => PrimerTruth.Holds(c, text))];
            return new PrimerAnswer(instruction, text, finished, satisfied);
        });
        PrimerAnswer[] all = await Task.WhenAll(answers).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested(); // answers that were cut short would count as wrong ones
        return all;
    }

    public static PrimerReport Report(PrimerSplit split, IReadOnlyList<PrimerAnswer> answers)
    {
        var outcomes = answers.SelectMany(a => a.Instruction.Constraints.Zip(a.Satisfied)).ToArray();
        return new(split,
            Rate.Of(outcomes.Select(o => o.Second)),
            Rate.Of(outcomes.Where(o => !o.First.IsHard).Select(o => o.Second)),
            Rate.Of(outcomes.Where(o => o.First.IsHard).Select(o => o.Second)),
            new SortedDictionary<int, Rate>(answers.Where(a => a.Satisfied.Count > 0).GroupBy(a => a.Satisfied.Count)
                .ToDictionary(g => g.Key, g => Rate.Of(g.Select(a => a.Satisfied.All(s => s))))),
            new SortedDictionary<string, Rate>(outcomes.GroupBy(o => o.First.Id).ToDictionary(g => g.Key, g => Rate.Of(g.Select(o => o.Second))), StringComparer.Ordinal),
            Rate.Of(answers.Select(a => a.Finished)));
    }
}
