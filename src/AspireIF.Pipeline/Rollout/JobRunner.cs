using System.Diagnostics;
using AspireIF.Models.Generation;
using AspireIF.Pipeline.Configuration;
using AspireIF.Pipeline.Messages;
using AspireIF.Pipeline.Telemetry;

namespace AspireIF.Pipeline.Rollout;

/// <summary>Does one job: generates its answers, checks each by rule while the others are still being generated, and has the classifier judge the group.</summary>
internal sealed class JobRunner(GenerationSettings settings, PolicyHost policy, RewardHost reward)
{
    public async Task<GenerationOutcome> RunAsync(GenerationJob job, CancellationToken cancellation)
    {
        using PolicyUse use = await policy.UseAsync(job.Policy, cancellation).ConfigureAwait(false);
        var judge = new AnswerJudge(job, settings);
        int[] prompt = use.Encode(job.Messages);
        JudgedAnswer[] answers;
        using (PhaseSpan span = PipelineTelemetry.BeginPhase(Phases.Generation).With(TelemetryTags.PolicyVersion, policy.Version))
        {
            var request = new GenerationRequest(prompt)
            {
                Sampling = job.Greedy ? SamplingOptions.Greedy : settings.Sampling, StopTokens = use.StopTokens, ReturnText = true,
                MaxNewTokens = Math.Min(settings.MaxNewTokens, use.Engine.MaxContext - prompt.Length),
            };
            ActivityContext parent = span.Activity?.Context ?? default;
            answers = await Task.WhenAll(use.Engine.GenerateGroup(request, job.Seeds, cancellation).Select(a => CheckAsync(a, judge, parent))).ConfigureAwait(false);
            span.With("aspireif.tokens", answers.Sum(a => a.TokenCount));
        }
        cancellation.ThrowIfCancellationRequested(); // what was cut short is no answer
        foreach (JudgedAnswer answer in answers)
            PipelineTelemetry.ResponseLength.Record(answer.TokenCount);
        long? rewardVersion = null;
        if (job.Reward is { } range && job.Constraints.Any(c => !c.IsHard))
        {
            using PhaseSpan span = PipelineTelemetry.BeginPhase(Phases.Scoring);
            (answers, rewardVersion) = await reward.ScoreAsync(range, job, answers, cancellation).ConfigureAwait(false);
        }
        return new GenerationOutcome(job.WantTokens ? prompt : null, answers, rewardVersion);
    }

    private static async Task<JudgedAnswer> CheckAsync(Task<GenerationResult> answer, AnswerJudge judge, ActivityContext parent)
    {
        GenerationResult result = await answer.ConfigureAwait(false);
        using PhaseSpan span = PipelineTelemetry.BeginPhase(Phases.Checking, parent);
        return judge.Judge(result);
    }
}
