namespace AspireIF.Training.Data;

/// <summary>A document to learn: what comes before <see cref="AnswerStart"/> is what was asked, the rest is the answer.</summary>
/// <param name="Tokens">At least two.</param>
/// <param name="AnswerStart">Index of the first token of the answer; 0 when everything is to be learnt alike.</param>
public sealed record TrainingDocument(int[] Tokens, int AnswerStart = 0);

/// <summary>Documents from any index on; the same index always gives the same document.</summary>
public interface IDocumentSource
{
    IEnumerable<TrainingDocument> From(long index);
}
