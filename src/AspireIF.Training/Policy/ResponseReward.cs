namespace AspireIF.Training.Policy;

/// <summary>The reward of an answer and its parts.</summary>
/// <param name="Satisfaction">Mean score over the constraints, 0 to 1 (arXiv 2508.02150, section 3.3); 1 when none is asked.</param>
/// <param name="Overlong">Penalties, each 0 or more.</param>
public sealed record ResponseReward(double Satisfaction, double Overlong, double Short, double Repetition)
{
    public double Total => Satisfaction - Overlong - Short - Repetition;

    /// <param name="scores">Of each constraint 0 to 1: 0 or 1 of a hard one; none when nothing of the answer is judged.</param>
    /// <param name="judged">Whether anything of the answer is.</param>
    /// <param name="tokens">The whole answer.</param>
    public static ResponseReward Of(IReadOnlyList<double> scores, bool judged, ReadOnlySpan<int> tokens, RewardOptions options)
    {
        double satisfaction = !judged ? 0 : scores.Count == 0 ? 1 : scores.Average();
        double overlong = options.OverlongBuffer == 0 ? 0
            : Math.Clamp((tokens.Length - (options.MaxAnswerTokens - options.OverlongBuffer)) / (double)options.OverlongBuffer, 0, 1);
        double repeated = options.RepetitionPenalty == 0 ? 0
            : Math.Max(0, Repeated(tokens, options.RepetitionLength) - options.RepetitionAllowed) / (1 - options.RepetitionAllowed);
        return new ResponseReward(satisfaction, overlong, tokens.Length < options.MinAnswerTokens ? options.ShortPenalty : 0, options.RepetitionPenalty * repeated);
    }

    /// <summary>The share of token sequences of a length that occurred before in the answer, 0 to 1.</summary>
    public static double Repeated(ReadOnlySpan<int> tokens, int length)
    {
        int count = tokens.Length - length + 1;
        if (count < 1)
            return 0;
        var seen = new HashSet<Sequence>();
        int[] copy = tokens.ToArray();
        for (int i = 0; i < count; i++)
            seen.Add(new Sequence(copy, i, length));
        return 1 - (double)seen.Count / count;
    }

    private readonly struct Sequence(int[] tokens, int start, int length) : IEquatable<Sequence>
    {
        private ReadOnlySpan<int> Span => tokens.AsSpan(start, length);

        public bool Equals(Sequence other) => Span.SequenceEqual(other.Span);

        public override bool Equals(object? obj) => obj is Sequence other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (int token in Span)
                hash.Add(token);
            return hash.ToHashCode();
        }
    }
}
