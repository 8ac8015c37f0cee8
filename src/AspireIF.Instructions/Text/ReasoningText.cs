namespace AspireIF.Instructions.Text;

/// <summary>What is judged where a reasoning model never ended its thoughts.</summary>
public enum MissingReasoningEnd
{
    /// <summary>Nothing: every constraint counts as violated.</summary>
    ScoreZero,

    /// <summary>The whole text, as for a model that does not reason.</summary>
    JudgeEverything,
}

/// <summary>Tells a reasoning model's answer from the thoughts before it, which no constraint is about.</summary>
public static class ReasoningText
{
    private const string End = "</think>";

    /// <summary>
    /// What follows the last <c>&lt;/think&gt;</c>, without the blank lines before it; where there is none, the whole text or null, as set. Null is an answer that scores
    /// zero; an answer that is cut off right behind its thoughts is the empty text, which satisfies nothing either.
    /// </summary>
    public static string? Answer(string response, MissingReasoningEnd whenMissing)
    {
        int end = response.LastIndexOf(End, StringComparison.Ordinal);
        if (end < 0)
            return whenMissing == MissingReasoningEnd.JudgeEverything ? response : null;
        return response[(end + End.Length)..].TrimStart();
    }
}
