namespace AspireIF.Models.Checkpoints;

/// <summary>A file of a model folder is missing, malformed or asks for something that is not supported. The message begins with the file.</summary>
public sealed class CheckpointException : Exception
{
    public CheckpointException(string file, string message) : base($"{file}: {message}") => File = file;

    public CheckpointException(string file, string message, Exception inner) : base($"{file}: {message}", inner) => File = file;

    public string File { get; }
}
