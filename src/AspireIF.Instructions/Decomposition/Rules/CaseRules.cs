using System.Text.RegularExpressions;

namespace AspireIF.Instructions.Decomposition.Rules;

/// <summary>change_case:english_capital, english_lowercase and capital_word_frequency.</summary>
internal static class CaseRules
{
    private const string Capitals = @"(?:(?:all|full)[- ]caps?|(?:all|full)(?: in)?[ -]?(?:capitals?|capitalized|capitalised|upper[- ]?cased?)(?: letters?| words?| form| style)?|(?:capital|capitalized|upper[- ]?case) letters?|capitali[sz]ed|upper[- ]?cased?|capitals)";

    private static readonly Pattern[] Frequency =
    [
        new("word", @"(?<q>#)(?: \w+){0,3} words?\b[^#.,]{0,30}" + Capitals),
        new("word", @"(?<q>#)[ -]words?\b[^#.,]{0,30}" + Capitals),
        new("word", @"words?\b[^#.]{0,50}" + Capitals + @"[^#.]{0,60}(?<q>#)(?: times| words| occurrences)?(?: \w+ (?:in|throughout) (?:your|the) \w+)?"),
        new("word", @"(?<q>#)(?: \w+){0,2} " + Capitals + @" words?(?: (?<post>or (?:more|less|fewer)))?"),
        new("word", Capitals + @" words?\b[^#.]{0,60}(?<q>#)(?: times)?"),
        new("word", @"words? which are capitalized. limit those \w+ words for (?<q>#) times"),
        new("stress words", @"limit (?:those|the|these) stress words (?:for|to) (?<q>#)(?: times)?"),
        new("word", @"(?:number|frequency|amount) of (?:words in )?(?:the )?(?:all[- ]?cap\w*|capital\w*|upper[- ]?case)\w*[^#.]{0,50}(?<q>#)"),
        new("capitaliz", @"capitalize (?<q>#)(?: \w+){0,2} words?"),
    ];

    private static readonly Pattern Upper = new("",
        @"(?:(?:in|use|using|with|be|only|is|are|to|written|entirely|exclusively|and|it|,|your \w+|answer|respond|reply|write)(?: only| the| english,?| entirely| completely| fully| and| in| use| using| be){0,3} )(?:all[- ]caps?|all (?:in )?(?:capitals?|capitalized|capitalised|upper[- ]?cased?)(?: letters?)?|only capital letters|(?:capital|upper[- ]?case) letters? ?(?:only|throughout)?|all[- ]?uppercase|upper[- ]?case(?: only)?|entirely capitali[sz]ed|capitals(?: only)?|capitalized letters only)\b"
        + @"|capitali[sz]e (?:every|each|all)(?: of)?(?: the| your)?(?: \w+)?(?: letters?| words?)?|all letters? [^.]{0,40}capitali[sz]ed|no lower[- ]?case|(?:not|n't|without|avoid)[^.,;]{0,40}lower[- ]?case"
        + @"|every letter[^.,;]{0,40}(?:capital\w*|upper[- ]?case)|^\W*(?:all|only) (?:capital letters|capitals|caps|upper[- ]?case)\W*$|block letters|shout in caps|all letters[^.,;]{0,40}(?:capital|upper)");

    private static readonly Pattern Lower = new("",
        @"(?:all|only|in|use|using|with|be|entirely|exclusively|and|,|is|are) (?:\w+ ){0,3}?(?:in )?lower[- ]?case(?:d|s)?\b(?: letters?)?(?: only)?|lower[- ]?case(?:d)? (?:letters? )?only|letters? [^.,;]{0,40}lower[- ]?case(?:d)?"
        + @"|(?:no|not|n't|without|avoid\w*|refrain\w*|never)\b[^.;]{0,50}?(?:capital letters?|upper[- ]?case(?: letters?)?|capitali[sz]\w*|capitals)\b|not a single (?:letter|word)[^.;]{0,60}(?:capital\w*|upper[- ]?case)|all[- ]lower[- ]?case(?:d)?|lower[- ]?cases");

    private static readonly Pattern NotLower = new("", @"(?:not a single|no|without|n't|avoid)[^.;]{0,60}lower[- ]?case");

    private static readonly Pattern SomeWords = new("word", @"\b(?:use|using|include|add)\b(?: [\w-]+){0,2} words? (?:with|in|that are|written in) (?:all|full)[^#.,;]{0,70}");

    private static readonly Pattern Uncounted = new("word", @"(?:some|few|several|certain|stress|important|key) (?:\w+ )?words?|^(?:use|include|add|put) words? (?:with|in|that are|written in) (?:all|full)");

    // "Use words in all caps, but fewer than 10 times": at least one, as an upper bound alone would allow none.
    private static void FindSome(Findings findings)
    {
        string text = findings.Unit.Text;
        if (SomeWords.In(text).FirstOrDefault() is not { } some)
            return;
        int end = some.Index + some.Length;
        if (IsBoundedAbove(findings.Unit, end) || text.AsSpan(end).Trim(" .!").IsEmpty && findings.Unit.Next is { } next && IsBoundedAbove(next, 0))
            findings.Add("change_case:capital_word_frequency", some.Index, end, ("capital_relation", "at least"), ("capital_frequency", 1));
    }

    private static bool IsBoundedAbove(Unit unit, int from)
    {
        foreach (Pattern pattern in Frequency)
        {
            if (pattern.In(unit.Text[from..]).FirstOrDefault() is { } match)
                return unit.Quantity(from + match.Groups["q"].Index).Bound is Bound.LessThan or Bound.AtMost;
        }
        return false;
    }

    public static void Find(Findings findings)
    {
        string text = findings.Unit.Text;
        if (!text.Contains("cap", StringComparison.Ordinal) && !text.Contains("case", StringComparison.Ordinal) && !text.Contains("stress", StringComparison.Ordinal) && !text.Contains("block letters", StringComparison.Ordinal))
            return;
        FindSome(findings);
        foreach (Pattern pattern in Frequency)
        {
            if (pattern.In(text).FirstOrDefault() is { } match)
            {
                int start = findings.All.LastOrDefault(f => f.Id == "change_case:capital_word_frequency") is { } some ? Math.Max(match.Index, some.End - findings.Unit.Start) : match.Index;
                findings.AddCount("change_case:capital_word_frequency", start, match.Index + match.Length,
                    Counts.WithPost(findings.Unit.Quantity(match.Groups["q"].Index), match), "capital_frequency", "capital_relation");
                return;
            }
        }
        Match? lower = Lower.In(text).FirstOrDefault(), upper = Upper.In(text).FirstOrDefault();
        if (lower is not null && NotLower.In(text).Any(m => !m.Value.Contains("comma", StringComparison.Ordinal) && !m.Value.Contains(" and ", StringComparison.Ordinal)))
            (upper, lower) = (upper ?? lower, null);
        if (lower is not null)
            findings.Add("change_case:english_lowercase", lower.Index, lower.Index + lower.Length);
        else if (upper is not null && findings.All.All(f => f.Id != "change_case:capital_word_frequency") && !Uncounted.IsIn(text))
            findings.Add("change_case:english_capital", upper.Index, upper.Index + upper.Length);
    }
}
