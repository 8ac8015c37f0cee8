namespace AspireIF.Runs.Artifacts;

/// <summary>An artifact cannot be written, or what is stored is damaged. The message names it and where it lies.</summary>
public sealed class ArtifactException : Exception
{
    public ArtifactException(string message) : base(message)
    {
    }

    public ArtifactException(string message, Exception inner) : base(message, inner)
    {
    }
}
