using System.Text.RegularExpressions;

namespace AspireIF.Instructions.Constraints;

/// <summary>
/// A small table of soft demands that exclude each other, such as a formal and a casual tone. An answer to the opposite demand is a negative example
/// for the demand itself that differs from a positive one in nothing else. Few demands have an entry, on purpose: what is not surely opposite is left out.
/// </summary>
public static class OppositeDemands
{
    /// <summary>The longest text that is looked up, in characters; a longer one says more than one thing.</summary>
    private const int Longest = 300;

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase;

    // What an adjective of style describes, and how a sentence says that the answer has it.
    private const string Manner = @"(tone|style|manner|voice|register|mood|way|wording|attitude|atmosphere|approach|feel|delivery|language|prose|style of writing|writing style)";
    private const string Texts = @"(answer|response|reply|output|text|explanation|summary|description|tone|style|language|writing|voice|mood|wording|it|everything|be|sound|keep|stay|remain|feel)";

    // "Describe the gloomy mood of the scene" is about the scene: before what is asked for stands one of these.
    private const string Asked = @"\b(in|with|use|uses|using|adopt|maintain|keep|keep to|have|has|employ|take|set|let|strike|convey|write|follow|choose|favor|prefer|rely on|stick to|stay in|from)( an?| the| your| only)?( [\w-]+(,| and|, and))?( (very|consistently|overall|generally|mostly|fairly|quite))? ";

    // The heading that some data sets put before a demand.
    private static readonly Regex Label = new(@"^\s*[a-z -]{3,40}: ", Options);

    private static readonly Axis[] Axes =
    [
        Adjectives("formal|professional|academic|businesslike|diplomatic|bureaucratic", "casual|informal|conversational|colloquial|slangy|chatty", "Write in a formal, professional style.", "Write in a casual, chatty style."),
        Adjectives("cheerful|joyful|happy|upbeat|uplifting|optimistic|lighthearted|light-hearted|hopeful|positive", "gloomy|sad|melancholic|melancholy|somber|sombre|pessimistic|mournful|bleak|wistful|negative", "Write in a cheerful, hopeful tone.", "Write in a gloomy, hopeless tone."),
        Adjectives("humorous|funny|witty|comical|comedic|playful|satirical|silly", "serious|solemn|grave|stern", "Write in a humorous tone, with jokes.", "Write in a serious tone, without any humor.",
            @"\bhumorous or satirical\b([^.]* jokes or witty remarks\b)?|\b(add|bring in|include|use|inject|with|season the \w+ with)( in)?( a (bit|touch|dash) of| some)?( gentle| dry| absurd| self-deprecating)? (humou?r|wit|jokes|a joke|puns|a pun)\b",
            @"\b(avoid|no|without|refrain from)( using| any| all)* (humou?r|jokes)\b"),
        Adjectives("concise|brief|succinct|terse|brief and to the point|to the point", "detailed|thorough|comprehensive|in-depth|elaborate|lengthy|exhaustive|rich in detail", "Keep it brief and to the point.", "Go into every detail and write at length."),
        Adjectives("warm|friendly|kind|empathetic|compassionate|encouraging", "cold|distant|cold and distant|unfriendly|hostile|harsh", "Write in a warm, friendly tone.", "Write in a cold, distant tone."),
        Adjectives("polite|courteous|respectful", "rude|impolite|disrespectful|insulting", "Be polite and respectful.", "Be rude and disrespectful."),
        Adjectives("calm|soothing|serene|peaceful|relaxed", "excited|enthusiastic|energetic|dramatic|frantic|agitated|urgent", "Write in a calm, quiet tone.", "Write in an excited, agitated tone."),
        Adjectives("confident|assertive|authoritative|self-assured", "hesitant|tentative|uncertain|unsure", "Sound confident and sure of everything.", "Sound hesitant and unsure of everything."),
        Adjectives("sarcastic|ironic|mocking", "sincere|earnest", "Write in a sarcastic, mocking tone.", "Write in a sincere, earnest tone."),
        Adjectives("humble|modest", "boastful|arrogant", "Sound humble and modest.", "Sound boastful and arrogant."),
        Adjectives("old-fashioned|archaic|shakespearean", "modern|contemporary", "Write in old-fashioned, archaic language.", "Write in modern, present-day language."),
        Adjectives("neutral|objective|impartial|unbiased", "opinionated|biased|one-sided|subjective", "Be neutral and take no side.", "Take one side with a strong opinion of your own."),
        new(Asked + @"(simple|plain|basic|everyday|easy|short common|simple everyday)( and clear| and plain)?( english)? (language|words|vocabulary|terms|wording)\b|\bsimple in structure\b|\b(avoid|no|without)( using| any| all)* (technical |complex )?(jargon|technical terms|technical language)\b",
            Asked + @"(technical|advanced|complex|sophisticated|scholarly|rare and elegant|specialized|specialised)( \w+)? (language|words|vocabulary|terms|terminology|jargon)\b",
            "Use simple, everyday words.", "Use technical terms and advanced vocabulary."),
        new(@"\bshort( and (choppy|simple|punchy))? sentences\b|\bsentences( should be| must be)? short( and choppy)?\b", @"\blong( and flowing)? sentences\b|\bsentences( should be| must be)? long( and flowing)?\b", "Write short, choppy sentences.", "Write long, flowing sentences."),
        new(Asked + @"first[- ]person\b", Asked + @"third[- ]person\b", "Write in the first person.", "Write in the third person."),
        new(Asked + @"second[- ]person\b", Asked + @"third[- ]person\b", "Write in the second person.", "Write in the third person.") { OneWay = true },
        new(Asked + @"active voice\b|\bavoid (the )?passive voice\b", Asked + @"passive voice\b", "Write in the active voice.", "Write in the passive voice."),
        new(Asked + @"present tense\b", Asked + @"past tense\b", "Write in the present tense.", "Write in the past tense."),
        new(Asked + @"future tense\b", Asked + @"past tense\b", "Write in the future tense.", "Write in the past tense.") { OneWay = true },
        new(Asked + @"american (english|spelling)\b", Asked + @"british (english|spelling)\b", "Use American English spelling and words.", "Use British English spelling and words."),
        new(For(@"((an?|the|very|young|small|complete|absolute|\w+-year-old) )*(child|children|kids?|beginners?|novices?|laypeople|layperson|lay audience|\w+-year-old|five year old)") + @"|\b(has|have|having|assume|with) no prior knowledge\b|\b(understandable|accessible) (to|for) everyone\b",
            For(@"((an?|the|other|fellow) )*(experts?|specialists?)") + @"|\b(has|have) a solid background\b", "Write for children who know nothing of the subject.", "Write for experts in the field."),
    ];

    // Before what was found: then it is not what is asked for.
    private static readonly Regex Denied = new(@"\b(not|never|no|without|avoid\w*|refrain\w*|less|rather than|instead of|too|overly|neither|nor|don't|shouldn't|mustn't|isn't|cannot|can't)\b[^.;]{0,40}\z", Options);

    // Two demands to choose from, or a demand only under a condition.
    private static readonly Regex Open = new(@"\b(or|either|whether|if|unless|mix|mixture|blend|alternate|alternating|switch|shift|instead|rather|while|although|but|contrast\w*|between)\b", Options);

    /// <summary>A demand that no answer can satisfy together with <paramref name="text"/>; null when the table does not know one.</summary>
    public static string? Find(string text)
    {
        if (text.Length > Longest || text.Contains('?', StringComparison.Ordinal))
            return null;
        text = Label.Replace(text, "", 1);
        string? opposite = null;
        string rest = text;
        foreach (Axis axis in Axes)
        {
            Match[] first = axis.First.Matches(text).ToArray(), second = axis.Second.Matches(text).ToArray();
            // "Avoid technical jargon" asks for the one and names the other.
            second = [.. second.Where(s => !first.Any(f => Contains(f, s)))];
            first = [.. first.Where(f => !second.Any(s => Contains(s, f)))];
            if (first.Length > 0 && second.Length > 0)
                return null;
            foreach (Match match in (Match[])[.. first, .. second])
            {
                if (Denied.IsMatch(text[..match.Index]))
                    return null;
                rest = rest.Remove(match.Index, match.Length).Insert(match.Index, new string(' ', match.Length));
            }
            opposite ??= first.Length > 0 ? axis.AsksSecond : second.Length > 0 && !axis.OneWay ? axis.AsksFirst : null;
        }
        return opposite is not null && !Open.IsMatch(rest) ? opposite : null;
    }

    private static bool Contains(Match outer, Match inner) => outer.Index <= inner.Index && inner.Index + inner.Length <= outer.Index + outer.Length && outer.Length > inner.Length;

    private static Axis Adjectives(string first, string second, string asksFirst, string asksSecond, string? moreFirst = null, string? moreSecond = null) =>
        new(Described(first, moreFirst), Described(second, moreSecond), asksFirst, asksSecond);

    // "in a formal and polite tone", "keep the tone formal", "your answer should be very formal."
    private static string Described(string adjectives, string? more) =>
        $@"{Asked}({adjectives})(,? (and )?[\w-]+){{0,2}} {Manner}\b|\b{Texts}( (should|must|has to|needs to|is|are|to))?( be| sound| stay| remain| feel)?( (very|quite|always|clear,?|as|polite,?|short,?))? ({adjectives})( and [\w-]+)?(\W*\z|[.;!]| and | throughout| at all times)"
        + (more is null ? "" : "|" + more);

    private static string For(string audience) =>
        $@"\b(write|written|writing|explain\w*|tailor\w*|aim\w*|target\w*|suit\w*|meant|intended|understandable|understood|understand|accessible|appropriate|adapt\w*|address\w*|simplif\w*|audience|reader|readers|geared)( your answer| the answer| your response| the response| it| this| them| is| are| so that it suits)*( for| to| at| by| towards?| as)? {audience}\b";

    /// <summary>Two demands that exclude each other: how each is recognised, and the sentence that asks for it, which is recognised too.</summary>
    private sealed class Axis(string first, string second, string asksFirst, string asksSecond)
    {
        public Regex First { get; } = new($"{Regex.Escape(asksFirst)}|{first}", Options);

        public Regex Second { get; } = new($"{Regex.Escape(asksSecond)}|{second}", Options);

        public string AsksFirst { get; } = asksFirst;

        public string AsksSecond { get; } = asksSecond;

        /// <summary>The first excludes the second, but the opposite of the second is another axis's.</summary>
        public bool OneWay { get; init; }
    }
}
