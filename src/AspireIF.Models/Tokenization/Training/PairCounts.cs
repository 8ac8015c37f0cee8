namespace AspireIF.Models.Tokenization;

/// <summary>How often each pair of neighbouring tokens occurs in a bag of words, kept right while pairs are merged.</summary>
internal sealed class PairCounts
{
    private readonly List<(int[] Tokens, long Count)> _words = [];
    private readonly Dictionary<(int Left, int Right), long> _counts = [];

    // Words that had the pair at some time; each is looked at again when the pair is merged.
    private readonly Dictionary<(int Left, int Right), HashSet<int>> _places = [];

    // Entries go stale when a count changes; a changed pair is entered again and stale entries are dropped on the way out.
    private readonly PriorityQueue<(int Left, int Right), (long NegativeCount, int Left, int Right)> _queue = new();
    private readonly HashSet<(int Left, int Right)> _changed = [];

    public PairCounts(IEnumerable<(int[] Tokens, long Count)> words)
    {
        foreach (var (tokens, count) in words)
        {
            for (var i = 0; i + 1 < tokens.Length; i++)
                Change((tokens[i], tokens[i + 1]), count, _words.Count);
            _words.Add((tokens, count));
        }
        EnterChanged();
    }

    /// <summary>The smallest ids win a tie; null where no pair is frequent enough.</summary>
    public (int Left, int Right)? MostFrequent(long minimum)
    {
        while (_queue.TryDequeue(out var pair, out var priority))
        {
            if (_counts.GetValueOrDefault(pair) != -priority.NegativeCount)
                continue;
            return -priority.NegativeCount >= minimum ? pair : null;
        }
        return null;
    }

    /// <summary>The pair stays unmerged.</summary>
    public void Forget(int left, int right) => _counts.Remove((left, right));

    /// <summary>Replaces the pair by a token everywhere, from the left in each word.</summary>
    public void Merge(int left, int right, int merged)
    {
        if (!_places.Remove((left, right), out var places))
            return;
        foreach (var place in places)
        {
            var (tokens, count) = _words[place];
            var replaced = Replace(tokens, left, right, merged);
            if (replaced.Length == tokens.Length)
                continue;
            for (var i = 0; i + 1 < tokens.Length; i++)
                Change((tokens[i], tokens[i + 1]), -count, place);
            for (var i = 0; i + 1 < replaced.Length; i++)
                Change((replaced[i], replaced[i + 1]), count, place);
            _words[place] = (replaced, count);
        }
        EnterChanged();
    }

    private static int[] Replace(int[] tokens, int left, int right, int merged)
    {
        var replaced = new List<int>(tokens.Length);
        for (var i = 0; i < tokens.Length; i++)
        {
            var matches = tokens[i] == left && i + 1 < tokens.Length && tokens[i + 1] == right;
            replaced.Add(matches ? merged : tokens[i]);
            if (matches)
                i++;
        }
        return [.. replaced];
    }

    private void Change((int Left, int Right) pair, long change, int place)
    {
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_counts, pair, out _) += change;
        _changed.Add(pair);
        if (change <= 0)
            return;
        if (!_places.TryGetValue(pair, out var places))
            _places[pair] = places = [];
        places.Add(place);
    }

    private void EnterChanged()
    {
        foreach (var pair in _changed)
        {
            if (_counts[pair] > 0)
                _queue.Enqueue(pair, (-_counts[pair], pair.Left, pair.Right));
            else
                _counts.Remove(pair);
        }
        _changed.Clear();
    }
}
