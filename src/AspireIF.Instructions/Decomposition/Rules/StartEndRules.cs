namespace AspireIF.Instructions.Decomposition.Rules;

/// <summary>startend:end_checker and combination:repeat_prompt.</summary>
internal static class StartEndRules
{
    private static readonly Pattern EndPhrase = new("~",
        @"(?:\b(?:end|finish|conclud|clos|sign off|wrap up)\w*\b[^~]{0,110}?(?:with|saying|phrase|words?|exactly|reads?|by|sentence)\b[^~]{0,70}?(?<phrase>~)|very (?:end|last)[^~]{0,100}(?<phrase>~)"
        + @"|(?:last|final) (?:words?|sentence|line|phrase|thing)[^~]{0,70}\b(?:be|is|are|read|reads|say)\b[^~]{0,30}(?<phrase>~)|~[^~.]{0,30}(?:should|must) be the (?:very )?(?:last|final|end)[^.~]{0,30})");

    private static readonly Pattern BareEndPhrase = new("end|finish|conclud|clos|last|final",
        @"(?:\b(?:end|finish|conclud|clos)\w*\b[^~:]{0,110}(?:phrase|words?|exactly|like|with|sentence|line)[^~:]{0,30}: ?(?<phrase>[^~]{2,300})$|very end[^~:]{0,100}: ?(?<phrase>[^~]{2,300})$"
        + @"|\b(?:end|finish|conclud|clos)\w*\b[^~:]{0,60}(?:with|using) (?:this |the )?(?:exact(?:ly)? )(?:this )?(?:phrase|words?|sentence|line)(?: of)? (?<phrase>[^~]{2,300})$|\b(?:last|final) (?:words?|sentence|line|phrase)[^~:]{0,40}\b(?:be|is|are|read|reads)\b[^~:]{0,20}: ?(?<phrase>[^~]{2,300})$)");

    private static readonly Pattern EndsWithLine = new("end|finish|conclud|clos", @"\b(?:end|finish|conclud|clos)\w*\b[^~:]{0,80}\b(?:with|phrase|words?|sentence|line|saying)[^~:]{0,30}:$");

    private static readonly Pattern PartOfIt = new("each|every|all |first |second |third |fourth ", @"(?:each|every|(?:first|second|third|fourth) (?:paragraph|sentence|line)|all (?:sentences|lines|paragraphs))[^.]{0,40}(?:end|finish|conclud|clos)");

    private static readonly Pattern Repeat = new("repeat|repleat|restat|copy|copied|reproduc",
        @"(?:\b(?:repeat|repleat|restate|copy|reproduce)\w*\b[^.~]{0,60}\b(?:request|prompt|question|instructions?|sentence|above|below|line|query|task|text|it|this|message|following)\b|\b(?:request|prompt|question|instruction|query)[^.~]{0,60}\b(?:repeated|restated|copied)\b)");

    private static readonly Pattern RepeatTopic = new("repeat|repleat|restat|word|chang|before|exactly as|then|request|verbatim|not |n't ",
        @"\b(?:repeat|repleat|is repeated|repeating|restat\w*|word[ -]for[ -]word|without (?:any )?chang\w*|(?:not|n't) (?:output|say|add|chang\w*|write)\b[^.]{0,50}\b(?:any words? or|any (?:other |single )?word|anything|it|letter|characters?|before)\b|before (?:you )?answer\w*|exactly as it is|then (?:you )?(?:can )?(?:give|answer|provide)|the request you need|answer the request|verbatim)\b");

    private static readonly Pattern AfterIt = new("", @"\b(?:below|following)\b");

    // What is to be repeated may stand in the same sentence: "repeat this request before you answer: "..."".
    private static readonly Pattern QuotedRequest = new("~", @"(?:request|prompt|question|instructions?|sentence|line|query|task|text|message|below|following)\b[^~:]{0,60}: ?(?<request>~)[.!]?$");

    private static readonly Pattern NotAtAll = new("", @"(?:not|n't|never|avoid|without) (?:\w+ )?(?:repeat|restat|copy)|no \w+ is repeated|the repeated \w+|(?:repeat|copy)\w* (?:any|the word|words|yourself|sentences)");

    public static void Find(Findings findings)
    {
        FindEnd(findings);
        FindRepeat(findings);
    }

    private static void FindEnd(Findings findings)
    {
        Unit unit = findings.Unit;
        string text = unit.Text;
        if (text.StartsWith('*') || PartOfIt.IsIn(text))
            return;
        if (EndPhrase.In(text).FirstOrDefault() is { } match)
        {
            int at = match.Groups["phrase"] is { Success: true } group ? group.Index : match.Index;
            string phrase = unit.Content(at).Trim();
            // "A postscript at the end, and avoid the word ~" ends with no phrase.
            if (phrase.Any(char.IsLetterOrDigit) && !match.Value.Contains(MaskedText.Postscript) && !match.Value.Contains("avoid", StringComparison.Ordinal))
                findings.Add("startend:end_checker", match.Index, match.Index + match.Length, ("end_phrase", phrase));
        }
        else if (unit.Next is { } next && EndsWithLine.IsIn(text) && !text.Contains("keyword", StringComparison.Ordinal))
        {
            string line = next.Text[0] == MaskedText.Quoted ? unit.Document.Masked.ContentAt(next.Start) : next.Original(0, next.Text.Length);
            findings.Add("startend:end_checker", 0, text.Length, ("end_phrase", line.Trim()));
        }
        else if (BareEndPhrase.In(text).FirstOrDefault() is { } bare && bare.Groups["phrase"] is var phrase && !text.Contains(MaskedText.Postscript) && !text.Contains("keyword", StringComparison.Ordinal))
            findings.Add("startend:end_checker", bare.Index, bare.Index + bare.Length, ("end_phrase", unit.Original(phrase.Index, phrase.Index + phrase.Length).Trim()));
    }

    private static void FindRepeat(Findings findings)
    {
        Unit unit = findings.Unit;
        if (!Repeat.IsIn(unit.Text) || NotAtAll.IsIn(unit.Text) || unit.Document.Units.Take(unit.Index).Any(u => IsTopic(u) && Repeat.IsIn(u.Text)))
            return;
        if (QuotedRequest.In(unit.Text).FirstOrDefault() is { } quoted && !unit.Text.Contains("word", StringComparison.Ordinal))
        {
            findings.Add("combination:repeat_prompt", 0, unit.Text.Length, ("prompt_to_repeat", unit.Content(quoted.Groups["request"].Index).Trim()));
            return;
        }
        IReadOnlyList<Unit> units = unit.Document.Units;
        int first = unit.Index, last = unit.Index;
        while (first > 0 && IsTopic(units[first - 1]))
            first--;
        while (last + 1 < units.Count && IsTopic(units[last + 1]))
            last++;
        bool below = first == 0 || units.Skip(first).Take(last - first + 1).Any(u => AfterIt.IsIn(u.Text)) && last + 1 < units.Count;
        MaskedText masked = unit.Document.Masked;
        string repeated = below && last + 1 < units.Count
            ? masked.Prompt[masked.Origin(units[last + 1].Start)..]
            : masked.Prompt[..masked.Origin(units[first].Start)];
        if (repeated.Trim() is { Length: > 0 } request)
            findings.Add("combination:repeat_prompt", 0, unit.Text.Length, ("prompt_to_repeat", request));
    }

    /// <summary>True for a sentence about how the request is to be repeated.</summary>
    public static bool IsTopic(Unit unit) => RepeatTopic.IsIn(unit.Text) && !unit.Text.Contains("keyword", StringComparison.Ordinal);
}
