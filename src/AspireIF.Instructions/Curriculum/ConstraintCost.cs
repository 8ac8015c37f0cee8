using System.Collections.Frozen;
using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Curriculum;

/// <summary>
/// How hard a constraint is to follow, from 0 to 1. For the IFEval types it is measured: the share of violated ones (official strict checkers) over
/// the published GPT-4 answers to IFEval and the chosen and rejected answers of 119 verl-if training rows, pooled. Soft constraints have no
/// measurement; theirs are estimates in the same range.
/// </summary>
public static class ConstraintCost
{
    private const double UnknownHard = 0.4;

    private static readonly FrozenDictionary<string, double> Violated = new Dictionary<string, double>
    {
        ["change_case:capital_word_frequency"] = 0.36,
        ["change_case:english_capital"] = 0.34,
        ["change_case:english_lowercase"] = 0.14,
        ["combination:repeat_prompt"] = 0.37,
        ["combination:two_responses"] = 0.16,
        ["detectable_content:number_placeholders"] = 0.28,
        ["detectable_content:postscript"] = 0.14,
        ["detectable_format:constrained_response"] = 0.20,
        ["detectable_format:json_format"] = 0.00,
        ["detectable_format:multiple_sections"] = 0.09,
        ["detectable_format:number_bullet_lists"] = 0.24,
        ["detectable_format:number_highlighted_sections"] = 0.12,
        ["detectable_format:title"] = 0.07,
        ["keywords:existence"] = 0.07,
        ["keywords:forbidden_words"] = 0.17,
        ["keywords:frequency"] = 0.12,
        ["keywords:letter_frequency"] = 0.44,
        ["language:response_language"] = 0.04,
        ["length_constraints:nth_paragraph_first_word"] = 0.50,
        ["length_constraints:number_paragraphs"] = 0.25,
        ["length_constraints:number_sentences"] = 0.34,
        ["length_constraints:number_words"] = 0.27,
        ["punctuation:no_comma"] = 0.32,
        ["startend:end_checker"] = 0.24,
        ["startend:quotation"] = 0.07,
    }.ToFrozenDictionary();

    public static double Of(Constraint constraint)
    {
        if (Violated.TryGetValue(constraint.Id, out double share))
            return share;
        return constraint.IsHard ? UnknownHard : constraint.Category switch
        {
            SoftCategory.Style or SoftCategory.Persona => 0.15,
            SoftCategory.Audience or SoftCategory.Situation or SoftCategory.Format => 0.2,
            SoftCategory.Language or SoftCategory.Content => 0.25,
            _ => 0.3,
        };
    }

    /// <summary>
    /// Easiest first: at each step the cheapest that is left, where a constraint that cannot stand together with one already chosen
    /// costs 1 more, so that the conflict comes as late as it can. Equal costs keep the given order.
    /// </summary>
    public static IReadOnlyList<Constraint> Sort(IReadOnlyList<Constraint> constraints)
    {
        var left = new List<Constraint>(constraints);
        var sorted = new List<Constraint>(constraints.Count);
        while (left.Count > 0)
        {
            Constraint next = left.MinBy(c => Of(c) + sorted.Count(s => !Conflicts.MayStandTogether(s.Id, c.Id)))!;
            left.Remove(next);
            sorted.Add(next);
        }
        return sorted;
    }
}
