using System.Text.RegularExpressions;

namespace AspireIF.Instructions.Decomposition.Rules;

/// <summary>
/// Parts of the answer: length_constraints:number_paragraphs and nth_paragraph_first_word, detectable_format:multiple_sections, combination:two_responses.
/// The number, the separator and the marker often stand in different sentences, so a rule looks a few units around.
/// </summary>
internal static class StructureRules
{
    private const int Reach = 4;

    private static readonly Pattern Parts = new("#",
        @"(?<q>#)(?:[ -](?:different|distinct|separate|short|long|detailed|very|main|concise|brief|well-structured|full|or|more|fewer|less)){0,3}[ -](?<noun>paragraphs?|stanzas?|parts?|sections?|verses|scenes?|chapters?|advices?|tips?|sentences?|snippets?|blocks?|segments?|days?|acts?|items|points|pieces|poems|ideas|examples|suggestions|weeks?|steps|phases|rounds|slides|pages)\b");

    private static readonly Pattern Paragraphs = new("paragraph", @"(?<q>#)(?:[ -][\w-]+){0,3}[ -]paragraphs?\b|(?:number of paragraphs|paragraph count)[^#.]{0,30}(?<q>#)|paragraphs?\b[^#.]{0,30}\b(?:total|number)[^#.]{0,20}(?<q>#)");

    private const string Ordinal = @"(?<nth>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|final|\d{1,2}(?:st|nd|rd|th))";

    private const string WordToStart = @"(?: exactly)?(?: the)?(?: (?:exact )?(?:word|phrase|term))?:? ?(?<word>~|[\p{L}\p{N}][\p{L}\p{N}\p{M}'-]*)";

    private static readonly Pattern FirstWord = new("paragraph",
        "(?:(?:" + Ordinal + @" paragraph|paragraph (?:number )?(?<number>#))[^.~#]{0,50}?\b(?:start|begin|open|commenc)\w* (?:off )?with" + WordToStart
        + @"|(?:start|begin|open|commenc)\w* (?:the |your )?(?:very )?(?:" + Ordinal + @" paragraph|paragraph (?:number )?(?<number>#))[^.~#]{0,20} ?with" + WordToStart
        + @"|(?:first word (?:of|in)|use|put) (?:the )?(?:" + Ordinal + @" paragraph|paragraph (?:number )?(?<number>#))[^.~#]{0,20}(?:be|is)" + WordToStart
        + "|" + Ordinal + @" paragraph's first word[^.~#]{0,20}(?:be|is)" + WordToStart + ")");

    private static readonly Pattern SectionMarker = new("",
        @"(?:mark|start|begin|label|not(?:ed|ing)|denot|indicat|titled|nam(?:ed|ing)|call|head|prefix|preced|introduc|separat|divid|identif|with|as|by|:|\()[^.]{0,80}?(?:(?<quoted>~)|\b(?<bare>[\p{L}]{3,20}) (?:x\b|#)(?: ?(?:,|and|to|\.\.\.|where)| ?\)|\.|$| |\n)|\b(?<bare>[\p{L}]{3,20}) (?:x|n)\b)");

    private static readonly Pattern SixStars = new("%%%%%%|asterisk|star", @"%%%%%%|(?<q>#)[ -](?:asterisk|star)s?\b");

    private static readonly Pattern TwoAnswers = new("#", @"(?<q>#)(?: \w+)? ?(?:responses?|answers?|versions?|replies|outputs|variations|alternatives|options|rewrites?|poems?|critiques?|stories|drafts?|jokes?|suggestions)\b");

    private static readonly Pattern TwoResponses = new("#", @"(?<q>#)(?: (?:completely|entirely|totally))? ?(?:different|distinct|separate|alternative|unique)? ?(?:responses|answers|replies)\b");

    private static readonly Pattern ThreeStars = new("%%%|* * *|asteri|aterisk|star|markdown divider", @"%%%|\* \* \*|(?<q>#)[ -](?:asterisk|asterix|aterisk|star)s?\b|markdown divider|triple (?:asterisk|star)s?");

    private static readonly Pattern Separates = new("separat|divid|split|between|format|delimit|example|mark|like|break", @"separat|divid|split|between|format|delimit|example|mark|like|break");

    public static void Find(Findings findings)
    {
        Unit unit = findings.Unit;
        if (unit.Text.Contains("paragraph", StringComparison.Ordinal) && FindFirstWords(findings))
            return;
        FindTwoResponses(findings);
        FindSections(findings);
        FindParagraphs(findings);
    }

    private static bool FindFirstWords(Findings findings)
    {
        Unit unit = findings.Unit;
        bool any = false;
        foreach (Match match in FirstWord.In(unit.Text))
        {
            Match? here = Paragraphs.In(unit.Text).FirstOrDefault();
            Quantity? count = here is not null ? unit.Quantity(here.Groups["q"].Index) : Nearby(unit, u => Paragraphs.In(u.Text).FirstOrDefault() is { } m ? u.Quantity(m.Groups["q"].Index) : (Quantity?)null);
            int nth = match.Groups["nth"] is { Success: true } ordinal ? OrdinalValue(ordinal.Value, count?.Number) : unit.Quantity(match.Groups["number"].Index).Number;
            Group word = match.Groups["word"];
            string first = unit.Text[word.Index] == MaskedText.Quoted ? unit.Content(word.Index).Trim().TrimEnd('.', ',') : unit.Original(word.Index, word.Index + word.Length);
            if (nth == 0 || first.Length == 0)
                continue;
            int start = here is not null ? Math.Min(here.Index, match.Index) : match.Index, end = Math.Max(match.Index + match.Length, here is null ? 0 : here.Index + here.Length);
            findings.Add("length_constraints:nth_paragraph_first_word", start, end, ("num_paragraphs", Math.Max(nth, count?.Number ?? 0)), ("nth_paragraph", nth), ("first_word", first));
            any = true;
        }
        return any;
    }

    private static void FindTwoResponses(Findings findings)
    {
        Unit unit = findings.Unit;
        string text = unit.Text;
        Match? stars = Six(unit);
        Match? answers = TwoAnswers.In(text).FirstOrDefault(m => unit.Quantity(m.Groups["q"].Index) is { Number: 2, Bound: Bound.None or Bound.Exactly });
        bool starsNear = stars is not null || Nearby(unit, u => Six(u) is null ? null : (bool?)true) == true;
        if (stars is not null && (answers is not null || Separates.IsIn(text) || text.Length < 12))
        {
            // A unit before may have said "two responses" already; the same constraint twice in a row is joined later.
            int start = Math.Min(stars.Index, answers?.Index ?? stars.Index), end = Math.Max(stars.Index + stars.Length, answers is null ? 0 : answers.Index + answers.Length);
            findings.Add("combination:two_responses", start, end);
        }
        else if (answers is not null && starsNear)
            findings.Add("combination:two_responses", answers.Index, answers.Index + answers.Length);
        else if (TwoResponses.In(text).FirstOrDefault(m => unit.Quantity(m.Groups["q"].Index) is { Number: 2, Bound: Bound.None or Bound.Exactly }) is { } two && two.Value.Contains(' ', StringComparison.Ordinal))
            findings.Add("combination:two_responses", two.Index, two.Index + two.Length);
    }

    private static Match? Six(Unit unit) => SixStars.In(unit.Text).FirstOrDefault(m => !m.Groups["q"].Success || unit.Quantity(m.Groups["q"].Index).Number == 6);

    private static Match? Three(Unit unit) => ThreeStars.In(unit.Text).FirstOrDefault(m => !m.Groups["q"].Success || unit.Quantity(m.Groups["q"].Index).Number == 3);

    private static void FindSections(Findings findings)
    {
        Unit unit = findings.Unit;
        foreach (Match match in Parts.In(unit.Text))
        {
            string noun = match.Groups["noun"].Value;
            // A sentence on with its own number speaks of other parts.
            bool CountsOthers(Unit later) => Parts.In(later.Text).Any(p => later.Quantity(p.Groups["q"].Index).Number != unit.Quantity(match.Groups["q"].Index).Number);
            if (noun.StartsWith("paragraph", StringComparison.Ordinal) && NearbyOrHere<bool>(unit, u => FirstWord.IsIn(u.Text) ? true : null) == true)
                continue;
            if (noun.StartsWith("sentence", StringComparison.Ordinal) || noun is "items" or "points" || BeforeHighlight.IsIn(unit.Text[..match.Index]) || AfterHighlight.IsIn(unit.Text[(match.Index + match.Length)..]))
                continue;
            (string Marker, int End)? marker = Marker(unit, match.Index) ?? (unit.Next is { } next && SectionsAgain.IsIn(next.Text) && !CountsOthers(next) && Marker(next, 0) is var (later, _) ? (later, match.Index + match.Length) : null);
            if (marker is null && unit.Next?.Next is { } second && SectionsAgain.IsIn(second.Text) && !CountsOthers(second) && Marker(second, 0) is var (far, _))
                marker = (far, match.Index + match.Length);
            if (marker is not var (name, end) || Three(unit) is not null && !noun.StartsWith("section", StringComparison.Ordinal))
                continue;
            Quantity quantity = unit.Quantity(match.Groups["q"].Index);
            findings.Add("detectable_format:multiple_sections", match.Index, Math.Max(end, match.Index + match.Length), ("section_spliter", name), ("num_sections", quantity.Number));
            return;
        }
    }

    private static readonly Pattern BeforeHighlight = new("", @"(?:highlight|itali|bold|emphasi|day trip)\w* (?:\w+ ){0,3}$|\bfor (?:\w+ )?$");

    private static readonly Pattern AfterHighlight = new("", @"^[^.]{0,40}(?:highlighted|in italics|italicized|bold)|^ (?:should|must) be (?:highl|ital|bold)");

    private static readonly Pattern SectionsAgain = new("each|section|paragraph|mark|label|part|begin|start|respectively|them", @"each|section|paragraph|mark|label|part|begin|start|respectively|them");

    private static (string Marker, int End)? Marker(Unit unit, int from)
    {
        string text = unit.Text[from..];
        foreach (Match match in SectionMarker.In(text))
        {
            if (match.Groups["bare"] is { Success: true } bare)
            {
                string word = unit.Original(from + bare.Index, from + bare.Index + bare.Length);
                // "with exactly 3" is a quantity after a word, not a marker; a marker is capitalised or stands before an X.
                if (char.IsUpper(word[0]) && !NotMarkers.Contains(bare.Value))
                    return (word, from + match.Index + match.Length);
            }
            else if (unit.Content(from + match.Groups["quoted"].Index).Trim().Split([' ', '#', '_']) is [{ Length: > 1 } first, { Length: <= 3 } number] && (number is "X" or "x" or "N" or "#" || number.All(char.IsAsciiDigit)))
                return (first, from + match.Index + match.Length);
            else if (unit.Content(from + match.Groups["quoted"].Index).Trim() is { Length: > 2 and < 20 } whole && whole.All(char.IsLetter) && char.IsUpper(whole[0]) && text.Contains("section", StringComparison.Ordinal))
                return (whole, from + match.Index + match.Length);
        }
        return null;
    }

    private static readonly HashSet<string> NotMarkers = ["have", "with", "use", "include", "contain", "write", "the", "and", "each", "for"];

    private static void FindParagraphs(Findings findings)
    {
        Unit unit = findings.Unit;
        if (findings.All.Any(f => f.Id is "detectable_format:multiple_sections"))
            return;
        if (NearbyOrHere<bool>(unit, u => FirstWord.IsIn(u.Text) ? true : null) == true)
            return;
        Match? stars = Three(unit);
        bool separator = stars is not null && (Separates.IsIn(unit.Text) || unit.Text.Length < 12);
        foreach (Match match in Parts.In(unit.Text))
        {
            string noun = match.Groups["noun"].Value;
            if (BeforeHighlight.IsIn(unit.Text[..match.Index]) || AfterHighlight.IsIn(unit.Text[(match.Index + match.Length)..]))
                continue;
            bool text = noun.StartsWith("paragraph", StringComparison.Ordinal) || noun.StartsWith("stanza", StringComparison.Ordinal) || noun.StartsWith("section", StringComparison.Ordinal) || noun.StartsWith("part", StringComparison.Ordinal);
            bool near = separator || Ahead(unit, u => Three(u) is not null && (Separates.IsIn(u.Text) || u.Text.Length < 20) && (text || u.Index - unit.Index <= 3));
            if (!near || noun.StartsWith("sentence", StringComparison.Ordinal) || noun is "points" or "items")
                continue;
            int end = match.Index + match.Length;
            if (separator)
                end = Math.Max(end, stars!.Index + stars.Length);
            findings.Add("length_constraints:number_paragraphs", match.Index, end, ("num_paragraphs", unit.Quantity(match.Groups["q"].Index).Number));
            return;
        }
        // Two things separated by one divider, without a number: "separate your thinking and the final answer by ***".
        if (separator && TwoThings.In(unit.Text).FirstOrDefault() is { } two && NearbyOrHere<bool>(unit, u => Parts.In(u.Text).Any(m => m.Groups["noun"].Value is { } n && (n.StartsWith("para", StringComparison.Ordinal) || n.StartsWith("stanza", StringComparison.Ordinal) || n.StartsWith("section", StringComparison.Ordinal) || n.StartsWith("part", StringComparison.Ordinal) || n.StartsWith("sni", StringComparison.Ordinal) || n.StartsWith("advi", StringComparison.Ordinal))) ? true : null) is null)
            findings.Add("length_constraints:number_paragraphs", two.Index, Math.Max(two.Index + two.Length, stars!.Index + stars.Length), ("num_paragraphs", 2));
    }

    private static readonly Pattern TwoThings = new("separat|divid|split", @"(?:separat|divid|split)\w* [^.#]{0,60}\band\b[^.#]{0,40}");

    private static T? Nearby<T>(Unit unit, Func<Unit, T?> read) where T : struct
    {
        Unit? back = unit.Previous, ahead = unit.Next;
        for (int i = 0; i < Reach; i++, back = back?.Previous, ahead = ahead?.Next)
        {
            if (back is not null && read(back) is { } before)
                return before;
            if (ahead is not null && read(ahead) is { } after)
                return after;
        }
        return null;
    }

    private static T? NearbyOrHere<T>(Unit unit, Func<Unit, T?> read) where T : struct => read(unit) ?? Nearby(unit, read);

    private static bool Ahead(Unit unit, Func<Unit, bool> holds)
    {
        Unit? ahead = unit.Next;
        for (int i = 0; i < 2 * Reach && ahead is not null; i++, ahead = ahead.Next)
        {
            if (holds(ahead))
                return true;
        }
        return false;
    }

    private static int OrdinalValue(string ordinal, int? count) => ordinal switch
    {
        "first" => 1,
        "second" => 2,
        "third" => 3,
        "fourth" => 4,
        "fifth" => 5,
        "sixth" => 6,
        "seventh" => 7,
        "eighth" => 8,
        "ninth" => 9,
        "tenth" => 10,
        "last" or "final" => count ?? 0,
        _ => int.TryParse(ordinal.AsSpan(0, ordinal.Length - 2), out int number) ? number : 0,
    };
}
