namespace AspireIF.Training.Curriculum;

/// <summary>Where a <see cref="CurriculumSampler"/> stands; JSON can hold it.</summary>
/// <param name="Draws">Items drawn.</param>
/// <param name="Levels">By level.</param>
public sealed record CurriculumState(long Draws, SortedDictionary<int, LevelState> Levels);

/// <param name="Drawn">Items of the level drawn.</param>
/// <param name="Success">Recent share of answers that satisfied all constraints; one half before the first observation.</param>
public sealed record LevelState(long Drawn, double Success);
