using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Curriculum;

/// <summary>Makes the rows of a curriculum from instructions: each gives those levels of its ladder that still lack rows.</summary>
public static class CurriculumBuilder
{
    /// <summary>
    /// Takes instructions until every level has its rows. When they run out before, the rows that there are come all the same and
    /// <paramref name="onShortfall"/> is told each level and how many rows it lacks.
    /// </summary>
    public static IEnumerable<CurriculumRow> Build(
        IEnumerable<Instruction> instructions, CurriculumOptions? options = null, Action<int, int>? onShortfall = null, CancellationToken cancellation = default)
    {
        options ??= CurriculumOptions.Default;
        IEnumerable<CurriculumRow> rows = Ladders(instructions, options, onShortfall, cancellation);
        return options.Arrangement switch
        {
            Arrangement.Shuffled => Shuffle(rows, options),
            Arrangement.ByLevel => Shuffle(rows, options with { ShuffleWindow = int.MaxValue }).OrderBy(row => row.Level.Level),
            _ => rows,
        };
    }

    private static IEnumerable<CurriculumRow> Ladders(
        IEnumerable<Instruction> instructions, CurriculumOptions options, Action<int, int>? onShortfall, CancellationToken cancellation)
    {
        int[] lacking = [.. options.Mix.Counts];
        if (lacking.Any(count => count > 0))
        {
            foreach (Instruction instruction in instructions)
            {
                cancellation.ThrowIfCancellationRequested();
                IReadOnlyList<LadderLevel> ladder = Ladder.Of(instruction, options.Ladder);
                for (int level = 0; level < ladder.Count && level < lacking.Length; level++)
                {
                    if (lacking[level] == 0)
                        continue;
                    lacking[level]--;
                    yield return new CurriculumRow($"{instruction.Key}/{level}", ladder[level]);
                }
                if (Array.TrueForAll(lacking, count => count == 0))
                    break;
            }
        }
        for (int level = 0; level < lacking.Length; level++)
        {
            if (lacking[level] > 0)
                onShortfall?.Invoke(level, lacking[level]);
        }
    }

    private static IEnumerable<CurriculumRow> Shuffle(IEnumerable<CurriculumRow> rows, CurriculumOptions options)
    {
        SplitMix64 random = SplitMix64.For(options.Seed, 0x5A0FF1E);
        var window = new List<CurriculumRow>();
        foreach (CurriculumRow row in rows)
        {
            window.Add(row);
            if (window.Count >= options.ShuffleWindow)
                yield return TakeAny();
        }
        while (window.Count > 0)
            yield return TakeAny();

        CurriculumRow TakeAny()
        {
            int at = random.Next(window.Count);
            CurriculumRow row = window[at];
            window[at] = window[^1];
            window.RemoveAt(window.Count - 1);
            return row;
        }
    }
}
