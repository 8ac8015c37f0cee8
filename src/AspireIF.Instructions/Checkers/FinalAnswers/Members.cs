namespace AspireIF.Instructions.Checkers.FinalAnswers;

/// <summary>A tuple, an interval, a set or a plain list in canonical LaTeX, taken apart at its top-level commas.</summary>
/// <param name="Open">The bracket before it: "(", "[", "\{", or "" for a plain list.</param>
internal sealed record Members(string Open, string Close, IReadOnlyList<string> Items)
{
    public bool IsSet => Open == "\\{";

    /// <summary>Null for a text that is neither bracketed as a whole nor has a comma at the top level.</summary>
    public static Members? Of(string canonical)
    {
        if (canonical.StartsWith("\\{", StringComparison.Ordinal) && canonical.EndsWith("\\}", StringComparison.Ordinal) && canonical.Length > 4)
            return Split(canonical[2..^2]) is { } elements ? new Members("\\{", "\\}", elements) : null;
        if (canonical.Length > 2 && canonical[0] is '(' or '[' && canonical[^1] is ')' or ']' && Split(canonical[1..^1]) is { Count: > 1 } inner)
            return new Members(canonical[..1], canonical[^1..], inner);
        return Split(canonical) is { Count: > 1 } plain ? new Members("", "", plain) : null;
    }

    // Null when brackets close that were not opened: then the text is not bracketed as a whole.
    private static List<string>? Split(string text)
    {
        var items = new List<string>();
        int depth = 0, start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || text[i] == ',' && depth == 0)
            {
                items.Add(text[start..i]);
                start = i + 1;
                continue;
            }
            depth += text[i] is '(' or '[' or '{' ? 1 : text[i] is ')' or ']' or '}' ? -1 : 0;
            if (depth < 0)
                return null;
        }
        return depth == 0 ? items : null;
    }
}
