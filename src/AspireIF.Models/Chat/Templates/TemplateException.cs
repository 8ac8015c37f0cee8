namespace AspireIF.Models.Chat.Templates;

/// <summary>A chat template that cannot be read or rendered; the message names the line.</summary>
public sealed class TemplateException : Exception
{
    /// <summary>Where the line is not known yet.</summary>
    internal TemplateException(string message) : base(message)
    {
    }

    internal TemplateException(int line, string message) : base($"chat template, line {line}: {message}") => HasLine = true;

    internal bool HasLine { get; }
}
