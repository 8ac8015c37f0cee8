using System.Collections.Frozen;

namespace AspireIF.Instructions.Constraints;

/// <summary>
/// Which constraint types may stand in one instruction, whatever their arguments. The table states facts of IFEval's registry (INSTRUCTION_CONFLICTS in
/// instructions_registry.py), read in both directions, plus pairs that no answer can satisfy. What depends on arguments is in <c>Contradictions</c>.
/// </summary>
public static class Conflicts
{
    // Types that only get along with the ones listed; everything else conflicts with them.
    private static readonly FrozenDictionary<string, string[]> OnlyWith = new Dictionary<string, string[]>
    {
        ["detectable_format:constrained_response"] = [],
        ["detectable_format:json_format"] = ["keywords:forbidden_words", "keywords:existence"],
        ["combination:two_responses"] =
            ["keywords:forbidden_words", "keywords:existence", "language:response_language", "detectable_format:title", "punctuation:no_comma"],
        ["combination:repeat_prompt"] = ["keywords:existence", "detectable_format:title", "punctuation:no_comma"],
    }.ToFrozenDictionary();

    private static readonly FrozenSet<(string, string)> Apart = new (string Id, string[] Others)[]
    {
        ("language:response_language",
            ["detectable_format:multiple_sections", "keywords:existence", "keywords:frequency", "keywords:forbidden_words", "startend:end_checker",
             "change_case:english_capital", "change_case:english_lowercase", "change_case:capital_word_frequency", "keywords:letter_frequency"]),
        ("length_constraints:number_paragraphs", ["length_constraints:nth_paragraph_first_word", "length_constraints:number_sentences"]),
        ("detectable_format:multiple_sections", ["detectable_format:number_highlighted_sections"]),
        ("change_case:capital_word_frequency", ["change_case:english_lowercase", "change_case:english_capital"]),
        ("change_case:english_capital", ["change_case:english_lowercase"]),
        ("startend:quotation", ["detectable_format:title", "startend:end_checker"]),
        // A lower-case answer cannot hold "SECTION", "P.S." or a phrase with capitals, and neither can an upper-case one the other way round.
        ("change_case:english_lowercase", ["detectable_content:postscript", "detectable_format:multiple_sections", "startend:end_checker"]),
        ("change_case:english_capital", ["startend:end_checker"]),
    }.SelectMany(row => row.Others.SelectMany(other => new[] { (row.Id, other), (other, row.Id) })).ToFrozenSet();

    /// <summary>
    /// True when an instruction may ask for both. No hard type stands beside itself; soft types and unknown ids stand beside everything but a constrained response or JSON.
    /// </summary>
    public static bool MayStandTogether(string idA, string idB)
    {
        ArgumentNullException.ThrowIfNull(idA);
        ArgumentNullException.ThrowIfNull(idB);
        bool hardA = ConstraintCatalog.Find(idA) is { IsHard: true }, hardB = ConstraintCatalog.Find(idB) is { IsHard: true };
        if (hardA && idA == idB)
            return false;
        return Accepts(idA, idB, hardB) && Accepts(idB, idA, hardA) && !Apart.Contains((idA, idB));
    }

    // Two responses and a repeated prompt can have any style; fixed options and JSON leave no room for one.
    private static bool Accepts(string id, string other, bool otherIsHard) =>
        !OnlyWith.TryGetValue(id, out string[]? allowed)
        || allowed.Contains(other)
        || (!otherIsHard && id is ("combination:two_responses" or "combination:repeat_prompt"));
}
