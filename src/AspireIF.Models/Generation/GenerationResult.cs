namespace AspireIF.Models.Generation;

/// <summary>An answer. The arrays have one entry per generated token.</summary>
/// <param name="Tokens">The generated tokens; a stop token, where one ended the answer, is the last.</param>
/// <param name="LogProbs">Natural log of the probability that the sampler gave the token: after penalty, temperature and filters; 0 when greedy.</param>
/// <param name="RawLogProbs">Natural log of the model's own probability of it (temperature 1, nothing filtered).</param>
/// <param name="PolicyVersions">The version of the weights that produced it.</param>
/// <param name="Text">The decoded answer without its stop token or stop string; null unless asked for.</param>
/// <param name="StopString">The stop string that ended it.</param>
public sealed record GenerationResult(
    int[] Tokens,
    float[] LogProbs,
    float[] RawLogProbs,
    long[] PolicyVersions,
    FinishReason FinishReason,
    string? Text = null,
    string? StopString = null);

/// <summary>A token as it is generated.</summary>
/// <param name="Text">Text that became certain with this token; null unless asked for. What may be the beginning of a stop string is held back.</param>
/// <param name="FinishReason">Set on the last token.</param>
public readonly record struct GeneratedToken(
    int Token,
    float LogProb,
    float RawLogProb,
    long PolicyVersion,
    string? Text,
    FinishReason? FinishReason);

public enum FinishReason
{
    StopToken,
    StopString,

    /// <summary>The request's limit of new tokens was reached.</summary>
    Length,

    /// <summary>The caller cancelled; the result holds what was generated until then.</summary>
    Cancelled,
}
