namespace AspireIF.Models.Generation.Cpu;

/// <summary>
/// The pages of keys and values of all layers: [page][layer][kv head][keys: head dimension x 16 tokens | values: 16 tokens x padded head dimension],
/// so one page is one block of memory.
/// </summary>
internal sealed unsafe class KeyValueCache : IDisposable
{
    private readonly DecoderShape _shape;
    private readonly NativeBuffer _memory;
    private readonly long _head; // floats of one head's block
    private readonly int _valueStride;

    public KeyValueCache(DecoderShape shape, int pages)
    {
        _shape = shape;
        _valueStride = Attention.ValueStride(shape.HeadDimension);
        _head = HeadFloats(shape);
        PageStride = PageFloats(shape);
        _memory = new NativeBuffer(pages * PageStride);
    }

    /// <summary>Floats from a page to the next.</summary>
    public long PageStride { get; }

    public static long PageBytes(DecoderShape shape) => PageFloats(shape) * sizeof(float);

    public float* Keys(int layer, int head) => _memory.Pointer + ((long)layer * _shape.KeyValueHeads + head) * _head;

    public float* Values(int layer, int head) => Keys(layer, head) + _shape.HeadDimension * Attention.PageTokens;

    /// <summary>Stores a token's keys and values of all heads of a layer.</summary>
    /// <param name="keys">[kv heads, head dimension]</param>
    /// <param name="values">[kv heads, head dimension]</param>
    public void Write(int layer, int page, int slot, float* keys, float* values)
    {
        var dimension = _shape.HeadDimension;
        for (var head = 0; head < _shape.KeyValueHeads; head++)
        {
            var k = Keys(layer, head) + page * PageStride + slot;
            for (var d = 0; d < dimension; d++)
                k[d * Attention.PageTokens] = keys[head * dimension + d];
            new ReadOnlySpan<float>(values + head * dimension, dimension)
                .CopyTo(new Span<float>(Values(layer, head) + page * PageStride + slot * _valueStride, dimension));
        }
    }

    public void CopyPage(int source, int target) =>
        new ReadOnlySpan<float>(_memory.Pointer + source * PageStride, checked((int)PageStride))
            .CopyTo(new Span<float>(_memory.Pointer + target * PageStride, (int)PageStride));

    public void Dispose() => _memory.Dispose();

    private static long HeadFloats(DecoderShape shape) =>
        Attention.PageTokens * (long)(shape.HeadDimension + Attention.ValueStride(shape.HeadDimension));

    private static long PageFloats(DecoderShape shape) => shape.Layers * shape.KeyValueHeads * HeadFloats(shape);
}
