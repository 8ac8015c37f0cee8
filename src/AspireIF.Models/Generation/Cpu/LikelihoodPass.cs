namespace AspireIF.Models.Generation.Cpu;

/// <summary>
/// Reads prompts with their answers on one thread. The row of a token tells how likely the next one was, so an answer's rows are the prompt's last token and its own but the last.
/// Rows of many answers share a step; an answer may begin in one step and end in another.
/// </summary>
internal sealed unsafe class LikelihoodPass : IDisposable
{
    // As many as their activations fit a core's second-level cache beside a layer's weights.
    private const int MaxRows = 128, LogitRows = 64;

    private readonly KeyValueCache _cache;
    private readonly PagePool _pool;
    private readonly Activations _rows;
    private readonly NativeBuffer _cosSin;
    private readonly WorkTeam _alone = new(1);
    private readonly WorkerScratch _scratch;
    private readonly ForwardPass _forward;
    private readonly bool[] _wanted = new bool[MaxRows];
    private readonly (int Token, float[] Into, int At)[] _targets = new (int, float[], int)[MaxRows];
    private readonly List<int> _read = []; // pages of answers whose last row is in the step that is being filled
    private int _filled;

    /// <param name="pages">Of the cache.</param>
    /// <param name="context">The longest sequence.</param>
    public LikelihoodPass(DecoderShape shape, CpuWeights weights, int pages, int context)
    {
        (Pages, Context) = (pages, context);
        _cache = new KeyValueCache(shape, pages);
        _pool = new PagePool(pages);
        _rows = new Activations(shape, MaxRows, LogitRows);
        _cosSin = RotaryTable.Of(shape, context);
        _scratch = new WorkerScratch(shape, context);
        _forward = new ForwardPass(shape, weights, _cache, _rows, _cosSin, _alone, [_scratch], 0, MaxRows, 0, LogitRows, Take);
    }

    public int Pages { get; }

    public int Context { get; }

    /// <summary>Pages that these groups need: their prompts stay while their answers are read, some at a time.</summary>
    public static int PagesFor(GivenAnswers[] groups) =>
        groups.Sum(group => PagesOf(group.Prompt.Length)) + groups.Max(group => PagesOf(group.LongestSequence)) + 2 * MaxRows / Attention.PageTokens;

    /// <param name="results">[answers][tokens]; those of the groups are filled in.</param>
    public void Run(GivenAnswers[] groups, float[][] results)
    {
        List<int>[] prompts = [.. groups.Select(ReadPrompt)];
        Step();
        foreach (var (group, prompt) in groups.Zip(prompts))
        {
            foreach (var (index, tokens) in group.Answers)
                ReadAnswer(group.Prompt, prompt, tokens, results[index]);
        }
        Step();
        foreach (int page in prompts.SelectMany(pages => pages))
            _pool.Release(page);
    }

    public void Dispose()
    {
        _alone.Dispose();
        _cache.Dispose();
        _rows.Dispose();
        _cosSin.Dispose();
        _scratch.Dispose();
    }

    private static int PagesOf(int tokens) => (tokens + Attention.PageTokens - 1) / Attention.PageTokens;

    /// <summary>All tokens but the last.</summary>
    private List<int> ReadPrompt(GivenAnswers group)
    {
        List<int> pages = [.. Enumerable.Range(0, PagesOf(group.Prompt.Length - 1)).Select(_ => _pool.Allocate())];
        for (int position = 0; position < group.Prompt.Length - 1; position++)
            Add(pages, group.Prompt[position], position);
        return pages;
    }

    private void ReadAnswer(int[] prompt, List<int> promptPages, int[] answer, float[] into)
    {
        int first = prompt.Length - 1, shared = first / Attention.PageTokens, own = PagesOf(first + answer.Length) - shared;
        if (_pool.Free < own)
            Step();
        List<int> pages = [.. promptPages.Take(shared), .. Enumerable.Range(0, own).Select(_ => _pool.Allocate())];
        if (shared < promptPages.Count)
            _cache.CopyPage(promptPages[shared], pages[shared]); // the prompt ends within a page, which the answer goes on writing
        for (int i = 0; i < answer.Length; i++)
            Add(pages, i == 0 ? prompt[^1] : answer[i - 1], first + i, (answer[i], into, i));
        _read.AddRange(pages.Skip(shared));
    }

    private void Add(List<int> pages, int token, int position, (int Token, float[] Into, int At)? target = null)
    {
        if (_filled == MaxRows)
            Step();
        (_rows.Pages[_filled], _rows.Tokens[_filled], _rows.Positions[_filled]) = (pages, token, position);
        _wanted[_filled] = target is not null;
        _targets[_filled++] = target.GetValueOrDefault();
    }

    /// <summary>Computes the rows that were added.</summary>
    private void Step()
    {
        _forward.Run(0, _filled, _wanted);
        _filled = 0;
        foreach (int page in _read)
            _pool.Release(page);
        _read.Clear();
    }

    private void Take(int row, ReadOnlySpan<float> logits, int worker)
    {
        var (token, into, at) = _targets[row];
        into[at] = RowKernels.LogProb(logits, token);
    }
}
