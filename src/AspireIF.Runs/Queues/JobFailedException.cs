namespace AspireIF.Runs.Queues;

/// <summary>A job will not get a result by itself: it is a dead letter, or the server knows nothing of it.</summary>
public sealed class JobFailedException(string message, string id) : Exception(message)
{
    public string Id { get; } = id;
}
