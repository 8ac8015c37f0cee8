using AspireIF.Models.Configuration;
using AspireIF.Models.Native.Cuda;

namespace AspireIF.Models.Generation.Cuda;

/// <summary>Parts of a pass, for measuring them alone.</summary>
[Flags]
internal enum PassParts
{
    QueryKeyValue = 1,
    Attention = 2,
    Output = 4,
    GateUp = 8,
    Down = 16,
    Head = 32,
    Sample = 64,
    Embed = 128,
    All = 255,
}

/// <summary>
/// The decoder for steps of one padded number of rows: five kernels a layer. The norms have no kernel of their own: a product that ends in the
/// residual stream multiplies by the next norm's gain and sums squares, and the product after it divides by their root.
/// </summary>
internal sealed unsafe class DecoderPass : IDisposable
{
    private readonly ModelConfiguration _model;
    private readonly CudaWeights _weights;
    private readonly EightBitWeights? _packed;
    private readonly CudaActivations _memory;
    private readonly StepInputs _inputs;
    private readonly KernelLibrary _kernels;
    private readonly TensorMaps _maps = new(16);
    private readonly Dictionary<(nint Matrix, int Rows), nint> _inputMaps = [];
    private readonly PassShapes _shapes;
    private readonly nint _turns;
    private readonly int _rows;
    private int _turn, _askers; // of the next kernel, and of the one before it

    /// <param name="packed">Used where the shapes say so.</param>
    /// <param name="rows">Padded: <see cref="ProductShape.Padded"/>.</param>
    /// <param name="turns">Cosines and sines, [positions, head dimension].</param>
    public DecoderPass(
        ModelConfiguration model, CudaWeights weights, EightBitWeights? packed, CudaActivations memory, StepInputs inputs, KernelLibrary kernels, PassShapes shapes, int rows, nint turns) =>
        (_model, _weights, _packed, _memory, _inputs, _kernels, _shapes, _rows, _turns) = (model, weights, packed, memory, inputs, kernels, shapes, rows, turns);

    /// <summary>Enqueues everything up to the last residual sum.</summary>
    /// <param name="appended">Whether rows of one sequence share the step, so that their keys are stored before any of them attends.</param>
    public void EnqueueLayers(nint stream, bool appended, PassParts parts = PassParts.All)
    {
        if (parts.HasFlag(PassParts.Embed))
            Embed(stream);
        (_turn, _askers) = (0, 0);
        var before = 1; // parts of the sum of squares
        for (var i = 0; i < _weights.Layers.Count; i++)
        {
            var (layer, packed) = (_weights.Layers[i], _packed?.Layers[i]);
            var after = i + 1 < _weights.Layers.Count ? _weights.Layers[i + 1].InputNorm : _weights.FinalNorm;
            if (parts.HasFlag(PassParts.QueryKeyValue))
                QueryKeyValue(stream, layer, packed, before);
            if (parts.HasFlag(PassParts.Attention))
                Attention(stream, layer, i, appended);
            if (parts.HasFlag(PassParts.Output))
                Residual(stream, _shapes.Output, layer.Output, packed?.Output, layer.OutputBias, _memory.Attended, _model.QueryHeads * _model.HeadDimension, layer.FeedForwardNorm, _memory.OtherSquares);
            if (parts.HasFlag(PassParts.GateUp))
                GateUp(stream, layer, packed, _shapes.Output.Tiles(_model.HiddenSize, ProductEnd.Residual));
            if (parts.HasFlag(PassParts.Down))
                Residual(stream, _shapes.Down, layer.Down, packed?.Down, 0, _memory.Gated, _model.IntermediateSize, after, _memory.Squares);
            before = _shapes.Down.Tiles(_model.HiddenSize, ProductEnd.Residual);
        }
    }

    /// <summary>Enqueues logits and choices of the first <paramref name="samples"/> rows, or of the rows that the inputs name.</summary>
    /// <param name="gathers">Whether the sampled rows are not simply the first ones.</param>
    public void EnqueueSampling(nint stream, int samples, bool gathers, PassParts parts = PassParts.All)
    {
        var squareParts = _shapes.Down.Tiles(_model.HiddenSize, ProductEnd.Residual);
        if (gathers)
            Gather(stream, samples, squareParts);
        var padded = ProductShape.Padded(samples);
        if (parts.HasFlag(PassParts.Head) && PassShapes.WideHead(padded) is { } wide)
        {
            var arguments = new WideArguments
            {
                Squares = (gathers ? _memory.SampledSquares : _memory.Squares).Pointer, Output = _memory.Logits.Pointer, Statistics = _memory.Statistics.Pointer,
                Temperature = _memory.Inputs.Pointer + _inputs.TemperaturesOffset, Depth = _model.HiddenSize, Outputs = _model.VocabularySize,
                Parts = squareParts, RowStride = _memory.Rows, Epsilon = (float)_model.NormEpsilon,
            };
            Wide(stream, ProductEnd.Logits, wide, padded, _weights.WideHead, _weights.WideHead, gathers ? _memory.SampledNormed : _memory.Normed, &arguments);
        }
        else if (parts.HasFlag(PassParts.Head))
        {
            var arguments = new ProductArguments
            {
                Squares = (gathers ? _memory.SampledSquares : _memory.Squares).Pointer, Output = _memory.Logits.Pointer, Statistics = _memory.Statistics.Pointer,
                Temperature = _memory.Inputs.Pointer + _inputs.TemperaturesOffset, Depth = _model.HiddenSize, Outputs = _model.VocabularySize,
                Parts = squareParts, RowStride = _memory.Rows, Epsilon = (float)_model.NormEpsilon,
            };
            Product(stream, ProductEnd.Logits, PassShapes.Head(_model, padded), padded, _weights.Head, _weights.Head, _weights.Head, null, gathers ? _memory.SampledNormed : _memory.Normed, &arguments);
        }
        if (parts.HasFlag(PassParts.Sample))
            Sample(stream, samples, (_model.VocabularySize + WideShape.Logits - 1) / WideShape.Logits);
    }

    public void Dispose() => _maps.Dispose();

    private void Embed(nint stream)
    {
        var arguments = new EmbedArguments
        {
            Embedding = _weights.Embedding, Gain = _weights.Layers[0].InputNorm, Tokens = _memory.Inputs.Pointer + StepInputs.TokensOffset, Choices = _memory.Choices.Pointer,
            Stream = _memory.Stream.Pointer, Normed = _memory.Normed.Pointer, Squares = _memory.Squares.Pointer, Turns = _memory.Turns.Pointer, Width = _model.HiddenSize,
            TurnCount = (int)(_memory.Turns.Bytes / sizeof(int)),
        };
        _kernels.Load("rows", "embed", 0).Launch(stream, (_rows, 1, 1), 128, 1, (nint)(&arguments));
    }

    private void QueryKeyValue(nint stream, CudaLayer layer, EightBitLayer? packed, int parts)
    {
        var (queries, keys) = (_model.QueryHeads * _model.HeadDimension / 64, _model.KeyValueHeads * _model.HeadDimension / 64);
        var arguments = new ProductArguments
        {
            FirstBias = layer.QueryBias, SecondBias = layer.KeyBias, ThirdBias = layer.ValueBias, Squares = _memory.Squares.Pointer, Output = _memory.Heads.Pointer,
            Depth = _model.HiddenSize, Outputs = CudaActivations.Width(_model), FirstBlocks = queries, SecondBlocks = queries + keys,
            Parts = parts, RowStride = _memory.Rows, Epsilon = (float)_model.NormEpsilon,
        };
        Product(stream, ProductEnd.QueryKeyValue, _shapes.QueryKeyValue, _rows, layer.Query, layer.Key, layer.Value, packed?.QueryKeyValue, _memory.Normed, &arguments);
    }

    private void Attention(nint stream, CudaLayer layer, int index, bool appended)
    {
        var arguments = new AttentionArguments
        {
            Heads = _memory.Heads.Pointer, Turns = _turns, QueryGain = layer.QueryNorm, KeyGain = layer.KeyNorm,
            Cache = _memory.Cache.Pointer + (nint)(index * CudaActivations.LayerPageBytes(_model)),
            Positions = _memory.Inputs.Pointer + _inputs.PositionsOffset, PageStarts = _memory.Inputs.Pointer + _inputs.PageStartsOffset,
            Pages = _memory.Inputs.Pointer + _inputs.PagesOffset, Output = _memory.Attended.Pointer, PageStride = CudaActivations.PageBytes(_model),
            QueryHeads = _model.QueryHeads, KeyHeads = _model.KeyValueHeads, Scale = 1 / MathF.Sqrt(_model.HeadDimension), Epsilon = (float)_model.NormEpsilon,
        };
        var (splits, stages) = (_shapes.AttentionSplits, _shapes.AttentionStages);
        (string, int)[] sizes = [("D", _model.HeadDimension), ("STAGES", stages), ("SPLITS", splits), ("EARLY", _shapes.AttentionEarly), ("APPENDED", appended ? 1 : 0), ("TURNS", Turns)];
        var shared = PassShapes.AttentionBytes(_model.HeadDimension, stages);
        arguments.Turn = NextTurn(4 * splits * _model.KeyValueHeads * _rows);
        if (appended)
            _kernels.Load("attention", "append", 0, sizes).Launch(stream, (_model.KeyValueHeads, _rows, 1), 32, 1, (nint)(&arguments));
        _kernels.Load("attention", "attention", shared, sizes).Launch(stream, (splits, _model.KeyValueHeads, _rows), 128, splits, (nint)(&arguments));
    }

    private void GateUp(nint stream, CudaLayer layer, EightBitLayer? packed, int parts)
    {
        if (_shapes.Bits == 16)
        {
            var wideArguments = new WideArguments
            {
                Squares = _memory.OtherSquares.Pointer, Output = _memory.Gated.Pointer, Depth = _model.HiddenSize, Outputs = _model.IntermediateSize,
                Parts = parts, RowStride = _memory.Rows, Epsilon = (float)_model.NormEpsilon,
            };
            Wide(stream, ProductEnd.Gated, PassShapes.GateUp(_rows), _rows, layer.WideGate, layer.WideUp, _memory.Normed, &wideArguments);
            return;
        }
        var arguments = new ProductArguments
        {
            Squares = _memory.OtherSquares.Pointer, Output = _memory.Gated.Pointer, Depth = _model.HiddenSize, Outputs = _model.IntermediateSize,
            Parts = parts, RowStride = _memory.Rows, Epsilon = (float)_model.NormEpsilon,
        };
        Product(stream, ProductEnd.Gated, PassShapes.EightBitGateUp(_model, _rows), _rows, layer.Gate, layer.Up, layer.Up, packed?.GateUp, _memory.Normed, &arguments);
    }

    private void Residual(nint stream, ProductShape shape, nint weight, PackedWeights? packed, nint bias, DeviceMemory input, int depth, nint gain, DeviceMemory squares)
    {
        var arguments = new ProductArguments
        {
            FirstBias = bias, Gain = gain, Stream = _memory.Stream.Pointer, SquaresOut = squares.Pointer, Output = _memory.Normed.Pointer,
            Depth = depth, Outputs = _model.HiddenSize, RowStride = _memory.Rows,
        };
        Product(stream, ProductEnd.Residual, shape, _rows, weight, weight, weight, packed, input, &arguments);
    }

    /// <param name="packed">In place of the three where the shape has 8 bits.</param>
    private void Product(
        nint stream, ProductEnd end, ProductShape shape, int rows, nint first, nint second, nint third, PackedWeights? packed, DeviceMemory input, ProductArguments* arguments)
    {
        var kernel = _kernels.Load(
            "product", "product", shape.DynamicBytes,
            ("ROWS", shape.Rows), ("BLOCKS", shape.Blocks), ("STAGES", shape.Stages), ("SPLITS", shape.Splits), ("FOLLOW", (int)end), ("BITS", shape.Bits), ("ONCE", Once), ("TURNS", Turns));
        arguments->RowTiles = rows / shape.Rows;
        var blocks = shape.Tiles(arguments->Outputs, end) * arguments->RowTiles * shape.Splits;
        arguments->Turn = NextTurn(blocks);
        var inputMap = InputMap(input, arguments->Depth, shape.Rows);
        var eight = packed.GetValueOrDefault();
        if (shape.Bits == 8)
            kernel.Launch(stream, (blocks, 1, 1), shape.Threads, shape.Splits, (nint)(&eight), inputMap, (nint)arguments);
        else
            kernel.Launch(stream, (blocks, 1, 1), shape.Threads, shape.Splits, first, second, third, inputMap, (nint)arguments);
    }

    private void Wide(nint stream, ProductEnd end, WideShape shape, int rows, nint first, nint second, DeviceMemory input, WideArguments* arguments)
    {
        var kernel = _kernels.Load(
            "wide", "wide", shape.DynamicBytes, ("ROWS", shape.Rows), ("OUTPUTS", shape.Outputs), ("BOX", end == ProductEnd.Gated ? WideShape.Gates : WideShape.Logits),
            ("STAGES", shape.Stages), ("FOLLOW", (int)end), ("ONCE", Once), ("TURNS", Turns));
        var outputs = end == ProductEnd.Gated ? shape.Outputs / 2 : shape.Outputs;
        arguments->OutputTiles = (arguments->Outputs + outputs - 1) / outputs;
        arguments->RowTiles = rows / shape.Rows;
        var blocks = Math.Min(arguments->OutputTiles * arguments->RowTiles, _shapes.Multiprocessors * shape.BlocksPerProcessor);
        arguments->Turn = NextTurn(blocks);
        kernel.Launch(stream, (blocks, 1, 1), shape.Threads, 1, first, second, InputMap(input, arguments->Depth, shape.Rows), (nint)arguments);
    }

    private int Once => _shapes.Once ? 1 : 0;

    private int Turns => _shapes.TakesTurns ? 1 : 0;

    /// <summary>The next kernel's turn.</summary>
    /// <param name="askers">Its blocks, or warps, that each tell when they have asked for their last loads.</param>
    private Turn NextTurn(int askers)
    {
        var asked = _memory.Turns.Pointer + sizeof(int) * _turn;
        var turn = new Turn { Ahead = _turn > 0 ? asked - sizeof(int) : 0, Asked = asked, Expected = _askers };
        (_turn, _askers) = (_turn + 1, askers);
        return turn;
    }

    /// <summary>The map of an input whose tiles have so many rows.</summary>
    private nint InputMap(DeviceMemory input, int columns, int tileRows)
    {
        if (!_inputMaps.TryGetValue((input.Pointer, tileRows), out var map))
            _inputMaps.Add((input.Pointer, tileRows), map = _maps.Add(input.Pointer, input.Bytes / 2 / columns, columns, tileRows));
        return map;
    }

    private void Gather(nint stream, int samples, int parts)
    {
        var arguments = new GatherArguments
        {
            Normed = _memory.Normed.Pointer, Squares = _memory.Squares.Pointer, Rows = _memory.Inputs.Pointer + _inputs.SampledRowsOffset,
            NormedOut = _memory.SampledNormed.Pointer, SquaresOut = _memory.SampledSquares.Pointer, Width = _model.HiddenSize, Parts = parts, RowStride = _memory.Rows,
        };
        _kernels.Load("rows", "gather", 0).Launch(stream, (samples, 1, 1), 128, 1, (nint)(&arguments));
    }

    private void Sample(nint stream, int samples, int tiles)
    {
        var arguments = new SampleArguments
        {
            Logits = _memory.Logits.Pointer, Statistics = _memory.Statistics.Pointer, Rows = _memory.Inputs.Pointer + _inputs.SamplingOffset,
            Choices = _memory.Choices.Pointer, Vocabulary = _model.VocabularySize, Tiles = tiles,
        };
        _kernels.Load("sample", "sample", (_model.VocabularySize + 31) / 32 * 4, ("TILE", 128)).Launch(stream, (samples, 1, 1), 1024, 1, (nint)(&arguments));
    }
}
