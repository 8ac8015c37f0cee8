using System.Text.RegularExpressions;

namespace AspireIF.Instructions.Decomposition.Rules;

/// <summary>punctuation:no_comma and startend:quotation.</summary>
internal static class PunctuationRules
{
    private static readonly Pattern NoComma = new("comma",
        @"(?:\b(?:no|not|n't|dont|never|without|avoid\w*|refrain\w*|cannot|neither|zero|free of|free from|exclude|excluding|omit\w*|skip|leave out|forbidden|prohibited|abstain\w*|stay away|banned?|eschew\w*)|n't) ?(?:[\w',#/-]+ ){0,9}?commas?\b|commas?\b (?:\w+ ){0,4}(?:not|cannot|forbidden|prohibited|disallowed|banned|off[ -]limits|avoided)\b(?: \w+){0,3}|# commas?\b|comma-free|commas? (?:is|are) (?:\w+ )?(?:forbidden|prohibited|banned|off)|commaless");

    private static readonly Pattern Quotation = new("quot",
        @"(?:wrap|put|surround|enclos|encapsulat|plac|contain|encas|start and end|begin and end)\w*\b[^.]{0,80}\bquot(?:es?|ations?)(?:[ -]marks?)?\b(?: (?:around|at the (?:start|beginning))[^.,;]{0,60})?|(?:double )?quot(?:es?|ations?)(?: marks?)?\b (?:\w+ ){0,4}(?:around|surround\w*|enclos\w*|wrap\w*)[^.,;]{0,60}|(?:in|inside|within|between) double quot(?:es?|ation marks?)");

    private static readonly Pattern WholeAnswer = new("", @"(?:response|answer|reply|output|entire|whole|it|all|everything|letter|email|story|poem|essay|post|article|message|text|content|with double)\b|^wrap|double");

    public static void Find(Findings findings)
    {
        string text = findings.Unit.Text;
        foreach (Match match in NoComma.In(text))
        {
            if (match.Value.Contains(MaskedText.Quantity) && findings.Unit.Quantity(match.Value.IndexOf(MaskedText.Quantity) + match.Index) is not { Number: 0 })
                continue;
            findings.Add("punctuation:no_comma", match.Index, match.Index + match.Length);
            break;
        }
        foreach (Match match in Quotation.In(text))
        {
            if (!match.Value.Contains("keyword", StringComparison.Ordinal) && WholeAnswer.IsIn(match.Value))
            {
                findings.Add("startend:quotation", match.Index, match.Index + match.Length);
                break;
            }
        }
    }
}
