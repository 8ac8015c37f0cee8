using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Decomposition;

/// <summary>
/// Cuts masked text into sentences and lines. Prompts are sloppy: sentences are joined by ".. ", begin in lower case, or follow their predecessor without a full stop,
/// so this is no general splitter: it prefers to cut too often, because a constraint that needs two units is put together again.
/// </summary>
internal static class UnitSplitter
{
    // A "sentence" without any boundary is cut at a blank near this length: time stays linear and no demand is that long.
    private const int Longest = 2000;

    private static readonly HashSet<string> Abbreviations =
        ["e.g", "i.e", "i.e.", "etc", "eg", "ie", "mr", "mrs", "ms", "dr", "vs", "st", "jr", "prof", "approx", "no", "fig", "u.s", "a.m", "p.m"];

    public static List<TextSpan> Split(MaskedText masked)
    {
        var units = new List<TextSpan>();
        string text = masked.Text;
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (i - start >= Longest && text[i] == ' ' || i - start >= 2 * Longest || Ends(masked, i, start))
            {
                Add(text, start, i + 1, units);
                start = i + 1;
            }
        }
        Add(text, start, text.Length, units);
        return units;
    }

    private static bool Ends(MaskedText masked, int i, int start)
    {
        string text = masked.Text;
        char c = text[i];
        if (c is '\n' or '\r')
            return true;
        if (c == ' ' && Upper(masked, i + 1) && i > start && (DemandBegins(text.AsSpan(i + 1)) && char.IsLetterOrDigit(text[i - 1]) || SoftDemands.LabelBegins(text.AsSpan(i + 1)) && !SoftDemands.LabelBegins(text.AsSpan(start).TrimStart())))
            return true;
        char next = i + 1 < text.Length ? text[i + 1] : '\n';
        if (c is MaskedText.Quoted or MaskedText.Angled or MaskedText.Postscript or ')' or MaskedText.Code)
            return next == ' ' && (c != MaskedText.Quoted || EndsInside(masked, i)) && Upper(masked, i + 2) && (c != ')' || i > 0 && text[i - 1] is '.' or '?' or '!');
        if (c is not ('.' or '?' or '!' or ';' or '。'))
            return false;
        if (next is '.' or '?' or '!' or ')')
            return false;
        if (next is not (' ' or '\n' or '\r'))
            return Upper(masked, i + 1) && i >= start + 20 && char.IsLower(text[i - 1]) && i + 2 < text.Length && char.IsLower(text[i + 2]) && !Abbreviated(text, i, start);
        if (c == ';')
            return next == '\n';
        return c != '.' || !Abbreviated(text, i, start);
    }

    // Material without a full stop runs into the demand that follows it; only a capital shows where.
    private static bool DemandBegins(ReadOnlySpan<char> text)
    {
        foreach (string opening in Openings)
        {
            if (text.StartsWith(opening, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    private static readonly string[] Openings =
        ["ensure that ", "include a ", "you are a", "assume the role", "focus on ", "imagine ", "identify the ", "specify ", "make sure ", "please ", "your response ", "your answer ", "your entire ", "the response ", "do not ", "don't forget ", "refrain from ", "wrap the ", "there should be ", "write exactly ", "answer exactly ", "respond with ", "use at least ", "response must ", "response should ", "highlight at least ", "include exactly ", "answer with "];

    private static bool Upper(MaskedText masked, int position) =>
        position < masked.Text.Length && char.IsLetter(masked.Text[position]) && masked.Origin(position) < masked.Prompt.Length && char.IsUpper(masked.Prompt[masked.Origin(position)]);

    private static bool EndsInside(MaskedText masked, int position) => masked.ContentAt(position) is [.., '.' or '!' or '?' or ','];

    private static bool Abbreviated(string text, int stop, int start)
    {
        int from = stop;
        while (from > start && !char.IsWhiteSpace(text[from - 1]) && text[from - 1] is not ('(' or ','))
            from--;
        string word = text[from..stop];
        // A list number ("1.") stays with its item; a single letter is an initial, unless it is quoted by its use ("the letter a").
        return Abbreviations.Contains(word) || word.Length == 1 && char.IsLetterOrDigit(word[0]) && from == start
            || word == MaskedText.Quantity.ToString() && from == start;
    }

    private static void Add(string text, int start, int end, List<TextSpan> units)
    {
        while (start < end && char.IsWhiteSpace(text[start]))
            start++;
        while (end > start && char.IsWhiteSpace(text[end - 1]))
            end--;
        if (end > start && !(end - start == 1 && text[start] == '.'))
            units.Add(new TextSpan(start, end));
    }
}
