using System.Text.RegularExpressions;

namespace AspireIF.Instructions.Decomposition.Rules;

/// <summary>keywords:letter_frequency, for letters and for the signs that IFEval counts as letters ("!", "#").</summary>
internal static class LetterRules
{
    private const string Id = "keywords:letter_frequency";

    private static readonly Pattern Letter = new("letter", @"\bletter(?: ?(?<quoted>~)| (?<bare>[\p{L}])(?:'s)?\b)|\bletters (?:(?<quoted>~)|(?<bare>[\p{L}])\b)");

    private static readonly Pattern Sign = new("", @"(?:exclamation (?:marks?|points?)|question marks?|hash(?:tag)?s?(?: (?:signs?|symbols?))?|(?:symbol|character|sign) (?<quoted>~)|(?<plural>~)s\b)(?: (?<sign>~))?");

    private static readonly Pattern TimesAfter = new("", @"^[^#.;]{0,60}?(?<q>#)(?: times?| occurrences|(?: or (?:more|less|fewer))? times)?");

    private static readonly Pattern CountBefore = new("", @"(?<q>#)(?: times| occurrences of| instances of| uses of)?(?: \w+){0,2} ?$");

    private static readonly Pattern Never = new("", @"(?:\b(?:no|not|never|without|avoid\w*|refrain\w*|cannot|exclude|omit)\b|n't)[^.;]{0,40}$");

    private static readonly Pattern NeverAfter = new("", @"^[^.;]{0,30}\b(?:not|cannot|never)\b (?:appear|occur|be|show|exist)");

    private static readonly Pattern Demand = new("", @"(?:contain|includ|us(?:e|ing)|appear|have|has|with|add|put|feature)");

    public static void Find(Findings findings)
    {
        string text = findings.Unit.Text;
        IEnumerable<Match> matches = Letter.In(text);
        if (text.Contains("mark", StringComparison.Ordinal) || text.Contains("exclamation", StringComparison.Ordinal) || text.Contains("hash", StringComparison.Ordinal)
            || text.Contains("symbol", StringComparison.Ordinal) || text.Contains("character", StringComparison.Ordinal) || text.Contains("letter", StringComparison.Ordinal))
            matches = matches.Concat(Sign.In(text));
        int from = 0;
        Match[] ordered = [.. matches.OrderBy(m => m.Index)];
        for (int i = 0; i < ordered.Length; i++)
        {
            Match match = ordered[i];
            if (match.Index < from || Name(findings.Unit, match) is not { } letter)
                continue;
            int end = match.Index + match.Length;
            string before = text[from..match.Index], after = text[end..(i + 1 < ordered.Length && ordered[i + 1].Index > end ? ordered[i + 1].Index : text.Length)];
            from = end;
            if (TimesAfter.In(after).FirstOrDefault() is { } times && (times.Value.Contains("time", StringComparison.Ordinal) || times.Value.Contains("occur", StringComparison.Ordinal)))
                findings.AddCount(Id, match.Index, end + times.Length, findings.Unit.Quantity(end + times.Groups["q"].Index), "let_frequency", "let_relation", ("letter", letter));
            else if (CountBefore.In(before).FirstOrDefault() is { } count)
                findings.AddCount(Id, match.Index - (before.Length - count.Index), end, findings.Unit.Quantity(match.Index - before.Length + count.Groups["q"].Index), "let_frequency", "let_relation", ("letter", letter));
            else if (Never.In(before).FirstOrDefault() is { } never && !before[never.Index..].Contains("word", StringComparison.Ordinal))
                findings.Add(Id, match.Index - (before.Length - never.Index), end, ("let_relation", "less than"), ("let_frequency", 1), ("letter", letter));
            else if (NeverAfter.In(after).FirstOrDefault() is { } neverAfter)
                findings.Add(Id, match.Index, end + neverAfter.Length, ("let_relation", "less than"), ("let_frequency", 1), ("letter", letter));
            else if (match.Value.StartsWith("letter", StringComparison.Ordinal) && Demand.IsIn(before) && !before.Contains("word", StringComparison.Ordinal))
                findings.Add(Id, match.Index, end, ("let_relation", "at least"), ("let_frequency", 1), ("letter", letter));
        }
    }

    private static string? Name(Unit unit, Match match)
    {
        if (match.Groups["bare"] is { Success: true } bare)
            return bare.Value;
        foreach (string group in (string[])["quoted", "plural", "sign"])
        {
            if (match.Groups[group] is { Success: true } quoted && unit.Content(quoted.Index).Trim() is { Length: 1 } sign)
                return sign.ToLowerInvariant();
        }
        return match.Value switch
        {
            _ when match.Value.StartsWith("exclamation", StringComparison.Ordinal) => "!",
            _ when match.Value.StartsWith("question", StringComparison.Ordinal) => "?",
            _ when match.Value.StartsWith("hash", StringComparison.Ordinal) => "#",
            _ => null,
        };
    }
}
