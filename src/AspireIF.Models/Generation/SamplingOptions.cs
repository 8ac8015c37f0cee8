namespace AspireIF.Models.Generation;

/// <summary>
/// How a token is chosen from the logits. Applied in this order: repetition penalty, temperature, top-k, top-p, min-p;
/// what remains is renormalised and one token is drawn.
/// </summary>
public sealed record SamplingOptions
{
    /// <summary>Logits are divided by it; 0 takes the most probable token (the lowest id of equals).</summary>
    public float Temperature { get; init; } = 1;

    /// <summary>Keeps this many most probable tokens; 0 keeps all.</summary>
    public int TopK { get; init; }

    /// <summary>Keeps the smallest set of most probable tokens whose mass reaches this share (Holtzman et al., arXiv 1904.09751); 1 keeps all.</summary>
    public float TopP { get; init; } = 1;

    /// <summary>Keeps tokens at least this many times as probable as the most probable one (arXiv 2407.01082); 0 keeps all.</summary>
    public float MinP { get; init; }

    /// <summary>Divides the positive and multiplies the negative logits of tokens in the prompt or the answer so far (arXiv 1909.05858, section 4.1); 1 does nothing.</summary>
    public float RepetitionPenalty { get; init; } = 1;

    public static SamplingOptions Greedy { get; } = new() { Temperature = 0 };

    internal bool Filters => TopK > 0 || TopP < 1 || MinP > 0;

    internal void Validate()
    {
        if (!(Temperature is 0 or >= 1e-5f and <= 1e5f))
            throw new GenerationException($"temperature is {Temperature}; it must be 0 (greedy) or between 0.00001 and 100000.");
        if (TopK < 0)
            throw new GenerationException($"top-k is {TopK}; it must be 0 (off) or positive.");
        if (!(TopP is > 0 and <= 1))
            throw new GenerationException($"top-p is {TopP}; it must be above 0 and at most 1 (off).");
        if (!(MinP is >= 0 and <= 1))
            throw new GenerationException($"min-p is {MinP}; it must be between 0 (off) and 1.");
        if (!(RepetitionPenalty is >= 1e-3f and <= 1e3f))
            throw new GenerationException($"repetition penalty is {RepetitionPenalty}; it must be between 0.001 and 1000 (1 = off).");
    }
}
