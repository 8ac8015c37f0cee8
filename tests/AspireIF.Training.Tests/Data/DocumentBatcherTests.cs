using AspireIF.Training.Data;

namespace AspireIF.Training.Tests.Data;

public sealed class DocumentBatcherTests
{
    [Fact]
    public void Every_document_comes_once_and_batches_hold_documents_of_similar_length_within_the_limit()
    {
        var source = new Documents(1000);
        var batcher = new DocumentBatcher(source, batchTokens: 512, windowDocuments: 300, seed: 5);
        var seen = new List<int>();
        while (batcher.Next() is { } batch)
        {
            Assert.True(batch.Sum(d => d.Tokens.Length) <= 512);
            Assert.True(batch.Max(d => d.Tokens.Length) - batch.Min(d => d.Tokens.Length) <= 25, "lengths within a batch are close");
            seen.AddRange(batch.Select(d => d.Tokens[0]));
        }
        Assert.Equal(Enumerable.Range(0, 1000), seen.Order());
    }

    [Fact]
    public void A_cursor_continues_with_the_very_next_batch()
    {
        var source = new Documents(700);
        var whole = new DocumentBatcher(source, 256, 200, seed: 9);
        var batches = new List<string>();
        var cursors = new List<DataCursor>();
        while (true)
        {
            cursors.Add(whole.Cursor);
            if (whole.Next() is not { } batch)
                break;
            batches.Add(Describe(batch));
        }
        for (int i = 0; i < batches.Count; i += 7)
        {
            var resumed = new DocumentBatcher(source, 256, 200, seed: 9, cursors[i]);
            Assert.Equal(batches[i], Describe(resumed.Next()!));
        }
    }

    private static string Describe(IReadOnlyList<TrainingDocument> batch) => string.Join(' ', batch.Select(d => d.Tokens[0]));

    private sealed class Documents(int count) : IDocumentSource
    {
        public IEnumerable<TrainingDocument> From(long index)
        {
            for (int i = (int)index; i < count; i++)
            {
                var document = new int[new Random(i).Next(10, 120)];
                document[0] = i;
                yield return new(document);
            }
        }
    }
}
