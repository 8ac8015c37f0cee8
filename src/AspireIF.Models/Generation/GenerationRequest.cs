namespace AspireIF.Models.Generation;

/// <summary>A prompt to be continued.</summary>
/// <param name="Prompt">Token ids, at least one.</param>
public sealed record GenerationRequest(IReadOnlyList<int> Prompt)
{
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>At most this many tokens are generated. The prompt and they must fit the engine's context.</summary>
    public int MaxNewTokens { get; init; } = 256;

    /// <summary>The answer depends on the prompt, the options and this, never on what else the engine is doing.</summary>
    public ulong Seed { get; init; }

    /// <summary>Tokens that end the answer. The one that did is the last of the result's tokens, and is not part of its text.</summary>
    public IReadOnlyCollection<int> StopTokens { get; init; } = [];

    /// <summary>Texts that end the answer; the result's text ends before the one that did. Needs an engine with a token decoder.</summary>
    public IReadOnlyList<string> StopStrings { get; init; } = [];

    /// <summary>Whether the result carries text. Always true with stop strings; needs an engine with a token decoder.</summary>
    public bool ReturnText { get; init; }

    internal bool NeedsText => ReturnText || StopStrings.Count > 0;
}
