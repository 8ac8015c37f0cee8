namespace AspireIF.Training.Policy;

/// <summary>An answer that a policy sampled, and what it earned.</summary>
/// <param name="Tokens">At least one; a stop token, where one ended the answer, is the last.</param>
/// <param name="SamplerLogProbs">Natural log of the probability that the sampler gave each token, at temperature 1 and nothing filtered.</param>
/// <param name="PolicyVersions">The version of the weights that produced each token.</param>
/// <param name="Reward">Of the whole answer.</param>
/// <param name="Finished">Whether it ended by itself, not at its limit of tokens.</param>
public sealed record PolicySample(int[] Tokens, float[] SamplerLogProbs, long[] PolicyVersions, double Reward, bool Finished);

/// <summary>The answers to one prompt, which are judged against each other.</summary>
/// <param name="Key">Of the curriculum's row; names it in messages.</param>
/// <param name="Level">How many constraints the prompt asks.</param>
/// <param name="Prompt">Token ids, at least one.</param>
public sealed record ResponseGroup(string Key, int Level, int[] Prompt, IReadOnlyList<PolicySample> Samples)
{
    /// <exception cref="ArgumentException">The prompt or an answer is empty, or an answer's arrays differ in length, or its reward is not a number.</exception>
    public void Validate()
    {
        if (Prompt.Length == 0)
            throw new ArgumentException($"group '{Key}' has an empty prompt");
        if (Samples.Count == 0)
            throw new ArgumentException($"group '{Key}' has no answers");
        for (int i = 0; i < Samples.Count; i++)
        {
            PolicySample sample = Samples[i];
            if (sample.Tokens.Length == 0)
                throw new ArgumentException($"group '{Key}': answer {i} has no tokens");
            if (sample.SamplerLogProbs.Length != sample.Tokens.Length || sample.PolicyVersions.Length != sample.Tokens.Length)
                throw new ArgumentException($"group '{Key}': answer {i} has {sample.Tokens.Length} tokens, {sample.SamplerLogProbs.Length} log-probabilities and {sample.PolicyVersions.Length} versions");
            if (!double.IsFinite(sample.Reward))
                throw new ArgumentException($"group '{Key}': answer {i} has the reward {sample.Reward}");
        }
    }
}
