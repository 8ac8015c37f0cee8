using System.Buffers;
using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Curriculum;

/// <summary>The incremental curriculum of one instruction: x_0 (the seed) to x_n (all n constraints), each level one constraint more.</summary>
public static class Ladder
{
    private static readonly SearchValues<char> Joints = SearchValues.Create(" \t\r\n.,;:!?-*•");

    /// <summary>
    /// The n + 1 levels. x_0 is exactly the seed. When the instruction was given as one text and its order is kept, x_n is exactly that text,
    /// and where the constraints stand in it one after the other behind the seed, each level is the text up to its last constraint.
    /// Otherwise the levels are composed.
    /// </summary>
    public static IReadOnlyList<LadderLevel> Of(Instruction instruction, LadderOptions? options = null)
    {
        options ??= LadderOptions.Default;
        SplitMix64 random = SplitMix64.For(options.Seed, Fingerprint.Of(instruction.Key, instruction.Seed));
        Constraint[] constraints = [.. Ordered(instruction.Constraints, options.Order, random)];
        string? prompt = constraints.SequenceEqual(instruction.Constraints) ? instruction.Prompt : null;

        var levels = new LadderLevel[constraints.Length + 1];
        levels[0] = new LadderLevel(0, instruction.Seed, []);
        bool cut = prompt is not null && FollowTheSeed(prompt, instruction.Seed, constraints);
        List<JoinStyle> styles = PromptComposer.Suitable(instruction.Seed, constraints);
        JoinStyle style = options.Style ?? random.Pick(styles);
        int variation = random.Next(1 << 16);
        for (int k = 1; k < levels.Length; k++)
        {
            var asked = new ArraySegment<Constraint>(constraints, 0, k);
            string text = k == constraints.Length && prompt is not null ? prompt
                : cut ? Cut(prompt!, constraints[k - 1].Span!.Value.End)
                : PromptComposer.Compose(instruction.Seed, asked, style, variation);
            levels[k] = new LadderLevel(k, text, asked);
        }
        return levels;
    }

    private static IEnumerable<Constraint> Ordered(IReadOnlyList<Constraint> constraints, ConstraintOrder order, SplitMix64 random)
    {
        switch (order)
        {
            case ConstraintOrder.EasiestFirst:
                return ConstraintCost.Sort(constraints);
            case ConstraintOrder.Random:
                Constraint[] shuffled = [.. constraints];
                random.Shuffle(shuffled);
                return shuffled;
            default:
                return constraints;
        }
    }

    private static bool FollowTheSeed(string prompt, string seed, Constraint[] constraints)
    {
        if (!prompt.StartsWith(seed, StringComparison.Ordinal))
            return false;
        int end = seed.Length;
        foreach (Constraint constraint in constraints)
        {
            if (constraint.Span is not { } span || span.Start < end || span.End > prompt.Length)
                return false;
            // More than punctuation between two constraints is text that belongs to neither.
            if (prompt.AsSpan(end, span.Start - end).ContainsAnyExcept(Joints))
                return false;
            end = span.End;
        }
        return true;
    }

    private static string Cut(string prompt, int end)
    {
        while (end < prompt.Length && prompt[end] is '.' or '!' or '?' or '"' or '\'' or ')')
            end++;
        return ConstraintSentence.Closed(prompt[..end]);
    }
}
