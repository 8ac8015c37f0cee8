using AspireIF.Instructions.Primer;
using AspireIF.Models.Chat.Templates;
using AspireIF.Models.Tokenization;
using AspireIF.Training.Data;

namespace AspireIF.Training.Primer;

/// <summary>The primer's pre-training corpus as tokens: dialogues in the model's chat format, and passages.</summary>
/// <param name="template">Spells conversations as the model will be given them.</param>
/// <param name="probability">Of the author satisfying each constraint.</param>
public sealed class PrimerDocuments(
    Tokenizer tokenizer, ChatTemplate template, ulong seed, double probability = PrimerAuthor.DefaultProbability)
    : IDocumentSource
{
    private readonly int _endOfTurn = Special(tokenizer, "<|im_end|>"), _endOfText = Special(tokenizer, "<|endoftext|>");

    /// <summary>A vocabulary learnt from the corpus.</summary>
    public static IEnumerable<string> Texts(ulong seed, int documents) =>
        PrimerCorpus.Documents(seed).Take(documents).SelectMany(d => d.Passage is { } passage ? [passage] : d.Messages.Select(m => m.Content));

    public IEnumerable<TrainingDocument> From(long index)
    {
        const int Block = 1024;
        for (long start = index; ; start += Block)
        {
            // In blocks on all cores: one core writes and tokenizes fewer tokens a second than a GPU learns.
            foreach (TrainingDocument document in ParallelEnumerable.Range(0, Block).AsOrdered().Select(i => Document(start + i)))
                yield return document;
        }
    }

    private TrainingDocument Document(long index)
    {
        PrimerDocument document = PrimerCorpus.Document(seed, (ulong)index, probability);
        if (document.Passage is { } passage)
            return new([.. tokenizer.Encode(passage), _endOfText]);
        int[] prompt = template.Encode(tokenizer, PrimerChat.Turns([.. document.Messages.SkipLast(1)]), new TemplateInput { AddGenerationPrompt = true });
        return new([.. prompt, .. tokenizer.Encode(document.Messages[^1].Content), _endOfTurn], prompt.Length);
    }

    private static int Special(Tokenizer tokenizer, string token) =>
        tokenizer.IdOf(token) ?? throw new ArgumentException($"the tokenizer has no token {token}", nameof(tokenizer));
}
