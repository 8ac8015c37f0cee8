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

/// <summary>A backend that takes a step while the one before is still computing, so that the device never waits for the host between two steps.</summary>
internal interface IOverlappingBackend : IDecoderBackend
{
    /// <summary>
    /// Begins a step; two may be under way. A sequence's last token may be unknown (<see cref="Sequence.AppendUnknown"/>): it is one of the choices of the
    /// step that began before. A sequence with a repetition penalty must know its tokens.
    /// </summary>
    void Begin(IReadOnlyList<StepSegment> segments);

    /// <summary>Waits for the oldest step under way.</summary>
    /// <param name="choices">Its choices, in the order of the segments that sampled.</param>
    void End(Span<TokenChoice> choices);
}

/// <summary>Consecutive tokens of one sequence that a step computes.</summary>
/// <param name="Start">Position of the first; everything before it is in the cache.</param>
/// <param name="Count">How many rows.</param>
internal readonly record struct StepSegment(Sequence Sequence, int Start, int Count)
{
    /// <summary>Whether it reaches the end of its sequence, as that was when the step was planned.</summary>
    public bool Samples { get; } = Start + Count == Sequence.Length;
}
