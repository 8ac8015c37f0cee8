using AspireIF.Models.Configuration;
using AspireIF.Models.Transformer;

namespace AspireIF.Models.Generation.Cpu;

/// <summary>
/// The decoder in fp32 with kernels of its own. A sequence's numbers depend on its tokens and the weights only: never on the rows beside it,
/// on how its prompt was cut into steps, or on the number of threads.
/// </summary>
internal sealed unsafe class CpuBackend : IDecoderBackend
{
    // Fewer rows per pass would read the weights too often, more would leave threads idle at the end.
    private const int MinPassRows = 32, MaxPassRows = 64;
    private const int LogitRows = 32;

    private readonly ModelConfiguration _configuration;
    private readonly DecoderShape _shape;
    private readonly CpuWeights _weights;
    private readonly KeyValueCache _cache;
    private readonly Activations _rows;
    private readonly NativeBuffer _cosSin;
    private readonly WorkTeam _team, _alone = new(1);
    private readonly WorkerScratch[] _scratch;
    private readonly ForwardPass _together;
    private readonly ForwardPass[] _apart;
    private readonly Action<int, int> _passTask;
    private readonly bool[] _samples;
    private readonly Sequence?[] _sequences;
    private readonly TokenChoice[] _rowChoices;
    private readonly List<(int From, int To)> _passes = [];

    public CpuBackend(DecoderModel model, EngineOptions options)
    {
        var threads = options.Threads ?? Environment.ProcessorCount;
        var plan = Plan(model.Configuration, options);
        var shape = DecoderShape.Of(model.Configuration);
        (_configuration, _shape) = (model.Configuration, shape);
        Pages = plan.Pages;
        MaxContext = plan.MaxContext;
        MaxRows = plan.MaxRows;
        _weights = new CpuWeights(shape);
        _weights.Load(model);
        _cache = new KeyValueCache(shape, plan.Pages);
        _rows = new Activations(shape, plan.MaxRows, threads * LogitRows);
        _cosSin = RotaryTable.Of(shape, plan.MaxContext);
        _team = new WorkTeam(threads);
        _scratch = [.. Enumerable.Range(0, threads).Select(_ => new WorkerScratch(shape, plan.MaxContext))];
        _samples = new bool[plan.MaxRows];
        _sequences = new Sequence?[plan.MaxRows];
        _rowChoices = new TokenChoice[plan.MaxRows];
        _together = new ForwardPass(shape, _weights, _cache, _rows, _cosSin, _team, _scratch, 0, plan.MaxRows, 0, threads * LogitRows, Sample);
        _apart = [.. Enumerable.Range(0, threads).Select(i =>
            new ForwardPass(shape, _weights, _cache, _rows, _cosSin, _alone, _scratch, i, plan.MaxRows, i * LogitRows, LogitRows, Sample))];
        _passTask = (pass, worker) => _apart[worker].Run(_passes[pass].From, _passes[pass].To, _samples);
    }

    public int PageTokens => Attention.PageTokens;

    public int Pages { get; }

    public int MaxContext { get; }

    public int MaxRows { get; }

    public int VocabularySize => _shape.Vocabulary;

    /// <summary>What an engine with these options would take.</summary>
    public static MemoryPlan Plan(ModelConfiguration configuration, EngineOptions options)
    {
        options.Validate();
        var shape = DecoderShape.Of(configuration);
        var threads = options.Threads ?? Environment.ProcessorCount;
        var context = Math.Min(options.MaxContext ?? int.MaxValue, configuration.MaxPositions);
        var bytes = CpuWeights.Bytes(shape) + Activations.Bytes(shape, options.MaxRows, threads * LogitRows)
            + (long)context * shape.HeadDimension * sizeof(float);
        return MemoryPlan.Create(options, context, bytes, KeyValueCache.PageBytes(shape), Attention.PageTokens);
    }

    public void SwapWeights(DecoderModel source)
    {
        WeightSwap.Check(source, _configuration);
        _weights.Load(source);
    }

    public void CopyPage(int source, int target) => _cache.CopyPage(source, target);

    public StepTimes Times()
    {
        var times = new StepTimes();
        times.Add(_together.Times);
        foreach (var pass in _apart)
            times.Add(pass.Times);
        return times;
    }

    public void Step(IReadOnlyList<StepSegment> segments, Span<TokenChoice> choices)
    {
        var rows = 0;
        foreach (var segment in segments)
            for (var i = 0; i < segment.Count; i++, rows++)
            {
                _sequences[rows] = segment.Sequence;
                _rows.Pages[rows] = segment.Sequence.Pages;
                _rows.Tokens[rows] = segment.Sequence.Token(segment.Start + i);
                _rows.Positions[rows] = segment.Start + i;
                _samples[rows] = segment.Samples && i == segment.Count - 1;
            }

        if (TrySplit(segments, rows))
            _team.Run(_passes.Count, _passTask);
        else
            _together.Run(0, rows, _samples);

        rows = 0;
        for (var i = 0; i < segments.Count; i++)
        {
            rows += segments[i].Count;
            if (segments[i].Samples)
                choices[i] = _rowChoices[rows - 1];
        }
        Array.Clear(_sequences); // or finished sequences would be kept alive
    }

    public void Dispose()
    {
        _team.Dispose();
        _alone.Dispose();
        _weights.Dispose();
        _cache.Dispose();
        _rows.Dispose();
        _cosSin.Dispose();
        foreach (var scratch in _scratch)
            scratch.Dispose();
    }

    /// <summary>
    /// Groups whole segments (the rows of one need each other's keys) into passes that threads run side by side without waiting for each other.
    /// False when there are too few rows or one segment is most of them.
    /// </summary>
    private bool TrySplit(IReadOnlyList<StepSegment> segments, int rows)
    {
        if (_team.Size == 1 || rows < MinPassRows * _team.Size)
            return false;
        var target = Math.Clamp(rows / (2 * _team.Size), MinPassRows, MaxPassRows);
        _passes.Clear();
        var (from, to, largest) = (0, 0, 0);
        foreach (var segment in segments)
        {
            to += segment.Count;
            if (to - from < target)
                continue;
            _passes.Add((from, to));
            largest = Math.Max(largest, to - from);
            from = to;
        }
        if (from < to)
            _passes.Add((from, to));
        // The largest first: a long one that starts last would run alone.
        _passes.Sort((a, b) => (b.To - b.From).CompareTo(a.To - a.From));
        return _passes.Count >= _team.Size && largest <= rows / _team.Size * 3 / 2;
    }

    private void Sample(int row, ReadOnlySpan<float> logits, int worker)
    {
        var sequence = _sequences[row]!;
        var uniform = Philox.Uniform(sequence.Request.Seed, (ulong)sequence.Generated);
        _rowChoices[row] = _scratch[worker].Sampler.Choose(logits, sequence.Request.Sampling, sequence.Tokens, uniform);
    }
}
