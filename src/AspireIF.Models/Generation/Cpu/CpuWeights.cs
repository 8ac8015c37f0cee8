using AspireIF.Models.Transformer;
using TorchSharp;

namespace AspireIF.Models.Generation.Cpu;

/// <summary>All weights of a decoder in fp32, packed for <see cref="MatrixProduct"/>.</summary>
internal sealed class CpuWeights : IDisposable
{
    private readonly DecoderShape _shape;

    public CpuWeights(DecoderShape shape)
    {
        _shape = shape;
        Embedding = new PackedMatrix(shape.Vocabulary, shape.Hidden, bias: false);
        Head = shape.TiedHead ? Embedding : new PackedMatrix(shape.Vocabulary, shape.Hidden, bias: false);
        FinalNorm = new NativeBuffer(shape.Hidden);
        Layers = [.. Enumerable.Range(0, shape.Layers).Select(_ => new CpuLayer(shape))];
    }

    /// <summary>[vocabulary, hidden]</summary>
    public PackedMatrix Embedding { get; }

    /// <summary>[vocabulary, hidden]; the embedding itself when tied.</summary>
    public PackedMatrix Head { get; }

    public NativeBuffer FinalNorm { get; }

    public CpuLayer[] Layers { get; }

    public static long Bytes(DecoderShape shape) =>
        (shape.TiedHead ? 1 : 2) * PackedMatrix.Bytes(shape.Vocabulary, shape.Hidden) + shape.Layers * CpuLayer.Bytes(shape);

    /// <summary>Packs the weights of a model of this shape.</summary>
    public void Load(DecoderModel model)
    {
        Embedding.Load(model.Embedding, 0);
        if (!_shape.TiedHead)
            Head.Load(model.Head, 0);
        FinalNorm.Load(model.FinalNorm);
        foreach (var (layer, source) in Layers.Zip(model.Layers))
            layer.Load(source);
    }

    public void Dispose()
    {
        Embedding.Dispose();
        Head.Dispose();
        FinalNorm.Dispose();
        foreach (var layer in Layers)
            layer.Dispose();
    }
}

/// <summary>One transformer block.</summary>
internal sealed class CpuLayer(DecoderShape shape) : IDisposable
{
    public NativeBuffer InputNorm { get; } = new(shape.Hidden);

    /// <summary>[queries | keys | values, hidden]</summary>
    public PackedMatrix QueryKeyValue { get; } = new(shape.QueryWidth + 2 * shape.KeyWidth, shape.Hidden, shape.QueryKeyValueBias);

    public NativeBuffer? QueryNorm { get; } = shape.QueryKeyNorm ? new(shape.HeadDimension) : null;

    public NativeBuffer? KeyNorm { get; } = shape.QueryKeyNorm ? new(shape.HeadDimension) : null;

    /// <summary>[hidden, queries]</summary>
    public PackedMatrix Output { get; } = new(shape.Hidden, shape.QueryWidth, shape.OutputBias);

    public NativeBuffer PostNorm { get; } = new(shape.Hidden);

    /// <summary>[gate | up, hidden]</summary>
    public PackedMatrix GateUp { get; } = new(2 * shape.Intermediate, shape.Hidden, bias: false);

    /// <summary>[hidden, intermediate]</summary>
    public PackedMatrix Down { get; } = new(shape.Hidden, shape.Intermediate, bias: false);

    public static long Bytes(DecoderShape shape) =>
        PackedMatrix.Bytes(shape.QueryWidth + 2 * shape.KeyWidth, shape.Hidden)
        + PackedMatrix.Bytes(shape.Hidden, shape.QueryWidth)
        + PackedMatrix.Bytes(2 * shape.Intermediate, shape.Hidden)
        + PackedMatrix.Bytes(shape.Hidden, shape.Intermediate);

    public void Load(DecoderLayer source)
    {
        InputNorm.Load(source.InputNorm);
        PostNorm.Load(source.FeedForwardNorm);
        QueryNorm?.Load(source.QueryNorm!);
        KeyNorm?.Load(source.KeyNorm!);
        Load(QueryKeyValue, source.Query, 0);
        Load(QueryKeyValue, source.Key, shape.QueryWidth);
        Load(QueryKeyValue, source.Value, shape.QueryWidth + shape.KeyWidth);
        Load(Output, source.Output, 0);
        Load(GateUp, source.Gate, 0);
        Load(GateUp, source.Up, shape.Intermediate);
        Load(Down, source.Down, 0);
    }

    private static void Load(PackedMatrix target, Linear source, int firstOutput)
    {
        using var scope = torch.NewDisposeScope();
        target.Load(source.MergedWeight(), firstOutput);
        if (source.Bias is { } bias)
            target.LoadBias(bias, firstOutput);
    }

    public void Dispose()
    {
        InputNorm.Dispose();
        QueryKeyValue.Dispose();
        QueryNorm?.Dispose();
        KeyNorm?.Dispose();
        Output.Dispose();
        PostNorm.Dispose();
        GateUp.Dispose();
        Down.Dispose();
    }
}
