using AspireIF.Models.Transformer;

namespace AspireIF.Models.Generation;

/// <summary>
/// Runs a decoder over a paged key-value cache. The engine decides which pages a sequence has; the backend owns their memory, the weights and
/// the sampling. Called from one thread.
/// </summary>
internal interface IDecoderBackend : IDisposable
{
    /// <summary>Tokens per page.</summary>
    int PageTokens { get; }

    /// <summary>Pages of the cache.</summary>
    int Pages { get; }

    /// <summary>The longest sequence, prompt and answer together.</summary>
    int MaxContext { get; }

    /// <summary>The most token rows of one step.</summary>
    int MaxRows { get; }

    int VocabularySize { get; }

    /// <summary>
    /// Computes every segment's rows, leaves their keys and values in the cache, and for segments that reach the end of their sequence
    /// chooses the next token.
    /// </summary>
    /// <param name="choices">One entry per segment; unchanged where nothing was sampled.</param>
    void Step(IReadOnlyList<StepSegment> segments, Span<TokenChoice> choices);

    /// <summary>Copies a page, all layers.</summary>
    void CopyPage(int source, int target);

    /// <summary>Takes over the weights of a model of the same shape. The cache is kept.</summary>
    void SwapWeights(DecoderModel source);
}

/// <summary>Consecutive tokens of one sequence that a step computes.</summary>
/// <param name="Start">Position of the first; everything before it is in the cache.</param>
/// <param name="Count">How many rows.</param>
internal readonly record struct StepSegment(Sequence Sequence, int Start, int Count)
{
    public bool Samples => Start + Count == Sequence.Length;
}
