namespace AspireIF.Training.Policy;

/// <summary>How an answer's reward comes from the scores of its constraints and from its shape. Penalties are subtracted; all are off by default.</summary>
public sealed record RewardOptions
{
    /// <summary>The most tokens of an answer.</summary>
    public int MaxAnswerTokens { get; init; } = 1024;

    /// <summary>The last so many of <see cref="MaxAnswerTokens"/> cost more and more, up to 1 (soft overlong punishment, arXiv 2503.14476, equation 13); 0 for none.</summary>
    public int OverlongBuffer { get; init; }

    /// <summary>Answers with fewer tokens lose <see cref="ShortPenalty"/>.</summary>
    public int MinAnswerTokens { get; init; }

    public double ShortPenalty { get; init; }

    /// <summary>Length of the token sequences whose repetition counts.</summary>
    public int RepetitionLength { get; init; } = 4;

    /// <summary>Share of repeated ones that costs nothing.</summary>
    public double RepetitionAllowed { get; init; } = 0.2;

    /// <summary>What an answer loses that is nothing but repetition; in between in proportion.</summary>
    public double RepetitionPenalty { get; init; }

    /// <summary>Every problem of the options, one sentence each; empty when they are sound.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Require(MaxAnswerTokens >= 1, $"max-answer-tokens is {MaxAnswerTokens}; it must be at least 1");
        Require(OverlongBuffer >= 0 && OverlongBuffer <= MaxAnswerTokens, $"overlong-buffer is {OverlongBuffer}; it must be from 0 to max-answer-tokens ({MaxAnswerTokens})");
        Require(MinAnswerTokens >= 0 && MinAnswerTokens <= MaxAnswerTokens, $"min-answer-tokens is {MinAnswerTokens}; it must be from 0 to max-answer-tokens ({MaxAnswerTokens})");
        Require(ShortPenalty is >= 0 and <= 10, $"short-penalty is {ShortPenalty}; it must be from 0 to 10");
        Require(RepetitionLength >= 1, $"repetition-length is {RepetitionLength}; it must be at least 1");
        Require(RepetitionAllowed is >= 0 and < 1, $"repetition-allowed is {RepetitionAllowed}; it must be at least 0 and below 1");
        Require(RepetitionPenalty is >= 0 and <= 10, $"repetition-penalty is {RepetitionPenalty}; it must be from 0 to 10");
        return problems;

        void Require(bool holds, string problem)
        {
            if (!holds)
                problems.Add(problem);
        }
    }
}
