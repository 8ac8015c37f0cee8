namespace AspireIF.Models.Generation;

/// <summary>A request that cannot be served, and why. It fails alone: other requests go on.</summary>
public sealed class GenerationException : Exception
{
    public GenerationException(string message)
        : base(message)
    {
    }

    public GenerationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
