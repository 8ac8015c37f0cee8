namespace AspireIF.Instructions.Decomposition.Rules;

/// <summary>All rules for hard types, in the order in which they are asked; of overlapping findings the earlier rule's stays.</summary>
internal static class HardRules
{
    private static readonly Action<Findings>[] All =
    [
        StartEndRules.Find,
        StructureRules.Find,
        ContentRules.Find,
        FormatRules.Find,
        CaseRules.Find,
        LetterRules.Find,
        WordCountRules.Find,
        SentenceCountRules.Find,
        PunctuationRules.Find,
        LanguageRules.Find,
        KeywordRules.Find,
    ];

    /// <summary>What a unit asks for, ordered by place. Findings share a stretch of text only when it states several at once ("20 to 25 sentences").</summary>
    public static List<Finding> Find(Unit unit)
    {
        var findings = new Findings(unit);
        foreach (Action<Findings> rule in All)
            rule(findings);
        var kept = new List<Finding>();
        foreach (Finding finding in findings.All)
        {
            if (!kept.Any(k => k.Start < finding.End && finding.Start < k.End && (k.Start, k.End) != (finding.Start, finding.End) && Excludes(k, finding)))
                kept.Add(finding);
        }
        return [.. kept.OrderBy(f => f.Start)];
    }

    private static bool Excludes(Finding kept, Finding finding) => (kept.Id, finding.Id) switch
    {
        // A keyword inside the phrase to end with, a word count inside "highlight 3 words", and so on.
        ("combination:repeat_prompt", _) => true,
        ("startend:end_checker", "keywords:existence" or "startend:quotation" or "keywords:forbidden_words" or "keywords:frequency") => true,
        ("detectable_format:number_highlighted_sections", "length_constraints:number_words" or "keywords:existence" or "change_case:english_capital" or "keywords:frequency") => true,
        ("change_case:capital_word_frequency", _) => true,
        ("length_constraints:nth_paragraph_first_word", _) => true,
        ("detectable_format:constrained_response", _) => true,
        ("detectable_format:title", "keywords:existence") => true,
        ("detectable_content:number_placeholders", "keywords:existence" or "startend:quotation") => true,
        (var a, var b) => a == b,
    };
}
