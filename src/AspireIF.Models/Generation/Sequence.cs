using System.Runtime.InteropServices;

namespace AspireIF.Models.Generation;

/// <summary>A request on its way: its tokens so far, which of them are in the cache, and where. Owned by the engine's thread.</summary>
/// <param name="group">The requests with the same prompt, or null.</param>
/// <param name="arrival">Smaller is older.</param>
internal sealed class Sequence(GenerationRequest request, PromptGroup? group, Answer answer, long arrival)
{
    private readonly List<int> _tokens = [.. request.Prompt];

    public int PromptLength { get; } = request.Prompt.Count;

    public GenerationRequest Request => request;

    public PromptGroup? Group => group;

    public Answer Answer => answer;

    public long Arrival => arrival;

    /// <summary>Prompt and answer so far.</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens);

    public int Length => _tokens.Count;

    public int Generated => _tokens.Count - PromptLength;

    /// <summary>Whether it has as many tokens as it may get; the last may still be on its way.</summary>
    public bool IsFull => Generated >= Request.MaxNewTokens;

    /// <summary>How many tokens have their keys and values in the cache.</summary>
    public int Computed { get; set; }

    /// <summary>The cache pages, in the order of positions.</summary>
    public List<int> Pages { get; } = [];

    /// <summary>Whether it has run before (it may be waiting again since).</summary>
    public bool Started { get; set; }

    public int Token(int position) => _tokens[position];

    public void Append(int token) => _tokens.Add(token);

    /// <summary>A token that a step is choosing and nobody knows yet: in <see cref="Tokens"/> it is ~<paramref name="choice"/>.</summary>
    /// <param name="choice">Which of the step's choices.</param>
    public void AppendUnknown(int choice) => _tokens.Add(~choice);

    /// <summary>How many tokens are known: all but at most two.</summary>
    public int Known => _tokens.Count - (_tokens[^1] >= 0 ? 0 : _tokens[^2] >= 0 ? 1 : 2);

    /// <summary>The first unknown token is known now.</summary>
    public void Settle(int token) => _tokens[Known] = token;
}
