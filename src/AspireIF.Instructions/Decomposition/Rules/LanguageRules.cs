using System.Text.RegularExpressions;

namespace AspireIF.Instructions.Decomposition.Rules;

/// <summary>language:response_language.</summary>
internal static class LanguageRules
{
    private static readonly Dictionary<string, string> Codes = new()
    {
        ["afrikaans"] = "af", ["arabic"] = "ar", ["bulgarian"] = "bg", ["bengali"] = "bn", ["catalan"] = "ca", ["czech"] = "cs", ["welsh"] = "cy", ["danish"] = "da", ["german"] = "de",
        ["greek"] = "el", ["english"] = "en", ["spanish"] = "es", ["estonian"] = "et", ["persian"] = "fa", ["farsi"] = "fa", ["finnish"] = "fi", ["french"] = "fr", ["gujarati"] = "gu",
        ["hebrew"] = "he", ["hindi"] = "hi", ["croatian"] = "hr", ["hungarian"] = "hu", ["indonesian"] = "id", ["italian"] = "it", ["japanese"] = "ja", ["kannada"] = "kn", ["korean"] = "ko",
        ["lithuanian"] = "lt", ["latvian"] = "lv", ["macedonian"] = "mk", ["malayalam"] = "ml", ["marathi"] = "mr", ["nepali"] = "ne", ["dutch"] = "nl", ["norwegian"] = "no", ["punjabi"] = "pa",
        ["polish"] = "pl", ["portuguese"] = "pt", ["romanian"] = "ro", ["russian"] = "ru", ["slovak"] = "sk", ["slovenian"] = "sl", ["somali"] = "so", ["albanian"] = "sq", ["swedish"] = "sv",
        ["swahili"] = "sw", ["tamil"] = "ta", ["telugu"] = "te", ["thai"] = "th", ["tagalog"] = "tl", ["turkish"] = "tr", ["ukrainian"] = "uk", ["urdu"] = "ur", ["vietnamese"] = "vi",
        ["chinese"] = "zh", ["mandarin"] = "zh",
    };

    private static readonly string Name = string.Join('|', Codes.Keys);

    private static readonly Pattern Demand = new(Name, @"(?:\b(?:in|using|use|to|into|only|outside of|except|but|entirely|speak)\b(?: only| just| entirely| exclusively| the| fluent| completely| solely){0,3} (?<name>" + Name + @")\b(?: language| script)?(?: only)?|\b(?<name>" + Name + @")(?: language)?[- ]only\b)");

    private static readonly Pattern Strict = new("",
        @"no other language|(?:only|entire|entirely|exclusively|completely|fully|solely|throughout|whole|all|100%)\b|(?:any|no) (?:\w+ )?language|(?:answer|respond|reply|written|write|response|output)(?:\s\w+){0,5} in \w+ ?[.,!]?|outside of");

    private static readonly Pattern NotIt = new("", @"(?:translate\w*|translation|from|between|poem|sentence|word|learn\w*|teach\w*|speak\w*|study\w*)(?: \w+){0,6}$");

    public static void Find(Findings findings)
    {
        string text = findings.Unit.Text;
        foreach (Match match in Demand.In(text))
        {
            bool alone = findings.Unit.Next is { } next && NoOther.IsIn(next.Text);
            if (!alone && !Strict.IsIn(text))
                return;
            string code = Codes[match.Groups["name"].Value];
            bool cased = text.Contains("case", StringComparison.Ordinal) || text.Contains("capital", StringComparison.Ordinal);
            string rest = text[(match.Index + match.Length)..];
            bool strict = alone || match.Value.Contains("only", StringComparison.Ordinal) || match.Value.Contains("entirely", StringComparison.Ordinal) || text.Contains("other language", StringComparison.Ordinal)
                || text.Contains("entire", StringComparison.Ordinal) || text.Contains("complete", StringComparison.Ordinal) || Answer.IsIn(text[..match.Index]) || match.Value.Contains("exclusively", StringComparison.Ordinal)
                || match.Value.Contains("solely", StringComparison.Ordinal);
            if (code == "en" && cased || !strict || rest.StartsWith(" poem", StringComparison.Ordinal) || rest.StartsWith('-') || NotIt.IsIn(text[..match.Index]) && !text.Contains("other language", StringComparison.Ordinal) && !text.Contains("entire", StringComparison.Ordinal))
                continue;
            int start = match.Index, end = match.Index + match.Length;
            if (NoOther.In(text).FirstOrDefault() is { } no)
                (start, end) = (Math.Min(start, no.Index), Math.Max(end, no.Index + no.Length));
            findings.Add("language:response_language", start, end, ("language", code));
            return;
        }
    }

    private static readonly Pattern NoOther = new("language", @"(?:no|any) (?:\w+ )?languages?(?: \w+){0,3} (?:is|are|allowed|permitted)(?: allowed| permitted)?");

    private static readonly Pattern Answer = new("", @"(?:answer|respond|reply|responded|(?:response|output|answer|reply|it|everything) (?:should |must |needs to |has to )?(?:be|is)?(?: written| given)?|must be (?:written)?|should be (?:written)?|(?:be|is) written)(?: \w+){0,3} ?$");
}
