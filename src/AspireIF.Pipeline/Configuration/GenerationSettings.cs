using AspireIF.Instructions.Text;
using AspireIF.Models.Generation;

namespace AspireIF.Pipeline.Configuration;

/// <summary>How answers are sampled, in training and evaluation alike.</summary>
public sealed record GenerationSettings
{
    public int MaxNewTokens { get; init; } = 1024;

    public double Temperature { get; init; } = 1;

    public int TopK { get; init; }

    public double TopP { get; init; } = 1;

    /// <summary>Sequences in flight in one rollout worker.</summary>
    public int MaxSequences { get; init; } = 64;

    /// <summary>Memory of a rollout's engine in MiB; 0 lets it plan by itself (an engine on a GPU needs a number).</summary>
    public long MemoryMiB { get; init; }

    /// <summary>
    /// Weights in 8 bits (e4m3) where a rollout's engine takes a step of up to 64 sequences on a GPU: faster, and the sampler a little off the policy, which the update's
    /// importance weights correct. Where it cannot be done, a line of the log says so.
    /// </summary>
    public bool EightBitWeights { get; init; }

    /// <summary>The answer is what follows the last &lt;/think&gt;: for reasoning models.</summary>
    public bool Reasoning { get; init; }

    /// <summary>What becomes of a reasoning model's answer without &lt;/think&gt;.</summary>
    public MissingReasoningEnd MissingEnd { get; init; } = MissingReasoningEnd.ScoreZero;

    public SamplingOptions Sampling => new() { Temperature = (float)Temperature, TopK = TopK, TopP = (float)TopP };

    public IEnumerable<string> Problems() =>
    [
        .. Check.AtLeast("generation.maxNewTokens", MaxNewTokens, 1), .. Check.Between("generation.temperature", Temperature, 0, 100), .. Check.AtLeast("generation.topK", TopK, 0),
        .. Check.Between("generation.topP", TopP, 1e-6, 1), .. Check.AtLeast("generation.maxSequences", MaxSequences, 1), .. Check.AtLeast("generation.memoryMiB", MemoryMiB, 0L),
    ];
}
