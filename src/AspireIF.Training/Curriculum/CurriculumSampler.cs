using AspireIF.Instructions;

namespace AspireIF.Training.Curriculum;

/// <summary>
/// Draws items of a curriculum: first a level, then the level's next item. Every level's items come in a random order, all before any comes
/// again. The same items, options, state and reports give the same draws. Not for several threads at once.
/// </summary>
public sealed class CurriculumSampler
{
    private readonly CurriculumSamplerOptions _options;
    private readonly SortedDictionary<int, LevelItems> _levels = [];
    private long _draws;

    /// <param name="items">At least one; their order matters to the draws.</param>
    /// <param name="state">To continue from; levels that it does not know start afresh.</param>
    /// <exception cref="ArgumentException">There are no items, or the options have problems.</exception>
    public CurriculumSampler(IEnumerable<CurriculumItem> items, CurriculumSamplerOptions options, CurriculumState? state = null)
    {
        if (options.Problems() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join("; ", problems), nameof(options));
        _options = options;
        _draws = state?.Draws ?? 0;
        foreach (var level in items.GroupBy(item => item.Level))
            _levels[level.Key] = new LevelItems([.. level], options.Seed, state?.Levels.GetValueOrDefault(level.Key) ?? new LevelState(0, 0.5));
        if (_levels.Count == 0)
            throw new ArgumentException("there are no items to draw from", nameof(items));
    }

    /// <summary>As it is now.</summary>
    public CurriculumState State => new(_draws, new(_levels.ToDictionary(level => level.Key, level => new LevelState(level.Value.Drawn, level.Value.Success))));

    /// <summary>The probability with which the next draw is of each level.</summary>
    public IReadOnlyDictionary<int, double> Weights
    {
        get
        {
            var weights = _levels.ToDictionary(level => level.Key, level => Weight(level.Key, level.Value));
            double sum = weights.Values.Sum();
            return weights.ToDictionary(weight => weight.Key, weight => weight.Value / sum);
        }
    }

    public CurriculumItem Next()
    {
        double at = SplitMix64.For(_options.Seed, (ulong)_draws).NextDouble();
        LevelItems? chosen = null;
        foreach ((int level, double weight) in Weights.OrderBy(weight => weight.Key))
        {
            if (weight == 0)
                continue;
            chosen = _levels[level];
            if ((at -= weight) < 0)
                break;
        }
        _draws++;
        return chosen!.Next();
    }

    public IReadOnlyList<CurriculumItem> Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];

    /// <summary>Tells how a group of answers to an item of a level fared.</summary>
    /// <param name="success">The share of the answers that satisfied all constraints, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level has no items, or the share is not one.</exception>
    public void Report(int level, double success)
    {
        if (!_levels.TryGetValue(level, out LevelItems? items))
            throw new ArgumentOutOfRangeException(nameof(level), level, "The curriculum has no such level.");
        ArgumentOutOfRangeException.ThrowIfNegative(success);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(success, 1);
        items.Success = _options.Memory * items.Success + (1 - _options.Memory) * success;
    }

    private double Weight(int level, LevelItems items) => _options.Mode switch
    {
        // The spread of a yes-or-no reward is sqrt(p (1 - p)); its square, scaled to 1 at one half.
        CurriculumMode.Adaptive => Math.Max(_options.LeastWeight, 4 * items.Success * (1 - items.Success)),
        CurriculumMode.Staged when _draws / _options.StageDraws < _levels.Count => level == _levels.Keys.ElementAt((int)(_draws / _options.StageDraws)) ? 1 : 0,
        _ => items.Count,
    };

    /// <summary>The items of a level, in an order that is drawn anew each time all have been drawn.</summary>
    private sealed class LevelItems(CurriculumItem[] items, ulong seed, LevelState state)
    {
        private int[] _order = [];
        private long _round = -1;

        public int Count => items.Length;

        public long Drawn { get; private set; } = state.Drawn;

        public double Success { get; set; } = state.Success;

        public CurriculumItem Next()
        {
            long round = Drawn / items.Length;
            if (round != _round)
            {
                _round = round;
                _order = [.. Enumerable.Range(0, items.Length)];
                SplitMix64.For(seed ^ 0xC0FFEE, (ulong)(round * 64 + items[0].Level)).Shuffle(_order);
            }
            return items[_order[Drawn++ % items.Length]];
        }
    }
}
