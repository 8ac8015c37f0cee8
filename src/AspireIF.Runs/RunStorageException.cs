namespace AspireIF.Runs;

/// <summary>The Redis server, the folder or the blob account of a run cannot be used. The message names it and what to do, and never a password.</summary>
public sealed class RunStorageException : Exception
{
    public RunStorageException(string message) : base(message)
    {
    }

    public RunStorageException(string message, Exception inner) : base(message, inner)
    {
    }
}
