using AspireIF.Models.Tokenization;
using AspireIF.Models.Transformer;

namespace AspireIF.Training.Rewards;

/// <summary>
/// What the classifier reads: the answer, then one constraint. The answer comes first so that all its constraints share it: one pass over the answer and a short one
/// for each constraint. Training and scoring both read through here.
/// </summary>
/// <param name="maxTokens">The longest sequence that the classifier takes.</param>
public sealed class RewardFormat(Tokenizer tokenizer, int maxTokens)
{
    /// <summary>Written into a reward model's folder; one of another version is refused.</summary>
    public const int Version = 4;

    // Begins and ends every sequence; the verdict is read off at the last token.
    private readonly int _mark = tokenizer.EndIds.Count > 0 ? tokenizer.EndIds[0]
        : throw new ArgumentException("the tokenizer has no token that ends a text, which the classifier's format needs", nameof(tokenizer));

    /// <summary>Text of answers and constraints is data: nothing in it becomes a special token.</summary>
    public PrefixGroup Encode(string answer, IReadOnlyList<string> constraints)
    {
        int[][] branches = [.. constraints.Select(c => (int[])[.. tokenizer.Encode("\n" + c), _mark])];
        int room = maxTokens - 1 - branches.Max(b => b.Length);
        if (room < 1)
            throw new ArgumentException($"a constraint of {branches.Max(b => b.Length)} tokens does not fit the classifier's context of {maxTokens}", nameof(constraints));
        return new PrefixGroup([_mark, .. Shortened(tokenizer.Encode(answer), room)], branches);
    }

    // Most constraints speak of an answer's beginning, its end or its manner: of a long one the middle is left out.
    private static int[] Shortened(int[] tokens, int room) => tokens.Length <= room ? tokens : [.. tokens[..(room / 2)], .. tokens[^(room - room / 2)..]];
}
