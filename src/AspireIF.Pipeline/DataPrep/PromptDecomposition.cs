using AspireIF.Instructions.Datasets;
using AspireIF.Instructions.Decomposition;
using AspireIF.Pipeline.Configuration;
using AspireIF.Pipeline.Data;
using AspireIF.Pipeline.Messages;

namespace AspireIF.Pipeline.DataPrep;

/// <summary>Takes plain prompts apart: by rules, or by having the base model list the constraints, which are then typed by rules.</summary>
internal sealed class PromptDecomposition(RunConfiguration configuration, AnswerRequests requests)
{
    public async Task<IReadOnlyList<DecomposedInstruction>> DecomposeAsync(IReadOnlyList<string> prompts, CancellationToken cancellation)
    {
        if (configuration.Data.Decomposition == DecompositionMethod.Rules || prompts.Count == 0)
            return [.. prompts.AsParallel().AsOrdered().Select(InstructionDecomposer.Decompose)];
        NamedJob[] jobs = [.. prompts.Select((prompt, i) => new NamedJob(
            $"decomposition/{Seeds.Of(configuration.Seed, prompt):x}/{i}", new GenerationJob([new ChatMessage("user", ModelDecomposition.Ask(prompt))], [], [0], VersionRange.Exactly(0)) { Greedy = true }))];
        IReadOnlyList<GenerationOutcome> outcomes = await requests.AskAsync(jobs, null, cancellation).ConfigureAwait(false);
        return [.. prompts.Zip(outcomes, (prompt, outcome) => ModelDecomposition.Read(prompt, outcome.Answers[0].Judged).Instruction)];
    }
}
