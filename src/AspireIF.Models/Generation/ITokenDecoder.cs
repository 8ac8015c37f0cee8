namespace AspireIF.Models.Generation;

/// <summary>Turns one answer's tokens into text as they come. Not shared between answers.</summary>
public interface ITokenDecoder
{
    /// <summary>The text that became complete with this token; may be empty while a character's bytes are missing.</summary>
    string Append(int token);

    /// <summary>The answer ended: what is left of an incomplete character.</summary>
    string Flush();
}
