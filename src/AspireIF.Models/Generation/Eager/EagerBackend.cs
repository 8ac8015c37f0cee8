using AspireIF.Models.Configuration;
using AspireIF.Models.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Models.Generation.Eager;

/// <summary>
/// The decoder in plain torch operations, on any device and in any type. Torch's products may round differently for another number of rows,
/// so an answer can depend, in the last bits, on what shares the batch; <see cref="Cpu.CpuBackend"/> does not.
/// It runs on the model's own tensors: the model must outlive it, and new weights are copied into it.
/// </summary>
internal sealed class EagerBackend : IDecoderBackend
{
    private const int TokensPerPage = 16;

    private readonly DecoderModel _model;
    private readonly ModelConfiguration _configuration;
    private readonly float[] _frequencies;
    private readonly Tensor[] _keys, _values; // per layer: [pages * page tokens, kv heads, head dimension]; owned
    private readonly Sampler _sampler;

    public EagerBackend(DecoderModel model, EngineOptions options)
    {
        (_model, _configuration) = (model, model.Configuration);
        if (model.Device.type == DeviceType.CUDA && options.MemoryBytes is null)
            throw new GenerationException($"{nameof(options.MemoryBytes)} is not set; say how much of the GPU's memory the engine may take.");
        var plan = Plan(_configuration, model.DataType, options);
        (Pages, MaxContext, MaxRows) = (plan.Pages, plan.MaxContext, plan.MaxRows);
        _frequencies = RotaryPositions.Frequencies(_configuration);
        _sampler = new Sampler(_configuration.VocabularySize);
        _keys = [.. Enumerable.Range(0, _configuration.Layers).Select(_ => Cache())];
        _values = [.. Enumerable.Range(0, _configuration.Layers).Select(_ => Cache())];

        Tensor Cache() =>
            zeros([(long)Pages * TokensPerPage, _configuration.KeyValueHeads, _configuration.HeadDimension], model.DataType, model.Device).DetachFromDisposeScope();
    }

    public int PageTokens => TokensPerPage;

    public int Pages { get; }

    public int MaxContext { get; }

    public int MaxRows { get; }

    public int VocabularySize => _configuration.VocabularySize;

    /// <summary>What an engine with these options would take; torch's own work memory is an estimate.</summary>
    public static MemoryPlan Plan(ModelConfiguration configuration, ScalarType type, EngineOptions options)
    {
        options.Validate();
        long element = type == ScalarType.Float32 ? 4 : 2;
        var context = Math.Min(options.MaxContext ?? int.MaxValue, configuration.MaxPositions);
        long tokenBytes = 2L * configuration.KeyValueHeads * configuration.HeadDimension * element;
        var weights = ParameterShapes.Of(configuration).Sum(p => p.Shape.Aggregate(1L, (a, b) => a * b)) * element;
        // Logits in fp32 twice, a row's activations, and one layer's keys and values gathered and repeated for every query head.
        var work = (long)options.MaxSequences * (configuration.VocabularySize * 8L
                + 4L * context * configuration.QueryHeads * configuration.HeadDimension * element)
            + options.MaxRows * element * (6L * configuration.HiddenSize + 3L * configuration.IntermediateSize);
        return MemoryPlan.Create(options, context, weights + work, configuration.Layers * tokenBytes * TokensPerPage, TokensPerPage);
    }

    public void Step(IReadOnlyList<StepSegment> segments, Span<TokenChoice> choices)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var batch = new EagerBatch(segments, TokensPerPage, _model.Device);
        var (cosines, sines) = RotaryPositions.Angles(_frequencies, batch.Positions, _model.Device, _model.DataType);
        var hidden = _model.Embedding.index_select(0, batch.Tokens); // [rows, hidden]
        for (var i = 0; i < _model.Layers.Count; i++)
        {
            using var layerScope = NewDisposeScope();
            hidden = Block(i, hidden, batch, cosines, sines).MoveToOuterDisposeScope();
        }
        if (batch.SampledRows.Length == 0)
            return;

        var last = RmsNorm.Apply(hidden.index_select(0, tensor(batch.SampledRows, device: _model.Device)), _model.FinalNorm, _configuration.NormEpsilon);
        var logits = _model.Logits(last).to(ScalarType.Float32, CPU).data<float>().ToArray();
        var row = 0;
        for (var i = 0; i < segments.Count; i++)
        {
            if (!segments[i].Samples)
                continue;
            var sequence = segments[i].Sequence;
            choices[i] = _sampler.Choose(
                logits.AsSpan(row++ * VocabularySize, VocabularySize), sequence.Request.Sampling, sequence.Tokens,
                Philox.Uniform(sequence.Request.Seed, (ulong)sequence.Generated));
        }
    }

    public void CopyPage(int source, int target)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        foreach (var cache in _keys.Concat(_values))
            cache.narrow(0, (long)target * TokensPerPage, TokensPerPage).copy_(cache.narrow(0, (long)source * TokensPerPage, TokensPerPage));
    }

    public void SwapWeights(DecoderModel source)
    {
        WeightSwap.Check(source, _configuration);
        WeightSwap.Copy(source, _model);
    }

    public void Dispose()
    {
        foreach (var cache in _keys.Concat(_values))
            cache.Dispose();
    }

    private Tensor Block(int index, Tensor hidden, EagerBatch batch, Tensor cosines, Tensor sines)
    {
        var layer = _model.Layers[index];
        var (rows, dimension) = (hidden.shape[0], _configuration.HeadDimension);
        var x = RmsNorm.Apply(hidden, layer.InputNorm, _configuration.NormEpsilon);
        var queries = layer.Query.Apply(x).view(rows, _configuration.QueryHeads, dimension);
        var keys = layer.Key.Apply(x).view(rows, _configuration.KeyValueHeads, dimension);
        var values = layer.Value.Apply(x).view(rows, _configuration.KeyValueHeads, dimension);
        if (layer.QueryNorm is not null && layer.KeyNorm is not null)
        {
            queries = RmsNorm.Apply(queries, layer.QueryNorm, _configuration.NormEpsilon);
            keys = RmsNorm.Apply(keys, layer.KeyNorm, _configuration.NormEpsilon);
        }
        queries = RotaryPositions.Turn(queries, cosines, sines);
        _keys[index].index_copy_(0, batch.Slots, RotaryPositions.Turn(keys, cosines, sines));
        _values[index].index_copy_(0, batch.Slots, values);

        var attended = cat([.. batch.Groups.Select(g => Attend(g, queries, _keys[index], _values[index]))], 0); // [rows, queries]
        var mixed = hidden.Plus(layer.Output.Apply(attended));
        var normed = RmsNorm.Apply(mixed, layer.FeedForwardNorm, _configuration.NormEpsilon);
        return mixed.Plus(layer.Down.Apply(nn.functional.silu(layer.Gate.Apply(normed)) * layer.Up.Apply(normed)));
    }

    /// <summary>The rows of some sequences, all with the same number of rows, against their pages. [rows, queries]</summary>
    private Tensor Attend(EagerGroup group, Tensor queries, Tensor keys, Tensor values)
    {
        using var scope = NewDisposeScope();
        var q = queries.narrow(0, group.FirstRow, group.Sequences * group.Rows)
            .view(group.Sequences, group.Rows, _configuration.QueryHeads, _configuration.HeadDimension).transpose(1, 2);
        var attended = nn.functional.scaled_dot_product_attention(q, Gather(keys), Gather(values), group.Mask.to_type(q.dtype));
        return attended.transpose(1, 2).reshape(group.Sequences * group.Rows, -1).MoveToOuterDisposeScope();

        // [sequences, query heads, context, head dimension]
        Tensor Gather(Tensor cache)
        {
            var gathered = cache.index_select(0, group.Slots).view(group.Sequences, group.Context, _configuration.KeyValueHeads, _configuration.HeadDimension).transpose(1, 2);
            return gathered.repeat_interleave(_configuration.QueryHeads / _configuration.KeyValueHeads, 1);
        }
    }
}
