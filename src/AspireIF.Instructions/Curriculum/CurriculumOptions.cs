namespace AspireIF.Instructions.Curriculum;

/// <summary>What a curriculum is made of.</summary>
public sealed record CurriculumOptions
{
    public static CurriculumOptions Default { get; } = new();

    public LevelMix Mix { get; init; } = LevelMix.Paper;

    public LadderOptions Ladder { get; init; } = LadderOptions.Default;

    public Arrangement Arrangement { get; init; } = Arrangement.Shuffled;

    /// <summary>Chooses the shuffles.</summary>
    public ulong Seed { get; init; }

    /// <summary>How many rows a shuffle keeps in memory: a row moves at most about this far forward.</summary>
    public int ShuffleWindow { get; init; } = 1 << 16;
}

/// <summary>The order of a curriculum's rows.</summary>
public enum Arrangement
{
    /// <summary>Ladder by ladder, from the lowest level up; nothing is kept in memory.</summary>
    Ladders,

    Shuffled,

    /// <summary>Level by level, shuffled within each; all rows are kept in memory.</summary>
    ByLevel,
}
