namespace AspireIF.Models.Transformer;

/// <summary>Sequences that begin with the same tokens: the answers to one prompt, or the constraints asked of one response.</summary>
/// <param name="Prefix">Token ids that all branches share; at least one.</param>
/// <param name="Branches">How the sequences go on; at least one branch, each of at least one token.</param>
public sealed record PrefixGroup(int[] Prefix, IReadOnlyList<int[]> Branches);

/// <summary>Where a sequence's tokens, or those that only it has, lie in a batch.</summary>
/// <param name="Start">Index of the first in the batch.</param>
/// <param name="Length">At least one.</param>
/// <param name="Position">The first one's position in its sequence: 0, or the length of its prefix.</param>
public readonly record struct TokenRange(int Start, int Length, int Position)
{
    public int End => Start + Length;
}
