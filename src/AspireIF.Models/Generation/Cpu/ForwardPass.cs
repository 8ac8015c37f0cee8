using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AspireIF.Models.Generation.Cpu;

/// <summary>Takes the logits of a row; they are overwritten afterwards.</summary>
/// <param name="logits">[vocabulary]</param>
/// <param name="worker">Whose scratch may be used.</param>
internal delegate void LogitsTaker(int row, ReadOnlySpan<float> logits, int worker);

/// <summary>
/// The decoder over a range of rows. With a team the work inside each operation is shared, which suits few rows of a big model; with a team
/// of one it is a plain loop, and several passes run side by side over different rows, which suits many rows of a small one.
/// </summary>
internal sealed unsafe class ForwardPass
{
    private const int RowBlock = 64;

    /// <summary>Multiply-adds below which waking other threads costs more than it saves.</summary>
    private const long SmallProduct = 200_000;

    private readonly DecoderShape _shape;
    private readonly CpuWeights _weights;
    private readonly KeyValueCache _cache;
    private readonly Activations _rows;
    private readonly NativeBuffer _cosSin;
    private readonly WorkTeam _team;
    private readonly WorkerScratch[] _scratch;
    private readonly int _firstScratch;
    private readonly int _firstLogit;
    private readonly int _logitRows;
    private readonly LogitsTaker _take;
    private readonly Action<int, int> _normTask, _attendTask, _swiGluTask, _productTask, _takeTask;

    // The operation in progress; tasks read it.
    private int _from, _to;
    private int _layer;
    private float* _norm;
    private Product _product;
    private readonly int[] _wanted;
    private int _firstWanted, _wantedCount;

    /// <param name="team">Who shares the work; this pass uses the scratch of <paramref name="firstScratch"/> and following.</param>
    /// <param name="firstLogit">Its own rows of the logits buffer.</param>
    public ForwardPass(
        DecoderShape shape, CpuWeights weights, KeyValueCache cache, Activations rows, NativeBuffer cosSin, WorkTeam team,
        WorkerScratch[] scratch, int firstScratch, int maxRows, int firstLogit, int logitRows, LogitsTaker take)
    {
        (_shape, _weights, _cache, _rows, _cosSin, _team) = (shape, weights, cache, rows, cosSin, team);
        (_scratch, _firstScratch, _firstLogit, _logitRows) = (scratch, firstScratch, firstLogit, logitRows);
        _wanted = new int[maxRows];
        _take = take;
        (_normTask, _attendTask, _swiGluTask, _productTask, _takeTask) = (NormRows, AttendRows, SwiGluRows, MultiplyTile, TakeLogits);
    }

    /// <summary>Where the time went, in stopwatch ticks.</summary>
    public StepTimes Times { get; } = new();

    /// <summary>Computes rows [from, to) and hands out the logits of some.</summary>
    /// <param name="wanted">Per row of the step: whether its logits are wanted.</param>
    public void Run(int from, int to, ReadOnlySpan<bool> wanted)
    {
        (_from, _to) = (from, to);
        for (var row = from; row < to; row++)
            _weights.Embedding.CopyRow(_rows.Tokens[row], _rows.Residual(row));

        for (_layer = 0; _layer < _shape.Layers; _layer++)
            Block(_weights.Layers[_layer]);

        _wantedCount = 0;
        for (var row = from; row < to; row++)
            if (wanted[row])
                _wanted[_wantedCount++] = row;
        for (_firstWanted = 0; _firstWanted < _wantedCount; _firstWanted += _logitRows)
            HandOutLogits(Math.Min(_logitRows, _wantedCount - _firstWanted));
    }

    private void Block(CpuLayer layer)
    {
        var clock = Stopwatch.GetTimestamp();
        _norm = layer.InputNorm.Pointer;
        OverRows(_normTask);
        Times.Other += Lap(ref clock);
        Multiply(layer.QueryKeyValue, _rows.Normed(_from), _rows.ResidualStride, _rows.QueryKeyValue(_from), _rows.AttentionStride, accumulate: false);
        Times.Projections += Lap(ref clock);
        // All keys and values of this step are in the cache before any row attends.
        for (var row = _from; row < _to; row++)
            RotateAndStore(layer, row);
        Times.Other += Lap(ref clock);
        OverRows(_attendTask);
        Times.Attention += Lap(ref clock);
        Multiply(layer.Output, _rows.Mixed(_from), _rows.MixedStride, _rows.Residual(_from), _rows.ResidualStride, accumulate: true);
        Times.Projections += Lap(ref clock);
        _norm = layer.PostNorm.Pointer;
        OverRows(_normTask);
        Times.Other += Lap(ref clock);
        Multiply(layer.GateUp, _rows.Normed(_from), _rows.ResidualStride, _rows.GateUp(_from), _rows.GateUpStride, accumulate: false);
        Times.Projections += Lap(ref clock);
        OverRows(_swiGluTask);
        Times.Other += Lap(ref clock);
        Multiply(layer.Down, _rows.GateUp(_from), _rows.GateUpStride, _rows.Residual(_from), _rows.ResidualStride, accumulate: true);
        Times.Projections += Lap(ref clock);
    }

    private void HandOutLogits(int count)
    {
        var clock = Stopwatch.GetTimestamp();
        // The normed rows of the wanted tokens move together; nothing reads the others any more.
        for (var i = 0; i < count; i++)
            RowKernels.RmsNorm(
                _rows.Residual(_wanted[_firstWanted + i]), _weights.FinalNorm.Pointer, _shape.Hidden, _shape.NormEpsilon, _rows.Normed(_from + i));
        Multiply(_weights.Head, _rows.Normed(_from), _rows.ResidualStride, _rows.Logits(_firstLogit), _rows.LogitStride, accumulate: false, count);
        Times.Head += Lap(ref clock);
        _team.Run(count, _takeTask);
        Times.Sampling += Lap(ref clock);
    }

    private void TakeLogits(int index, int worker) =>
        _take(_wanted[_firstWanted + index], new ReadOnlySpan<float>(_rows.Logits(_firstLogit + index), _shape.Vocabulary), _firstScratch + worker);

    private void RotateAndStore(CpuLayer layer, int row)
    {
        var dimension = _shape.HeadDimension;
        var queries = _rows.QueryKeyValue(row);
        var keys = queries + _shape.QueryWidth;
        var position = _rows.Positions[row];
        var cosSin = _cosSin.Pointer + (long)position * dimension;
        var scale = 1 / MathF.Sqrt(dimension);
        for (var head = 0; head < _shape.Heads; head++)
        {
            if (layer.QueryNorm is { } norm)
                RowKernels.RmsNorm(queries + head * dimension, norm.Pointer, dimension, _shape.NormEpsilon, queries + head * dimension);
            RowKernels.Rotate(queries + head * dimension, cosSin, dimension, scale);
        }
        for (var head = 0; head < _shape.KeyValueHeads; head++)
        {
            if (layer.KeyNorm is { } norm)
                RowKernels.RmsNorm(keys + head * dimension, norm.Pointer, dimension, _shape.NormEpsilon, keys + head * dimension);
            RowKernels.Rotate(keys + head * dimension, cosSin, dimension, 1);
        }
        var page = _rows.Pages[row][position / Attention.PageTokens];
        _cache.Write(_layer, page, position % Attention.PageTokens, keys, keys + _shape.KeyWidth);
    }

    private void NormRows(int task, int worker)
    {
        var (from, to) = RowsOf(task);
        for (var row = from; row < to; row++)
            RowKernels.RmsNorm(_rows.Residual(row), _norm, _shape.Hidden, _shape.NormEpsilon, _rows.Normed(row));
    }

    private void AttendRows(int task, int worker)
    {
        var (from, to) = RowsOf(task);
        var scores = _scratch[_firstScratch + worker].Scores;
        var group = _shape.Heads / _shape.KeyValueHeads;
        for (var row = from; row < to; row++)
        {
            var pages = CollectionsMarshal.AsSpan(_rows.Pages[row]);
            for (var head = 0; head < _shape.Heads; head++)
                Attention.Head(
                    _rows.QueryKeyValue(row) + head * _shape.HeadDimension, pages, _cache.Keys(_layer, head / group), _cache.Values(_layer, head / group),
                    _cache.PageStride, _rows.Positions[row] + 1, _shape.HeadDimension, scores, _rows.Mixed(row) + head * _shape.HeadDimension);
        }
    }

    private void SwiGluRows(int task, int worker)
    {
        var (from, to) = RowsOf(task);
        for (var row = from; row < to; row++)
            RowKernels.SwiGlu(_rows.GateUp(row), _rows.GateUp(row) + _shape.Intermediate, _shape.Intermediate);
    }

    private void OverRows(Action<int, int> body) => _team.Run(RowTasks, body);

    // A single row is one task; more rows are shared evenly, several tasks a thread.
    private int RowTasks => _team.Size == 1 ? 1 : Math.Min(_to - _from, 4 * _team.Size);

    private (int From, int To) RowsOf(int task) =>
        (_from + (int)((long)(_to - _from) * task / RowTasks), _from + (int)((long)(_to - _from) * (task + 1) / RowTasks));

    private void Multiply(PackedMatrix w, float* a, int aStride, float* c, int cStride, bool accumulate, int? rows = null)
    {
        var count = rows ?? _to - _from;
        if (_team.Size == 1 || (long)count * w.Outputs * w.Inputs < SmallProduct)
        {
            MatrixProduct.Multiply(a, aStride, count, w, 0, w.Panels, c, cStride, accumulate);
            return;
        }
        var rowBlocks = (count + RowBlock - 1) / RowBlock;
        var columnGroups = Math.Clamp(4 * _team.Size / rowBlocks, 1, w.Panels);
        _product = new Product(w, a, aStride, c, cStride, count, rowBlocks, columnGroups, accumulate);
        _team.Run(rowBlocks * columnGroups, _productTask);
    }

    private void MultiplyTile(int task, int worker)
    {
        var p = _product;
        var (row, group) = (task % p.RowBlocks * RowBlock, task / p.RowBlocks);
        MatrixProduct.Multiply(
            p.A + (long)row * p.AStride, p.AStride, Math.Min(RowBlock, p.Rows - row), p.W,
            p.W.Panels * group / p.ColumnGroups, p.W.Panels * (group + 1) / p.ColumnGroups,
            p.C + (long)row * p.CStride, p.CStride, p.Accumulate);
    }

    private static long Lap(ref long clock)
    {
        var now = Stopwatch.GetTimestamp();
        var ticks = now - clock;
        clock = now;
        return ticks;
    }

    private readonly struct Product(
        PackedMatrix w, float* a, int aStride, float* c, int cStride, int rows, int rowBlocks, int columnGroups, bool accumulate)
    {
        public readonly PackedMatrix W = w;
        public readonly float* A = a, C = c;
        public readonly int AStride = aStride, CStride = cStride, Rows = rows, RowBlocks = rowBlocks, ColumnGroups = columnGroups;
        public readonly bool Accumulate = accumulate;
    }
}
