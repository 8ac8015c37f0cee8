namespace AspireIF.Models.Generation.Cpu;

/// <summary>What one thread needs for itself.</summary>
internal sealed unsafe class WorkerScratch(DecoderShape shape, int maxContext) : IDisposable
{
    private readonly NativeBuffer _scores = new(maxContext + Attention.PageTokens);

    public float* Scores => _scores.Pointer;

    public Sampler Sampler { get; } = new(shape.Vocabulary);

    public void Dispose() => _scores.Dispose();
}
