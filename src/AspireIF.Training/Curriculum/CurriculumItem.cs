namespace AspireIF.Training.Curriculum;

/// <summary>A level of an instruction's ladder.</summary>
/// <param name="Key">Of the instruction.</param>
/// <param name="Level">How many of its constraints are asked.</param>
public sealed record CurriculumItem(string Key, int Level);

/// <summary>Which levels are drawn when.</summary>
public enum CurriculumMode
{
    /// <summary>All items alike, in random order.</summary>
    None,

    /// <summary>Level after level, from the easiest on, an equal number of draws for each; after the last, all alike.</summary>
    Staged,

    /// <summary>Levels that the policy satisfies about half of the time are drawn most: there a group's answers differ and teach.</summary>
    Adaptive,
}

/// <summary>How a curriculum is sampled.</summary>
public sealed record CurriculumSamplerOptions
{
    public CurriculumMode Mode { get; init; } = CurriculumMode.Adaptive;

    /// <summary>Draws of a stage (staged).</summary>
    public int StageDraws { get; init; } = 512;

    /// <summary>The least weight of a level, beside 1 for one that is satisfied half of the time (adaptive): none is forgotten.</summary>
    public double LeastWeight { get; init; } = 0.1;

    /// <summary>How much of the old success rate a new observation leaves, 0 to 1 (adaptive).</summary>
    public double Memory { get; init; } = 0.95;

    public ulong Seed { get; init; } = 1;

    /// <summary>Every problem of the options, one sentence each; empty when they are sound.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Require(Enum.IsDefined(Mode), $"mode is {Mode}; it must be none, staged or adaptive");
        Require(StageDraws >= 1, $"stage-draws is {StageDraws}; it must be at least 1");
        Require(LeastWeight is > 0 and <= 1, $"least-weight is {LeastWeight}; it must be above 0 and at most 1");
        Require(Memory is >= 0 and < 1, $"memory is {Memory}; it must be at least 0 and below 1");
        return problems;

        void Require(bool holds, string problem)
        {
            if (!holds)
                problems.Add(problem);
        }
    }
}
