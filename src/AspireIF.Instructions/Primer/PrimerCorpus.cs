using AspireIF.Instructions.Datasets;
using AspireIF.Instructions.Primer.World;

namespace AspireIF.Instructions.Primer;

/// <summary>A text to pre-train on.</summary>
/// <param name="Messages">A dialogue, the last message the answer; empty for a passage.</param>
/// <param name="Passage">Running text; null for a dialogue.</param>
public sealed record PrimerDocument(IReadOnlyList<ChatMessage> Messages, string? Passage);

/// <summary>
/// What a model of the primer is pre-trained on: training instructions with the author's answers, and passages that state the facts of every topic,
/// the held-out ones too, so that no word of theirs is new. No instruction about a held-out topic is in it.
/// </summary>
public static class PrimerCorpus
{
    private const double PassageShare = 0.1;

    /// <summary>Documents without end; the same seed gives the same ones everywhere.</summary>
    /// <param name="probability">Of the author satisfying each constraint.</param>
    public static IEnumerable<PrimerDocument> Documents(ulong seed, double probability = PrimerAuthor.DefaultProbability)
    {
        for (ulong index = 0; ; index++)
            yield return Document(seed, index, probability);
    }

    public static PrimerDocument Document(ulong seed, ulong index, double probability = PrimerAuthor.DefaultProbability)
    {
        var random = SplitMix64.For(seed ^ 0x5EED, index);
        if (random.Chance(PassageShare))
        {
            PrimerTopic topic = random.Pick(PrimerWorld.Instance.Topics);
            return new([], $"Facts: {topic.Facts}\n{PrimerAuthor.Plain(topic, random)}");
        }
        PrimerInstruction instruction = PrimerGenerator.Draw(PrimerSplit.Train, seed, index);
        string answer = PrimerAuthor.Write(instruction, random, probability).Answer;
        return new([.. instruction.Messages, new("assistant", answer)], null);
    }
}
