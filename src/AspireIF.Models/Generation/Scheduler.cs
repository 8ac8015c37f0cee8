namespace AspireIF.Models.Generation;

/// <summary>
/// Decides which rows a step computes. Sequences run in the order of their arrival; one that ends makes room at the next step. When the cache
/// is full the youngest gives its pages back and waits; it computes its tokens again later, with the same result.
/// </summary>
internal sealed class Scheduler(IDecoderBackend backend, int maxSequences)
{
    private readonly PagePool _pool = new(backend.Pages);
    private readonly List<Sequence> _running = []; // by arrival
    private readonly LinkedList<Sequence> _waiting = new();
    private readonly List<PromptGroup> _holding = []; // groups that keep pages
    private readonly List<StepSegment> _segments = [];

    public int Running => _running.Count;

    public int Waiting => _waiting.Count;

    public int FreePages => _pool.Free;

    public long Preemptions { get; private set; }

    public IEnumerable<Sequence> All => _running.Concat(_waiting);

    /// <summary>Whether the next plan may send a sequence back to the queue, or needs all tokens: then none may be on its way.</summary>
    public bool MustSettle => _pool.Free < _running.Count || _running.Exists(sequence => sequence.Request.Sampling.RepetitionPenalty != 1);

    public void Add(Sequence sequence) => _waiting.AddLast(sequence);

    /// <summary>The sequence has ended, or was cancelled.</summary>
    public void Remove(Sequence sequence)
    {
        if (!_running.Remove(sequence))
            _waiting.Remove(sequence);
        Release(sequence);
        if (!sequence.Started)
            MarkStarted(sequence);
    }

    /// <summary>Shared prompts are computed again before they are shared further: the weights have changed.</summary>
    public void ForgetPrompts()
    {
        while (TryDropHeldPrompt())
        {
        }
        foreach (var sequence in _running)
            if (sequence.Group is { } group)
                group.Leader = null;
    }

    /// <summary>The rows of the next step; empty when there is nothing to do.</summary>
    public IReadOnlyList<StepSegment> Plan()
    {
        _segments.Clear();
        for (var i = 0; i < _running.Count; i++)
            GrowOrPreempt(_running[i]);

        var rows = backend.MaxRows;
        foreach (var sequence in _running)
            if (sequence.Length - sequence.Computed == 1 && !sequence.IsFull)
                AddSegment(sequence, ref rows);
        foreach (var sequence in _running)
            if (sequence.Length - sequence.Computed > 1 && rows > 0)
                AddSegment(sequence, ref rows);

        for (var node = _waiting.First; node is not null && _running.Count < maxSequences && rows > 0;)
        {
            var (sequence, next) = (node.Value, node.Next);
            if (sequence.Group is not { Leader: not null })
            {
                if (!TryAdmit(sequence))
                    break;
                _waiting.Remove(node);
                AddSegment(sequence, ref rows);
            }
            node = next;
        }
        return _segments;
    }

    /// <summary>The planned rows have been computed.</summary>
    public void Advance()
    {
        foreach (var (sequence, start, count) in _segments)
        {
            sequence.Computed = start + count;
            if (sequence.Group is { } group && group.Leader == sequence && sequence.Computed >= sequence.PromptLength - 1)
                HoldPrompt(sequence, group);
        }
    }

    private void AddSegment(Sequence sequence, ref int rows)
    {
        var count = Math.Min(rows, sequence.Length - sequence.Computed);
        _segments.Add(new StepSegment(sequence, sequence.Computed, count));
        rows -= count;
    }

    private void GrowOrPreempt(Sequence sequence)
    {
        while (sequence.Pages.Count < PagesFor(sequence.Length))
        {
            if (_pool.Free > 0 || TryDropHeldPrompt())
            {
                if (_pool.Free > 0)
                    sequence.Pages.Add(_pool.Allocate());
                continue;
            }
            var youngest = _running[^1];
            _running.RemoveAt(_running.Count - 1);
            Release(youngest);
            _waiting.AddFirst(youngest);
            Preemptions++;
            if (youngest == sequence)
                return;
        }
    }

    /// <summary>Gives a waiting sequence its pages; false while there are too few.</summary>
    private bool TryAdmit(Sequence sequence)
    {
        // Every running sequence should be able to grow by a page before one must be preempted.
        var reserve = _running.Count;
        int shared, needed;
        do
        {
            shared = sequence.Group is { Pages.Count: > 0 } ? (sequence.PromptLength - 1) / backend.PageTokens : 0;
            needed = PagesFor(sequence.Length) - shared;
        }
        while (_pool.Free < needed + reserve && _running.Count == 0 && TryDropHeldPrompt());
        if (_pool.Free < needed + reserve)
            return false;

        if (sequence.Group is { } group)
        {
            if (group.Pages.Count > 0)
                SharePrompt(group, sequence, shared);
            else
                group.Leader = sequence;
        }
        while (sequence.Pages.Count < PagesFor(sequence.Length))
            sequence.Pages.Add(_pool.Allocate());
        _running.Insert(~_running.BinarySearch(sequence, ByArrival), sequence);
        MarkStarted(sequence);
        return true;
    }

    private void SharePrompt(PromptGroup group, Sequence sequence, int shared)
    {
        for (var i = 0; i < shared; i++)
        {
            _pool.AddReference(group.Pages[i]);
            sequence.Pages.Add(group.Pages[i]);
        }
        if (shared < group.Pages.Count)
        {
            // The last page is not full: this sequence goes on in a copy.
            var page = _pool.Allocate();
            backend.CopyPage(group.Pages[shared], page);
            sequence.Pages.Add(page);
        }
        sequence.Computed = sequence.PromptLength - 1;
    }

    private void MarkStarted(Sequence sequence)
    {
        if (sequence.Started)
            return;
        sequence.Started = true;
        if (sequence.Group is { } group && --group.NotStarted == 0)
            DropPrompt(group);
    }

    private void HoldPrompt(Sequence leader, PromptGroup group)
    {
        group.Leader = null;
        if (group.NotStarted == 0)
            return;
        foreach (var page in leader.Pages.Take(PagesFor(leader.PromptLength - 1)))
        {
            _pool.AddReference(page);
            group.Pages.Add(page);
        }
        _holding.Add(group);
    }

    private bool TryDropHeldPrompt()
    {
        if (_holding.Count == 0)
            return false;
        DropPrompt(_holding[^1]);
        return true;
    }

    private void DropPrompt(PromptGroup group)
    {
        foreach (var page in group.Pages)
            _pool.Release(page);
        group.Pages.Clear();
        _holding.Remove(group);
    }

    private void Release(Sequence sequence)
    {
        foreach (var page in sequence.Pages)
            _pool.Release(page);
        sequence.Pages.Clear();
        sequence.Computed = 0;
        if (sequence.Group is { } group && group.Leader == sequence)
            group.Leader = null;
    }

    private int PagesFor(int tokens) => (tokens + backend.PageTokens - 1) / backend.PageTokens;

    private static readonly Comparer<Sequence> ByArrival = Comparer<Sequence>.Create((a, b) => a.Arrival.CompareTo(b.Arrival));
}
