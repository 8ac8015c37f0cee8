namespace AspireIF.Pipeline.Messages;

/// <summary>What a rollout worker made of a <see cref="GenerationJob"/>.</summary>
/// <param name="PromptTokens">[prompt]; null unless tokens were wanted.</param>
/// <param name="Answers">One for each seed.</param>
/// <param name="RewardVersion">Of the classifier that judged; null when none did.</param>
public sealed record GenerationOutcome(int[]? PromptTokens, IReadOnlyList<JudgedAnswer> Answers, long? RewardVersion);

/// <summary>An answer and what its constraints made of it.</summary>
/// <param name="Text">As generated, thoughts included.</param>
/// <param name="Judged">What of it counts: for a reasoning model what follows its thoughts.</param>
/// <param name="TokenCount">The stop token included.</param>
/// <param name="Finished">Ended by itself, not by the limit.</param>
/// <param name="Verdicts">One for each constraint of the job.</param>
public sealed record JudgedAnswer(string Text, string Judged, int TokenCount, bool Finished, IReadOnlyList<ConstraintVerdict> Verdicts)
{
    /// <summary>[tokens]; null unless wanted.</summary>
    public int[]? Tokens { get; init; }

    /// <summary>Under the distribution that was sampled, [tokens]; null unless tokens were wanted.</summary>
    public float[]? LogProbs { get; init; }

    /// <summary>The version of the weights that produced each token, [tokens]; null unless tokens were wanted.</summary>
    public long[]? PolicyVersions { get; init; }

    /// <summary>A reasoning model's answer whose thoughts do not end, where the run gives such answers nothing.</summary>
    public bool MissingEnd { get; init; }
}

/// <summary>One constraint and one answer.</summary>
/// <param name="Strict">By rule; null for a soft constraint.</param>
/// <param name="Loose">By rule, of the answer or one of IFEval's variants; null for a soft constraint.</param>
/// <param name="Probability">That it is satisfied, by the classifier; null for a hard constraint or when none was asked.</param>
/// <param name="Reason">Why a rule says no.</param>
public sealed record ConstraintVerdict(bool? Strict, bool? Loose, double? Probability, string? Reason);
