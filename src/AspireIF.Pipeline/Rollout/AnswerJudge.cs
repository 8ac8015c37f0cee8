using AspireIF.Instructions.Checkers;
using AspireIF.Instructions.Text;
using AspireIF.Models.Generation;
using AspireIF.Pipeline.Configuration;
using AspireIF.Pipeline.Messages;

namespace AspireIF.Pipeline.Rollout;

/// <summary>Holds answers of one job against what rules can check. Answers may be judged on several threads.</summary>
internal sealed class AnswerJudge(GenerationJob job, GenerationSettings settings)
{
    private readonly Verifier _verifier = new(job.Constraints);

    /// <summary>The part of an answer that counts: for a reasoning model what follows its thoughts; null when they do not end and such answers get nothing.</summary>
    public string? Judged(string text) => settings.Reasoning ? ReasoningText.Answer(text, settings.MissingEnd) : text;

    public JudgedAnswer Judge(GenerationResult result)
    {
        string text = result.Text!;
        string? judged = Judged(text);
        Verification verification = _verifier.Verify(judged ?? "");
        return new JudgedAnswer(text, judged ?? "", result.Tokens.Length, result.FinishReason == FinishReason.StopToken,
            [.. verification.Constraints.Select(c => new ConstraintVerdict(judged is null ? c.Strict & false : c.Strict, judged is null ? c.Loose & false : c.Loose, null, c.Reason))])
        {
            Tokens = job.WantTokens ? result.Tokens : null,
            LogProbs = job.WantTokens ? result.LogProbs : null,
            PolicyVersions = job.WantTokens ? result.PolicyVersions : null,
            MissingEnd = judged is null,
        };
    }
}
