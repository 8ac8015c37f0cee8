using AspireIF.Pipeline.Data;
using AspireIF.Pipeline.Messages;

namespace AspireIF.Pipeline.Learning;

/// <summary>A prompt of a step: an instruction at a level of its ladder.</summary>
internal sealed record StepPrompt(LadderItem Item, int Level);

/// <summary>The jobs of one step that are under way.</summary>
/// <param name="Step">The step that will learn from them.</param>
/// <param name="Prompts">In the order in which the curriculum drew them.</param>
/// <param name="Jobs">One for each prompt.</param>
internal sealed record RolloutBatch(long Step, IReadOnlyList<StepPrompt> Prompts, IReadOnlyList<NamedJob> Jobs)
{
    public static RolloutBatch Of(long step, IReadOnlyList<StepPrompt> prompts, int first, ulong seed, int answers, VersionRange policy, VersionRange? reward) =>
        new(step, prompts, [.. prompts.Select((prompt, i) =>
        {
            // The place in the step tells apart a prompt that is drawn twice.
            string id = $"rollout/{step}/{first + i}/{prompt.Item.Key}/{prompt.Level}";
            return new NamedJob(id, new GenerationJob(prompt.Item.Levels[prompt.Level], prompt.Item.ConstraintsAt(prompt.Level), Seeds.Answers(seed, id, answers), policy)
            {
                Reward = reward, WantTokens = true,
            });
        })]);
}
