namespace AspireIF.Training.Data;

/// <summary>Where a <see cref="DocumentBatcher"/> stands: enough to continue with the very next batch.</summary>
/// <param name="WindowStart">Index of the first document of the current window.</param>
/// <param name="BatchIndex">The next batch of that window.</param>
public readonly record struct DataCursor(long WindowStart, int BatchIndex);

/// <summary>
/// Cuts a stream of documents into batches of about equally long ones: within a window the documents are sorted by length and
/// cut, and the batches are then visited in random order. Batches of one length attend without padding, and a window of a few
/// thousand documents keeps the order random enough for training.
/// </summary>
public sealed class DocumentBatcher
{
    private readonly IDocumentSource _source;
    private readonly int _batchTokens;
    private readonly int _windowDocuments;
    private readonly int _seed;
    private TrainingDocument[][]? _window;

    // Made while the window before it is trained on.
    private Task<TrainingDocument[][]>? _nextWindow;

    /// <param name="batchTokens">No batch has more tokens than this, except one of a single longer document.</param>
    /// <param name="windowDocuments">Documents that are sorted together.</param>
    /// <param name="seed">Of the order of the batches.</param>
    public DocumentBatcher(IDocumentSource source, int batchTokens, int windowDocuments, int seed, DataCursor cursor = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchTokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(windowDocuments, 1);
        _source = source;
        _batchTokens = batchTokens;
        _windowDocuments = windowDocuments;
        _seed = seed;
        Cursor = cursor;
    }

    public DataCursor Cursor { get; private set; }

    /// <summary>The next batch of documents, or null when the source has ended.</summary>
    public IReadOnlyList<TrainingDocument>? Next()
    {
        _window ??= Enter(LoadWindow(Cursor.WindowStart));
        if (Cursor.BatchIndex >= _window.Length)
        {
            if (_window.Sum(b => b.Length) < _windowDocuments)
                return null;
            Cursor = new(Cursor.WindowStart + _windowDocuments, 0);
            _window = Enter(_nextWindow!.GetAwaiter().GetResult());
            if (_window.Length == 0)
                return null;
        }
        TrainingDocument[] batch = _window[Cursor.BatchIndex];
        Cursor = Cursor with { BatchIndex = Cursor.BatchIndex + 1 };
        return batch;
    }

    private TrainingDocument[][] Enter(TrainingDocument[][] window)
    {
        long next = Cursor.WindowStart + _windowDocuments;
        _nextWindow = Task.Run(() => LoadWindow(next));
        return window;
    }

    private TrainingDocument[][] LoadWindow(long start)
    {
        TrainingDocument[] documents = [.. _source.From(start).Take(_windowDocuments).OrderBy(d => d.Tokens.Length)];
        TrainingDocument[][] window = Cut(documents);
        new Random(HashCode(start)).Shuffle(window);
        return window;
    }

    // Batches of about equal size: a small rest would weigh as much as the others in training.
    private TrainingDocument[][] Cut(TrainingDocument[] documents)
    {
        if (documents.Length == 0)
            return [];
        long total = documents.Sum(d => (long)d.Tokens.Length), before = 0;
        long target = Math.Max(1, _batchTokens - documents[^1].Tokens.Length);
        long count = (total + target - 1) / target;
        var batches = new List<TrainingDocument>[count];
        foreach (TrainingDocument document in documents)
        {
            (batches[before * count / total] ??= []).Add(document);
            before += document.Tokens.Length;
        }
        return [.. batches.Where(b => b is not null).Select(b => b.ToArray())];
    }

    // Not System.HashCode: its seed differs from process to process, and a resumed run must shuffle alike.
    private int HashCode(long start) => unchecked((int)((ulong)(start + 1) * 0x9E3779B97F4A7C15UL >> 33) ^ _seed * 0x2545F491);
}
