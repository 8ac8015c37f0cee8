namespace AspireIF.Instructions.Checkers;

/// <summary>
/// The scores of IFEval, gathered answer by answer: the shares of prompts and of instructions followed, strictly and loosely, and the
/// shares for each constraint type. Soft constraints do not count.
/// </summary>
public sealed class IfEvalScores
{
    private readonly SortedDictionary<string, (int Count, int Strict, int Loose)> _types = new(StringComparer.Ordinal);
    private int _prompts, _promptsStrict, _promptsLoose, _instructions, _instructionsStrict, _instructionsLoose;

    public int Prompts => _prompts;

    public int Instructions => _instructions;

    public double PromptStrict => Share(_promptsStrict, _prompts);

    public double PromptLoose => Share(_promptsLoose, _prompts);

    public double InstructionStrict => Share(_instructionsStrict, _instructions);

    public double InstructionLoose => Share(_instructionsLoose, _instructions);

    /// <summary>For each type: how often it was asked, and the shares followed.</summary>
    public IReadOnlyList<IfEvalTypeScore> Types =>
        [.. _types.Select(t => new IfEvalTypeScore(t.Key, t.Value.Count, Share(t.Value.Strict, t.Value.Count), Share(t.Value.Loose, t.Value.Count)))];

    /// <summary>Counts one answer in.</summary>
    public void Add(Verification verification)
    {
        _prompts++;
        _promptsStrict += verification.FollowsAllStrict ? 1 : 0;
        _promptsLoose += verification.FollowsAllLoose ? 1 : 0;
        foreach (ConstraintVerification constraint in verification.Constraints)
        {
            if (constraint.Strict is not { } strict)
                continue;
            bool loose = constraint.Loose == true;
            _instructions++;
            _instructionsStrict += strict ? 1 : 0;
            _instructionsLoose += loose ? 1 : 0;
            var (count, strictCount, looseCount) = _types.GetValueOrDefault(constraint.Id);
            _types[constraint.Id] = (count + 1, strictCount + (strict ? 1 : 0), looseCount + (loose ? 1 : 0));
        }
    }

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}

/// <summary>How one constraint type fared.</summary>
/// <param name="Strict">From 0 to 1, like <paramref name="Loose"/>.</param>
public sealed record IfEvalTypeScore(string Id, int Count, double Strict, double Loose);
