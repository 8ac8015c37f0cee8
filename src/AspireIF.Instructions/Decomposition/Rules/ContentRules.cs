using System.Text.RegularExpressions;

namespace AspireIF.Instructions.Decomposition.Rules;

/// <summary>detectable_content:number_placeholders and postscript.</summary>
internal static class ContentRules
{
    private static readonly Pattern[] Placeholders =
    [
        new("placeholder", @"(?<q>#)(?: [\w-]+){0,3} placeholders?(?: (?<post>or (?:more|less|fewer)))?(?:,? (?:represented|wrapped|enclosed|in|surrounded|marked|denoted|indicated) [^,.]{0,40}brackets)?"),
        new("placeholder", @"placeholders?[^#.]{0,60}(?<q>#)(?: times)?"),
        new("bracket", @"(?<q>#)(?: [\w-]+){1,3} (?:in|inside|within|wrapped in|enclosed in) (?:square )?brackets"),
    ];

    private static readonly Pattern Postscript = new("@|post", @"(?:@|post ?script|post-script)(?:[^.;]{0,50}?(?:@))?");

    private static readonly Pattern Demand = new("", @"add|includ|end|with|start|explicitly|contain|append|conclud|finish|begin|put|provide|close|have|attach|write|sign off");

    public static void Find(Findings findings)
    {
        string text = findings.Unit.Text;
        foreach (Pattern pattern in Placeholders)
        {
            if (pattern.In(text).FirstOrDefault() is not { } match)
                continue;
            Quantity quantity = findings.Unit.Quantity(match.Groups["q"].Index);
            findings.Add("detectable_content:number_placeholders", match.Index, match.Index + match.Length, ("num_placeholders", quantity.Bound == Bound.MoreThan ? quantity.Number + 1 : quantity.Number));
            break;
        }
        foreach (Match match in Postscript.In(text))
        {
            if (!Demand.IsIn(text))
                continue;
            int marker = text.IndexOf(MaskedText.Postscript, match.Index);
            // "Add a postscript. It should start with P.P.S"
            string? named = marker >= 0 ? findings.Unit.Content(marker) : findings.Unit.Next is { } next && next.Text.IndexOf(MaskedText.Postscript) is >= 0 and var later ? next.Content(later) : null;
            int end = Math.Max(match.Index + match.Length, marker + 1);
            findings.Add("detectable_content:postscript", match.Index, end, ("postscript_marker", named ?? "P.S."));
            break;
        }
    }
}
