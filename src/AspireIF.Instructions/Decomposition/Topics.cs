using AspireIF.Instructions.Decomposition.Rules;

namespace AspireIF.Instructions.Decomposition;

/// <summary>
/// Sentences that only say more about a constraint stated beside them: examples of bullets, "No other words should follow this phrase.",
/// "Separate the paragraphs with ***."
/// </summary>
internal static class Topics
{
    private static readonly (string Id, Pattern After, Pattern? Before)[] All =
    [
        ("detectable_format:number_bullet_lists", new("", @"^[*•-] |^\*|^\.\.\.|^_*_|^~|bullet|^(?:for )?example|^use \* |^(?:such as|like)\b|follow the format"), new("bullet", "bullet")),
        ("startend:end_checker", new("", @"(?:no|not|n't|nothing|never)\b.{0,60}(?:other|anything|else|after|follow|more|additional)|very end|this phrase|that phrase"), null),
        ("length_constraints:nth_paragraph_first_word", new("paragraph", @"paragraph"), new("paragraph", @"paragraph")),
        ("length_constraints:number_paragraphs", new("", @"separat|divid|%%%|^(?:for )?example|^(?:section|paragraph|part|stanza|advice) ?#|^[_]|format below"), new("", @"^separat[^.]{0,60}%%%")),
        ("detectable_format:multiple_sections", new("", @"\bsections?\b|(?:mark|label|begin|start)\w* .{0,60}(?:each|every)|\beach (?:of|part|section|day|paragraph)|\b[a-z]+ x\b"), null),
        ("combination:two_responses", new("", @"separat|%%%%%%|^(?:answer|response|poem|movie|version|story|joke|title|option|idea) ?#|^[_]|^\(?example|below:|two (?:responses|answers|versions)|# responses"), new("", @"^(?:there should be|give|provide|come up)[^.]{0,40}# (?:\w+ )?(?:responses|answers|versions)")),
        ("change_case:english_lowercase", new("", @"(?:capital|lower|upper)"), null),
        ("change_case:english_capital", new("", @"(?:capital|lower|upper)[- ]?"), null),
        ("change_case:capital_word_frequency", new("", @"(?:capital|all[- ]caps|stress words)"), new("", @"stress(?:ed)? words|words? (?:with|in) (?:all|full)[- ]cap|capitalize (?:a few|some)|words which are capitalized")),
        ("detectable_format:number_highlighted_sections", new("", @"^(?:for )?example|^_*_|^(?:such as|like|i\.e|e\.g)|asterisk|italic word|^# ?\. ?_*_|^use \*|highlight"), null),
        ("detectable_content:number_placeholders", new("", @"placeholder|square brackets|^(?:such as|like|e\.g|i\.e|for example)|^[_]"), new("", @"placeholder|square brackets")),
        ("detectable_format:title", new("", @"angular bracket|^<>|^(?:such as|like|i\.e)|title"), null),
        ("detectable_format:json_format", new("", "markdown ticks|^\uE003|^json|json (?:block|object)|^[{}`.]+$"), null),
        ("detectable_format:constrained_response", new("", @"^~|my answer is|one phrase|choose (?:one|from)|phrases? above"), new("", @"(?:one of the following|choose (?:from|one)|following (?:phrases|options)|pick one)")),
        ("language:response_language", new("language", @"(?:no|any) other language|language"), null),
        ("length_constraints:number_words", new("", @"^(?:do not|don't) exceed|word (?:limit|count)"), new("", @"^(?:please )?(?:control|limit|watch|mind|restrict) the length[^#]{0,40}$|^(?:make|keep) (?:your|the) (?:reply|response|answer) (?:short|brief|concise)")),
        ("length_constraints:number_sentences", new("", @"sentence (?:limit|count)"), null),
        ("punctuation:no_comma", new("comma", @"comma"), null),
        ("detectable_content:postscript", new("", @"post ?script|@"), null),
        ("startend:quotation", new("", @"double quot|quotation mark"), null),
    ];

    /// <summary>True when a sentence right after a constraint elaborates on it.</summary>
    public static bool Continues(string id, Unit unit) =>
        id == "combination:repeat_prompt" ? StartEndRules.IsTopic(unit) : Array.Find(All, t => t.Id == id).After?.IsIn(unit.Text) == true;

    /// <summary>True when a sentence right before a constraint leads up to it.</summary>
    public static bool LeadsTo(string id, Unit unit) =>
        id == "combination:repeat_prompt" ? StartEndRules.IsTopic(unit) : Array.Find(All, t => t.Id == id).Before?.IsIn(unit.Text) == true;
}
