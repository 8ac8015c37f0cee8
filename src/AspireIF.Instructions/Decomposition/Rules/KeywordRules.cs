using System.Text.RegularExpressions;

namespace AspireIF.Instructions.Decomposition.Rules;

/// <summary>keywords:existence, frequency and forbidden_words: one mention of words, told apart by what surrounds it (a number of times, a negation).</summary>
internal static class KeywordRules
{
    private const string Noun = @"(?:key ?-?words?|key ?phrases?|words?|phrases?|terms?|names?|items|expressions?|line|quote|sentence|string)";

    private static readonly Pattern Mention = new("word|key|phrase|term|name|items|expression|line|quote|sentence|string|~",
        @"\b" + Noun + @"(?: (?:such as|like|listed|below|of|including|specified))?(?= |:|~|\[|,)".Replace("(?= |:|~|\\[|,)", "", StringComparison.Ordinal)
        + @"(?<tail>(?: (?:below|above|following|here|must|should|not|never|be|are|is|to|need|needs|have|has|present|included|used|avoided|appear|mentioned|somewhere|in|your|the|response|answer|reply|output|text)){1,8}:)?"
        + @"|(?<subject>~) (?:should|must|appears?|occurs?|is not|needs to|has to)\b"
        + @"|\b(?:mention\w*|say\w*|us(?:e|es|ing)|includ(?:e|es|ing)|contain\w*|writ(?:e|ing)|utter\w*|incorporat\w*|feature|add|reference) (?:the )?(?<verb>~)");

    private static readonly Pattern Demand = new("",
        @"\b(?:includ|us(?:e|es|ed|ing)\b|contain|mention|incorporat|add\b|feature|has\b|have\b|having|with\b|insert|weave|work in|appear|employ|put\b|say|utter|need|must|should|avoid|without|n't|not\b|never|refrain|exclud|omit|cannot|no\b|leave out|steer|repeat|write\b|limit|occur|at #|times|involv|forbid|ban)");

    private static readonly Pattern Never = new("",
        @"(?:\b(?:not|never|without|avoid\w*|refrain\w*|cannot|exclud\w*|omit\w*|leave out|steer clear|stay away|forbidden|ban(?:ned)?|prohibited|no)\b|n't|dont )[^.;]{0,90}$");

    private static readonly Pattern NeverAfter = new("",
        @"^[^.;~#]{0,50}?(?:n't\b|\b(?:not|cannot|never|is forbidden|are forbidden|is prohibited|are prohibited|is banned|are banned|off[ -]limits|is not allowed|are not allowed|left out|omitted|excluded|avoided)\b)");

    private static readonly Pattern NextClause = new(",|and|but", @"(?:, | and | but )(?:it |the \w+ )?(?:must|should|do|can|will|may|never|not)\b");

    // What stands after one of these is a demand of its own, whatever was denied before it.
    private static readonly Pattern Turn = new("",
        @"(?:,|;| and| but|:|\)) (?:also |then |please |must |should |do |it should |you should |make sure (?:to |that )?(?:it )?)*(?:includ\w*|mention\w*|contain\w*|use|add|ensure|make sure|the word|the letter|have)\b|\. |\bmake sure to (?:includ|us|mention)\w* ");

    private static readonly Pattern Forbids = new("", @"^(?:\W*(?:also |then |please )*)(?:do not|don't|avoid|never)");

    private static readonly Pattern TimesAfter = new("", @"^[^#.;~]{0,70}?(?:(?<q>#)(?<post> or (?:more|less|fewer))? (?:times?|occurrences?|instances)(?: (?<post>or (?:more|less|fewer)|at (?:least|most)|(?:at )?(?:minimum|maximum)))?)");

    private static readonly Pattern TimesBefore = new("", @"(?<q>#) (?:times?|occurrences|instances|mentions|uses|repetitions|usages)(?:,| of)?(?: the| in the response,? the)?(?: (?:exact|key))? ?$");

    private static readonly Pattern OtherBusiness = new("",
        @"\b(?:end|ends|ending|finish\w*|conclud\w*|clos(?:e|es|ing)|start|starts|starting|begin|begins|beginning|titled?|called|named|entitled|reads?|rhymes? with|question|sentence is|starts the|following options|one of the following|exactly one of|after|before)(?: (?:it|the|your|a|an|with|exact|exactly|off|by|this|of|whole|entire|response|answer|reply|essay|email|paragraph|first|second|third|fourth|very|limerick|poem|story|letter|article|in)){0,8} ?$");

    private static readonly Pattern NotAWord = new("", @"^(?: ?(?:count|limit)|s? (?:in|with) all|s? (?:or|of) (?:phrases|characters|less|more|fewer)\b|s?[-.!?]?$|s? (?:for word|by word|long|each|per|before|after|or characters|from)\b|-for-word)");

    // More lists of words than this are no sentence that a person wrote.
    private const int MostMentions = 32;

    public static void Find(Findings findings)
    {
        Unit unit = findings.Unit;
        string text = unit.Text;
        int previous = 0;
        List<Match> mentions = [.. Mention.In(text).Take(MostMentions)];
        for (int m = 0; m < mentions.Count; m++)
        {
            Match mention = mentions[m];
            int listAt = mention.Groups["verb"] is { Success: true } verb ? verb.Index : mention.Groups["subject"] is { Success: true } subject ? subject.Index : mention.Index + mention.Length;
            if (mention.Index < previous || !mention.Value.StartsWith("key", StringComparison.Ordinal) && NotAWord.IsIn(text[(mention.Index + mention.Length - (mention.Value.EndsWith('s') ? 1 : 0))..]) && listAt == mention.Index + mention.Length && !mention.Groups["tail"].Success)
                continue;
            // "long-term structural" is no term.
            if (mention.Index > 0 && text[mention.Index - 1] == '-' || listAt >= text.Length || !(text[listAt] is ' ' or ':' or '[' or MaskedText.Quoted or ','))
                continue;
            bool mayBeBare = mention.Value.StartsWith("key", StringComparison.Ordinal) || mention.Value.StartsWith("word", StringComparison.Ordinal)
                || mention.Value.StartsWith("name", StringComparison.Ordinal) || mention.Value.StartsWith("term", StringComparison.Ordinal) || text[listAt] == ':';
            if (KeywordList.Read(unit, listAt) is not var (items, end) || !mayBeBare && text.AsSpan(listAt, Math.Min(4, text.Length - listAt)).IndexOf(MaskedText.Quoted) < 0)
                continue;
            int head = mention.Groups["tail"].Success ? listAt : mention.Index;
            string before = text[previous..head];
            int next = mentions.Skip(m + 1).Select(o => o.Index).FirstOrDefault(o => o >= end, text.Length);
            string after = text[end..next];
            if (OtherBusiness.IsIn(before) || items.Count == 1 && items[0].Length == 1 && mention.Groups["verb"].Success)
                continue;
            if (Place(findings, mention, items, before, after, head, end))
                previous = end;
        }
    }

    private static bool Place(Findings findings, Match mention, List<string> items, string before, string after, int head, int end)
    {
        Unit unit = findings.Unit;
        int offset = head - before.Length;
        string verb = mention.Groups["verb"].Success ? mention.Value : "";
        bool demanded = Demand.IsIn(before) || verb.Length > 0 || Demand.IsIn(after);
        if (!demanded)
            return false;
        if (TimesAfter.In(after).FirstOrDefault() is { } times)
        {
            AddFrequency(findings, items, mention.Index, end + times.Length, Counts.WithPost(unit.Quantity(end + times.Groups["q"].Index), times));
            return true;
        }
        if (TimesBefore.In(before).FirstOrDefault() is { } count)
        {
            AddFrequency(findings, items, offset + count.Index, end, unit.Quantity(offset + count.Groups["q"].Index));
            return true;
        }
        string clause = before;
        if (Turn.In(before).LastOrDefault() is { } turn && !(turn.Value.Contains("or ", StringComparison.Ordinal)))
            clause = before[turn.Index..];
        if (Never.In(clause).FirstOrDefault() is { } never && !never.Value.Contains("forget", StringComparison.Ordinal) && !never.Value.StartsWith("not only", StringComparison.Ordinal))
        {
            findings.Add("keywords:forbidden_words", offset + before.Length - clause.Length + never.Index, end, ("forbidden_words", items));
            return true;
        }
        if (NeverAfter.In(after).FirstOrDefault() is { } neverAfter && !Turn.IsIn(neverAfter.Value) && !NextClause.IsIn(neverAfter.Value))
        {
            findings.Add("keywords:forbidden_words", mention.Index, end + neverAfter.Length, ("forbidden_words", items));
            return true;
        }
        if (verb.StartsWith("say", StringComparison.Ordinal) || verb.StartsWith("writ", StringComparison.Ordinal))
            return false;
        if (verb.Length == 0 && mention.Value is "name" or "names" or "line" or "sentence" or "string" && !Demand.IsIn(clause))
            return false;
        if (!Requires.IsIn(clause) && verb.Length == 0 && !RequiresAfter.IsIn(after))
            return false;
        findings.Add("keywords:existence", mention.Index, end, ("keywords", items));
        return true;
    }

    private static readonly Pattern Requires = new("", @"\b(?:includ\w*|us(?:e|es|ing)|contain\w*|mention\w*|incorporat\w*|add|feature|features|insert|weave|work in|employ|has|have|having|with|say|must)\b(?: [\w,'/:-]+){0,8} ?:?$");

    private static readonly Pattern RequiresAfter = new("", @"^[^.;~]{0,30}\b(?:should|must|needs? to|has to|have to|is|are)\b (?:\w+ )?(?:be|appear|included|present|used|required)");

    private static void AddFrequency(Findings findings, List<string> items, int start, int end, Quantity quantity)
    {
        foreach (string item in items)
        {
            if (quantity is { Number: 0, Bound: Bound.None or Bound.Exactly })
                findings.Add("keywords:forbidden_words", start, end, ("forbidden_words", (string[])[item]));
            else
                findings.AddCount("keywords:frequency", start, end, quantity, "frequency", "relation", ("keyword", item));
        }
    }
}
