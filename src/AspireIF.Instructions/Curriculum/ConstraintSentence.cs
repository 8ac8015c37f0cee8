using System.Collections.Frozen;

namespace AspireIF.Instructions.Curriculum;

/// <summary>
/// Turns the text of a constraint, which may be a whole sentence or a clause cut out of one ("in at most 80 words", "and end with a question"),
/// into a sentence that can stand alone.
/// </summary>
public static class ConstraintSentence
{
    private static readonly FrozenSet<string> Conjunctions = new[] { "and", "but", "also", "then", "plus" }.ToFrozenSet();

    // The first word of a clause tells what it lacks.
    private static readonly FrozenDictionary<string, string> Openers = new Dictionary<string, string[]>
    {
        ["Answer"] = ["in", "with", "without", "using", "by", "as", "for", "under", "within", "like", "only", "from", "through", "not"],
        ["Give an answer"] = ["containing", "including", "ending", "starting", "beginning", "written", "formatted", "consisting", "that", "which", "where", "having", "addressed", "aimed"],
        ["Use"] = ["at", "exactly", "between", "fewer", "less", "more", "no", "around", "about", "up"],
        ["Include"] = ["a", "an", "one", "two", "three", "four", "five", "some", "several"],
    }.SelectMany(opener => opener.Value.Select(word => KeyValuePair.Create(word, opener.Key))).ToFrozenDictionary();

    public static string Of(string text)
    {
        string sentence = text.Trim().TrimStart(',', ';', '.').TrimStart();
        string first = FirstWord(sentence);
        while (Conjunctions.Contains(first) && sentence.Length > first.Length)
        {
            sentence = sentence[first.Length..].TrimStart(' ', ',');
            first = FirstWord(sentence);
        }
        if (sentence.Length == 0)
            return "";
        if (Openers.TryGetValue(first, out string? opener))
            sentence = $"{opener} {sentence}";
        else if (char.IsLower(sentence[0]))
            sentence = char.ToUpperInvariant(sentence[0]) + sentence[1..];
        return Closed(sentence);
    }

    /// <summary>The text with a full stop, unless it ends a sentence already or ends in an example on lines of its own.</summary>
    public static string Closed(string text)
    {
        text = text.TrimEnd();
        if (EndsSentence(text))
            return text;
        int lastLine = text.LastIndexOf('\n') + 1;
        bool example = lastLine > 0 && !char.IsLetterOrDigit(text[lastLine]);
        return example ? text : text.TrimEnd(',', ';', ':') + ".";
    }

    /// <summary>True when the text ends with a mark that ends sentences, closing quotes and brackets after it aside.</summary>
    public static bool EndsSentence(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> open = text.TrimEnd("\"'”’)]*_`» ");
        return open.Length > 0 && open[^1] is '.' or '!' or '?' or '…' or '。' or '！' or '？';
    }

    private static string FirstWord(string text)
    {
        int end = 0;
        while (end < text.Length && char.IsLetter(text[end]))
            end++;
        return text[..end];
    }
}
