using AspireIF.Pipeline.Configuration;
using AspireIF.Pipeline.Data;
using AspireIF.Pipeline.DataPrep;
using AspireIF.Pipeline.Messages;
using AspireIF.Training.Curriculum;
using AspireIF.Training.Policy;

namespace AspireIF.Pipeline.Learning;

/// <summary>The groups of a step: draws prompts, asks for answers, and replaces groups whose rewards have no spread.</summary>
internal sealed class StepRollouts
{
    private readonly RunConfiguration _configuration;
    private readonly AnswerRequests _requests;
    private readonly GroupRewards _rewards;
    private readonly Dictionary<string, LadderItem> _items;
    private readonly IReadOnlyList<LadderItem> _verifiable;
    private readonly CurriculumSampler _sampler;

    public StepRollouts(RunConfiguration configuration, PreparedData data, AnswerRequests requests, CurriculumState? state)
    {
        (_configuration, _requests, _verifiable) = (configuration, requests, data.Verifiable);
        _rewards = new GroupRewards(configuration);
        _items = data.Training.ToDictionary(item => item.Key);
        var levels = data.Training.SelectMany(item => Enumerable.Range(configuration.Policy.MinLevel, Math.Max(0, item.Top - configuration.Policy.MinLevel + 1)).Select(level => new CurriculumItem(item.Key, level)));
        _sampler = new CurriculumSampler(levels, configuration.Policy.Curriculum with { Seed = configuration.Seed }, state);
    }

    public CurriculumState State => _sampler.State;

    public IReadOnlyDictionary<int, double> LevelWeights => _sampler.Weights;

    /// <summary>Draws the prompts of a step and asks for their answers.</summary>
    public async Task<RolloutBatch> SendAsync(long step, VersionRange policy, VersionRange? reward, CancellationToken cancellation)
    {
        RolloutBatch batch = Make(step, 0, _configuration.Policy.PromptsPerStep, policy, reward);
        await _requests.SendAsync(batch.Jobs, cancellation).ConfigureAwait(false);
        return batch;
    }

    /// <summary>Waits for a batch and fills it up; what is left without spread after the last refill is given all the same, for the reward's mean.</summary>
    public async Task<StepGroups> CollectAsync(RolloutBatch batch, VersionRange policy, VersionRange? reward, double threshold, CancellationToken cancellation)
    {
        var groups = new List<(StepPrompt Prompt, ResponseGroup Group, GenerationOutcome Outcome)>();
        int drawn = batch.Prompts.Count;
        for (int refill = 0; ; refill++)
        {
            IReadOnlyList<GenerationOutcome> outcomes = await _requests.AskAsync(batch.Jobs, null, cancellation).ConfigureAwait(false);
            groups.AddRange(batch.Prompts.Zip(outcomes, (prompt, outcome) => (prompt, _rewards.Of(prompt, outcome, threshold), outcome)));
            int missing = _configuration.Policy.PromptsPerStep - groups.Count(g => Advantages.Informative(g.Group, _configuration.Policy.Update.SpreadThreshold));
            if (missing <= 0 || refill == _configuration.Policy.Refills)
                break;
            batch = Make(batch.Step, drawn, missing, policy, reward);
            drawn += missing;
            await _requests.SendAsync(batch.Jobs, cancellation).ConfigureAwait(false);
        }
        foreach (var (prompt, _, outcome) in groups.Where(g => _items.ContainsKey(g.Prompt.Item.Key)))
            _sampler.Report(prompt.Level, outcome.Answers.Average(a => GroupRewards.Succeeds(a) ? 1.0 : 0));
        return new StepGroups([.. groups.Select(g => g.Prompt)], [.. groups.Select(g => g.Group)], [.. groups.Select(g => g.Outcome)]);
    }

    private RolloutBatch Make(long step, int first, int count, VersionRange policy, VersionRange? reward)
    {
        StepPrompt[] prompts = [.. Enumerable.Range(first, count).Select(place => Draw(step, place))];
        return RolloutBatch.Of(step, prompts, first, _configuration.Seed, _configuration.Policy.AnswersPerPrompt, policy, reward);
    }

    private StepPrompt Draw(long step, int place)
    {
        var random = Seeds.Random(_configuration.Seed, $"mixture/{step}/{place}");
        if (_verifiable.Count > 0 && random.NextDouble() < _configuration.Data.VerifiableShare)
        {
            LadderItem question = random.Pick(_verifiable);
            return new StepPrompt(question, question.Top);
        }
        CurriculumItem item = _sampler.Next();
        return new StepPrompt(_items[item.Key], item.Level);
    }
}

/// <summary>The groups that a step learns from, each with its prompt and all that is known of its answers.</summary>
internal sealed record StepGroups(IReadOnlyList<StepPrompt> Prompts, IReadOnlyList<ResponseGroup> Groups, IReadOnlyList<GenerationOutcome> Outcomes);
