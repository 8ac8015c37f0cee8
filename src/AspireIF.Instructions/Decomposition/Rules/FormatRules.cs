using System.Text.RegularExpressions;

namespace AspireIF.Instructions.Decomposition.Rules;

/// <summary>detectable_format: number_bullet_lists, number_highlighted_sections, json_format, title, constrained_response.</summary>
internal static class FormatRules
{
    private static readonly Pattern[] Bullets =
    [
        new("bullet", @"(?<q>#)(?: [\w-]+){0,3}? bullet(?:ed|s)?\b(?: (?:points?|items?|lists?))?"),
        new("bullet", @"(?<q>#)(?: [\w-]+){1,10} (?:using|in|as|into|with) (?:\w+ ){0,3}bullet(?:s|ed)?\b(?: points?)?"),
        new("bullet", @"(?:bullet points?|bullet(?:ed)? (?:list|items?)|bullets)[^#.;]{2,40}(?<q>#)(?: (?:items?|points?|entries|elements))?"),
    ];

    private static readonly Pattern BulletDemand = new("bullet", @"^\W*(?:\w+ ){1,6}# (?:[\w-]+ )?bullet");

    private const string Mark = @"(?:highlight|italiciz|italicis|bold|emphasi[sz])\w*|put [^.]{0,20}in (?:italics|bold)";

    private static readonly Pattern[] Highlights =
    [
        new("", @"(?:highlight|italiciz|italicis|bold|emphasi[sz])\w*(?:/\w+)?\b[^#.~]{0,30}(?<q>#)(?: (?:of )?[\w/'-]+){0,5}"),
        new("", @"(?<q>#)(?: [\w-]+){0,3} (?:sections?|parts?|phrases?|words?|points?|keywords?|passages?|texts?|sentences?|terms?)\b[^#.~]{0,40}\b(?:highlighted|italici[sz]ed|bold(?:ed)?|in italics?|emphasi[sz]ed)(?: (?:in|with|using) markdown)?"),
        new("", @"(?<q>#)(?: [\w-]+){0,1} (?:italic|italici[sz]ed|highlighted|bold(?:ed)?|emphasi[sz]ed)\b(?: [\w-]+){0,2}"),
        new("highlight", @"(?:number|amount) of highlight[^#]{0,40}(?<q>#)"),
    ];

    private static readonly Pattern SomeHighlights = new("", @"(?:highlight|italiciz|italicis)\w* (?:some|a few|several|certain|important|key|the)\b[^.#]{0,90}(?:_*_|markdown|~)");

    private static readonly Pattern Json = new("json",
        @"(?:(?:in|as|into|using|of|use|valid|to|a|be|only) (?:an? |the |valid |proper |well-formed |single |pure ){0,3}json\b(?:[- ](?:format\w*|object|block|document|structure|string|response|output|blob|array))?|(?:wrap|output|format|return|respond|render|present|provide|express|structure)\w*[^.]{0,60}\bjson\b(?:[- ](?:format|object|block))?|json[- ](?:format\w*|object|block|output|response))");

    private static readonly Pattern Title = new("<>|double", @"(?:double (?:angular|angle|angled|pointed) brackets|<>|title[^.]{0,40}<>)");

    private static readonly Pattern TitleDemand = new("", @"title|wrap|angular|angle|put |name|head|enclose");

    private static readonly Pattern Options = new("my answer is", @"my answer is (?:yes|no|maybe)");

    public static void Find(Findings findings)
    {
        string text = findings.Unit.Text;
        Unit unit = findings.Unit;
        // "* This is bullet 1" is an example; "- Use at least 3 bullet points" a demand.
        if (text.Contains("bullet", StringComparison.Ordinal) && (text[0] is not ('*' or '-' or '•') || BulletDemand.IsIn(text)))
            FindFirst(findings, Bullets, "detectable_format:number_bullet_lists", "num_bullets");
        if (text.Contains("highlight", StringComparison.Ordinal) || text.Contains("itali", StringComparison.Ordinal) || text.Contains("bold", StringComparison.Ordinal) || text.Contains("emphasi", StringComparison.Ordinal))
        {
            FindFirst(findings, Highlights, "detectable_format:number_highlighted_sections", "num_highlights");
            // "Highlight some words like *this*": at least one.
            if (!findings.All.Any(f => f.Id == "detectable_format:number_highlighted_sections") && SomeHighlights.In(text).FirstOrDefault() is { } some)
                findings.Add("detectable_format:number_highlighted_sections", some.Index, some.Index + some.Length, ("num_highlights", 1));
        }
        if (Json.In(text).FirstOrDefault() is { } json && !text.Contains("keyword", StringComparison.Ordinal))
            findings.Add("detectable_format:json_format", json.Index, json.Index + json.Length);
        if (Title.In(text).FirstOrDefault() is { } title && TitleDemand.IsIn(text))
            findings.Add("detectable_format:title", title.Index, title.Index + title.Length);
        // The options may stand in quotations, on lines of their own; the first unit that holds one carries the constraint.
        if (unit.Document.AnswerOptions == unit)
            findings.Add("detectable_format:constrained_response", 0, text.Length);
    }

    /// <summary>The first unit with one of IFEval's three options, when the prompt has at least two of them.</summary>
    public static Unit? FindOptions(Document document)
    {
        if (!document.Masked.Prompt.Contains("my answer is", StringComparison.OrdinalIgnoreCase)
            || Options.In(document.Masked.Prompt.ToLowerInvariant()).Select(m => m.Value).Distinct().Count() < 2)
            return null;
        return document.Units.FirstOrDefault(u => Options.IsIn(u.Original(0, u.Text.Length).ToLowerInvariant()));
    }

    private static void FindFirst(Findings findings, Pattern[] patterns, string id, string name)
    {
        foreach (Pattern pattern in patterns)
        {
            foreach (Match match in pattern.In(findings.Unit.Text))
            {
                if (match.Value.Contains("example", StringComparison.Ordinal))
                    continue;
                Quantity quantity = findings.Unit.Quantity(match.Groups["q"].Index);
                findings.Add(id, match.Index, match.Index + match.Length, (name, quantity.Bound == Bound.MoreThan ? quantity.Number + 1 : quantity.Number));
                return;
            }
        }
    }
}
