namespace AspireIF.Models.Generation;

/// <summary>The size of a generation engine.</summary>
public sealed record EngineOptions
{
    /// <summary>Sequences that are generated at the same time; more wait.</summary>
    public int MaxSequences { get; init; } = 64;

    /// <summary>Token rows of one step: all decoding sequences and pieces of new prompts. Zero: <see cref="MaxSequences"/> + 512, with CUDA kernels + 2048.</summary>
    public int StepRows { get; init; }

    /// <summary>The longest sequence, prompt and answer together; null for the model's own limit.</summary>
    public int? MaxContext { get; init; }

    /// <summary>Weights, activations and cache together; null for what all sequences at their longest need, but at most half of the machine's memory. With less, sequences wait for pages. An engine on a GPU must be told.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Threads of a CPU engine; null for one per core.</summary>
    public int? Threads { get; init; }

    /// <summary>Whether an engine on a GPU uses the CUDA kernels where it can; false for plain torch operations.</summary>
    public bool CudaKernels { get; init; } = true;

    /// <summary>
    /// Whether the CUDA kernels take the weights of the layers' linear maps in 8 bits where up to 64 rows share a step: a copy in e4m3 beside the model's own, with a scale for each output.
    /// Steps of few rows then take as long as half of these bytes. An answer's log-probabilities are those of the weights that it was sampled with.
    /// </summary>
    public bool EightBitWeights { get; init; }

    internal int MaxRows => StepRows > 0 ? StepRows : MaxSequences + 512;

    internal void Validate()
    {
        if (MaxSequences < 1)
            throw new GenerationException($"{nameof(MaxSequences)} is {MaxSequences}; it must be at least 1.");
        if (StepRows != 0 && StepRows < MaxSequences)
            throw new GenerationException($"{nameof(StepRows)} is {StepRows}; it must be at least {nameof(MaxSequences)}, {MaxSequences}, so that every sequence advances in a step.");
        if (MaxContext < 1)
            throw new GenerationException($"{nameof(MaxContext)} is {MaxContext}; it must be at least 1.");
        if (Threads < 1)
            throw new GenerationException($"{nameof(Threads)} is {Threads}; it must be at least 1.");
    }
}
