namespace AspireIF.Models.Generation.Cpu;

/// <summary>What a step computes for its rows, and which token each row is. Sized once for the largest step.</summary>
internal sealed unsafe class Activations(DecoderShape shape, int maxRows, int logitRows) : IDisposable
{
    private readonly NativeBuffer _residual = new((long)maxRows * ResidualWidth(shape));
    private readonly NativeBuffer _normed = new((long)maxRows * ResidualWidth(shape));
    private readonly NativeBuffer _attention = new((long)maxRows * QueryKeyValueWidth(shape));
    private readonly NativeBuffer _mixed = new((long)maxRows * shape.QueryWidth);
    private readonly NativeBuffer _gateUp = new((long)maxRows * GateUpWidth(shape));
    private readonly NativeBuffer _logits = new((long)logitRows * LogitWidth(shape));

    public int ResidualStride { get; } = ResidualWidth(shape);

    public int AttentionStride { get; } = QueryKeyValueWidth(shape);

    public int MixedStride { get; } = shape.QueryWidth;

    public int GateUpStride { get; } = GateUpWidth(shape);

    public int LogitStride { get; } = LogitWidth(shape);

    /// <summary>[rows]</summary>
    public int[] Tokens { get; } = new int[maxRows];

    /// <summary>The cache pages of each row's sequence, in the order of positions, [rows].</summary>
    public List<int>[] Pages { get; } = new List<int>[maxRows];

    /// <summary>[rows]</summary>
    public int[] Positions { get; } = new int[maxRows];

    public float* Residual(int row) => _residual.Pointer + (long)row * ResidualStride;

    public float* Normed(int row) => _normed.Pointer + (long)row * ResidualStride;

    /// <summary>[queries | keys | values]</summary>
    public float* QueryKeyValue(int row) => _attention.Pointer + (long)row * AttentionStride;

    public float* Mixed(int row) => _mixed.Pointer + (long)row * MixedStride;

    /// <summary>[gate | up]</summary>
    public float* GateUp(int row) => _gateUp.Pointer + (long)row * GateUpStride;

    public float* Logits(int row) => _logits.Pointer + (long)row * LogitStride;

    public static long Bytes(DecoderShape shape, int maxRows, int logitRows) =>
        sizeof(float) * (maxRows * (2L * ResidualWidth(shape) + QueryKeyValueWidth(shape) + shape.QueryWidth + GateUpWidth(shape))
            + (long)logitRows * LogitWidth(shape));

    public void Dispose()
    {
        _residual.Dispose();
        _normed.Dispose();
        _attention.Dispose();
        _mixed.Dispose();
        _gateUp.Dispose();
        _logits.Dispose();
    }

    private static int ResidualWidth(DecoderShape shape) => PackedMatrix.Padded(shape.Hidden);

    private static int QueryKeyValueWidth(DecoderShape shape) => PackedMatrix.Padded(shape.QueryWidth + 2 * shape.KeyWidth);

    private static int GateUpWidth(DecoderShape shape) => PackedMatrix.Padded(2 * shape.Intermediate);

    private static int LogitWidth(DecoderShape shape) => PackedMatrix.Padded(shape.Vocabulary);
}
