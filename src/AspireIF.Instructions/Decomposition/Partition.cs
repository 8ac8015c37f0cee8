namespace AspireIF.Instructions.Decomposition;

/// <summary>Shares out a unit that states hard constraints: each finding takes the words around it that belong to it, the rest is task.</summary>
internal static class Partition
{
    /// <param name="taskSeen">Whether the prompt has said what to do before; if not, "write a poem" is the task although its words are common in demands.</param>
    /// <param name="appended">Whether the unit stands in a row of constraints appended to the task, where sentences are constraints as a whole.</param>
    public static List<Segment> Of(Unit unit, IReadOnlyList<Finding> findings, bool taskSeen, bool appended)
    {
        string text = unit.Document.Masked.Text;
        List<Finding[]> groups = Groups(findings);
        var segments = new List<Segment>();
        int at = unit.Start;
        for (int g = 0; g < groups.Count; g++)
        {
            int start = groups[g][0].Start, end = groups[g].Max(f => f.End);
            bool last = g == groups.Count - 1;
            int left = g == 0 ? appended && SoftDemands.IsDemand(unit.Text, loosely: false) ? unit.Start : LeftEdge(unit, start, taskSeen) : LeftOfClause(text, at, start);
            if (left > at && !IsBlank(text, at, left))
                segments.Add(Segment.Of(SegmentKind.Task, at, left));
            int limit = last ? unit.End : groups[g + 1][0].Start;
            // Appended constraints end where their sentence ends.
            // In "write a 300-word summary" the noun after the number is the task's.
            bool amidObject = g == 0 && !taskSeen && left - unit.Start is > 0 and <= 10 && Jargon.IsTaskVerb(FirstWord(text, unit.Start, unit.End));
            int right = appended && last ? unit.End : amidObject ? end : RightEdge(text, end, limit, last);
            segments.Add(new Segment(SegmentKind.Hard, left, right, groups[g]));
            at = right;
        }
        if (at < unit.End && !IsBlank(text, at, unit.End))
            segments.Add(Segment.Of(SegmentKind.Task, at, unit.End));
        return segments;
    }

    private static List<Finding[]> Groups(IReadOnlyList<Finding> findings)
    {
        var groups = new List<List<Finding>>();
        foreach (Finding finding in findings)
        {
            if (groups.Count > 0 && groups[^1].Max(f => f.End) > finding.Start)
                groups[^1].Add(finding);
            else
                groups.Add([finding]);
        }
        return [.. groups.Select(g => g.ToArray())];
    }

    /// <summary>The whole head when it is jargon; else back to the connective, or over the prepositions, that lead to the finding.</summary>
    private static int LeftEdge(Unit unit, int start, bool taskSeen)
    {
        string text = unit.Document.Masked.Text;
        bool jargon = Jargon.Is(text.AsSpan(unit.Start, start - unit.Start));
        bool isTask = (!taskSeen || !jargon) && Jargon.IsTaskVerb(FirstWord(text, unit.Start, unit.End)) && start > unit.Start;
        if (!isTask && jargon)
            return unit.Start;
        if (isTask && AdverbialBegins(text.AsSpan(start)) && !Jargon.LeadsOn(LastWord(text, unit.Start, start)))
            return start;
        int floor = isTask ? EndOfObject(text, unit.Start, start) : unit.Start;
        return LeftOfClause(text, floor, start, unit.Document.Masked);
    }

    // "Write a 30-line poem ...": the verb and its object, up to a preposition, stay in the task.
    private static int EndOfObject(string text, int start, int limit)
    {
        int at = start;
        for (int words = 0; at < limit; words++)
        {
            int blank = text.IndexOf(' ', at, limit - at);
            string word = text[at..(blank < 0 ? limit : blank)];
            if (words > 0 && Jargon.EndsObject(word))
                return at;
            if (blank < 0)
                return limit;
            at = blank + 1;
            if (word.EndsWith(',') || word.EndsWith(':'))
                return at;
        }
        return at;
    }

    private static bool AdverbialBegins(ReadOnlySpan<char> text) => text.StartsWith("without ") || text.StartsWith("in ") || text.StartsWith("using ") || text.StartsWith("with ");

    private static string LastWord(string text, int floor, int end)
    {
        while (end > floor && text[end - 1] == ' ')
            end--;
        int begin = end;
        while (begin > floor && text[begin - 1] != ' ')
            begin--;
        return text[begin..end];
    }

    private static int LeftOfClause(string text, int floor, int start, MaskedText? masked = null)
    {
        int at = start;
        while (at > floor)
        {
            int end = at;
            while (end > floor && text[end - 1] == ' ')
                end--;
            if (end <= floor)
                return at;
            if (text[end - 1] is ',' or ';' or ':' or '.' or '?' or '!' or '(' or ')' or ']' or '\n' or '-' or MaskedText.Quantity or MaskedText.Quoted)
                return at;
            int begin = end;
            while (begin > floor && text[begin - 1] != ' ' && text[begin - 1] != '\n')
                begin--;
            string word = text[begin..end].Trim('(', '"', ',');
            if (!Jargon.IsJargon(word))
                return at;
            at = begin;
            if (Jargon.IsConnective(word) && Jargon.Is(text.AsSpan(at, start - at)) && at - floor > 0 && word is not "or")
                return at;
            // A capital inside a line begins a sentence whose predecessor had no full stop.
            if (masked is not null && masked.Origin(begin) < masked.Prompt.Length && char.IsUpper(masked.Prompt[masked.Origin(begin)]) && word is not ("i" or "english" or "json" or "markdown"))
                return at;
        }
        return at;
    }

    private static int RightEdge(string text, int end, int limit, bool last)
    {
        if (last && Jargon.Is(text.AsSpan(end, limit - end)))
            return limit;
        int at = end;
        while (at < limit)
        {
            int from = at;
            while (from < limit && text[from] == ' ')
                from++;
            if (from >= limit)
                return limit;
            if (text[from] is ',' or ';' or '.' or ':')
                return last && Jargon.Is(text.AsSpan(from, limit - from)) ? limit : from;
            int stop = from;
            while (stop < limit && text[stop] is not (' ' or ',' or ';' or '\n'))
                stop++;
            string word = text[from..stop].Trim('.', ')', '(', '!', '?', ':');
            if (!Jargon.IsJargon(word) || Jargon.IsConnective(word) && word != "or" || word is "about" or "for" or "with" or "on" or "that" or "of" && !Jargon.Is(text.AsSpan(from, Math.Min(limit - from, 25))))
                return at;
            at = stop;
        }
        return at;
    }

    private static string FirstWord(string text, int start, int end)
    {
        ReadOnlySpan<char> rest = text.AsSpan(start, end - start);
        while (rest.StartsWith("please ") || rest.StartsWith("can you ") || rest.StartsWith("could you "))
            rest = rest[(rest.StartsWith("please ") ? 7 : rest.StartsWith("can you ") ? 8 : 10)..];
        int stop = rest.IndexOfAny(" ,.:");
        return (stop < 0 ? rest : rest[..stop]).ToString();
    }

    private static bool IsBlank(string text, int start, int end)
    {
        foreach (char c in text.AsSpan(start, end - start))
        {
            if (char.IsLetterOrDigit(c) || c is >= '\uE000' and <= '\uE009')
                return false;
        }
        return true;
    }
}
