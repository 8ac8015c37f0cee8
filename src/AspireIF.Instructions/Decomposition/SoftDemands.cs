using System.Text.RegularExpressions;
using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Decomposition;

/// <summary>Tells demands that no rule can check from statements and tasks, and what they are about.</summary>
internal static class SoftDemands
{
    // The labels that verl-if's constraint writer puts before a demand.
    private static readonly (string Label, string Id)[] Labels =
    [
        ("humor or satire", SoftTypes.Style), ("tone and emotion", SoftTypes.Style), ("writing style", SoftTypes.Style), ("language style", SoftTypes.Style), ("emotional tone", SoftTypes.Style), ("rhetorical", SoftTypes.Style),
        ("multilingual style", SoftTypes.Style), ("linguistic style", SoftTypes.Style), ("style", SoftTypes.Style), ("formality", SoftTypes.Style),
        ("specify language complexity", SoftTypes.Language), ("control output length", SoftTypes.Language), ("language complexity", SoftTypes.Language), ("specify language", SoftTypes.Language), ("output length", SoftTypes.Language),
        ("introduce specific criteria", SoftTypes.Content), ("add specific details", SoftTypes.Content), ("specific criteria", SoftTypes.Content), ("specify the topic", SoftTypes.Content), ("open-ended", SoftTypes.Content), ("content", SoftTypes.Content), ("incorporate", SoftTypes.Content), ("expand", SoftTypes.Content),
        ("specify a role", SoftTypes.RolePlay), ("define the setting", SoftTypes.RolePlay), ("introduce time constraints", SoftTypes.RolePlay), ("introduce a role", SoftTypes.RolePlay), ("add complexity", SoftTypes.RolePlay), ("set the scene", SoftTypes.RolePlay),
        ("limit options", SoftTypes.Suggestion), ("impose urgency", SoftTypes.Suggestion), ("define the context", SoftTypes.Suggestion), ("specify the context", SoftTypes.Suggestion), ("tailor", SoftTypes.Suggestion),
        ("define character archetypes", SoftTypes.Story), ("introduce conflict", SoftTypes.Story), ("impose moral dilemmas", SoftTypes.Story), ("introduce a conflict", SoftTypes.Story), ("set a moral", SoftTypes.Story), ("introduce moral", SoftTypes.Story), ("define a plot", SoftTypes.Story), ("specify a plot", SoftTypes.Story),
    ];

    private static readonly Pattern Label = new(":", @"^(?<label>[\p{L}-]+(?: [\p{L}-]+){0,5}): ");

    private static readonly Pattern Imperative = new("",
        @"^(?:\W*(?:please|also|additionally|furthermore|moreover|and|then|finally|in addition|besides|lastly|next|remember to|be sure to|kindly|in your \w+|while \w+ing|for (?:this|each)),? )*(?:ensure|make (?:sure|it|them|your|the)\b|be sure|include|use|write (?:it|in|as|from|the|your|this|for|about)|keep|focus|avoid|do not|don't|never|adopt|assume|imagine|act as|pretend|incorporate|maintain|emphasize|mention|add|provide|specify|identify|highlight|restrict|limit|define|introduce|impose|consider|describe|explain|answer|respond|reply|tailor|target|aim|employ|present|structure|organize|format|start|begin|end|conclude|finish|give|show|justify|compare|discuss|refer|mandate|require|request|address|craft|frame|set|build|blend|weave|let|take|adhere|follow|stick|speak|sound|conclude|narrate|channel|only|refrain|remember|create|generate|select|choose|list|determine|analyze|evaluate|state|offer|suggest|illustrate|demonstrate|reflect|convey|express|infuse|depict|portray|simplify|rewrite|rephrase|translate|support|cite|separate|explore|apply|test|balance|prioritize|develop|establish|integrate|relate|connect|model|indicate|clarify|summarize)\b");

    private static readonly Pattern Role = new("", @"^(?:you are|you're|as an? |suppose you|let's assume|assuming|imagine|picture) ");

    private static readonly Pattern Must = new("should|must|need|has to|have to|shall|may not|can|ought|is to|are to|will be",
        @"^(?:the|your|this|that|each|all|every|it|its|any|there|words?|sentences?|explanations?|answers?|responses?|you|both|an?|no)\b[^.?]{0,160}\b(?:should|must|needs? to|has to|have to|shall|may not|cannot|can't|ought to|is to|are to|will be set)\b");

    private static readonly Pattern Statement = new("the ", @"^the (?:role|setting|scenario|story|audience|tone|style|character|scene|context|format) (?:is|are|takes)\b");

    private static readonly Pattern[] Kinds =
    [
        new("", @"moral dilemma|character\w* (?:must|fulfill|archetype)|archetype|hero\b|villain|mentor|plot|protagonist|antagonist|tough decision|fictional"),
        new("", @"^you are|^you're|\brole\b|role-play|persona|act as|pretend|imagine you|as if you|perspective of|point of view|in character|\bas an? (?:\w+ )?(?:expert|teacher|pirate|doctor|lawyer|journalist|scientist|poet|chef)"),
        new("", @"humor|humour|satir|tone|style|witty|sarcas|poetic|formal|casual|funny|rhetoric|metaphorical style|emotion|mood|voice|vivid|dramatic|enthusias|cheerful|gloomy|playful|weird|angry|crazy|shakespear|engaging"),
        new("", @"simple language|language complexity|vocabulary|language|jargon|plain|wording|readab|slang|dialect|concise|verbos|exceed # |longer than|idiom|passive voice|active voice|tense\b|spelling"),
        new("", @"audience|year-old|years old|child|kids|teenager|students|beginner|layperson|readers?\b|elderly|moms|professionals|novice"),
        new("", @"urgen|time constraint|deadline|within # (?:minutes|hours|days)|context|scenario|situation|setting|environment|relevant to|region|climate|restrict the scope|suitable for"),
        new("", @"format|table|list\b|bullet|heading|layout|structure|diary|letter form|markdown|html|xml|csv|columns?|numbered|paragraph|section|stanza|lines?\b|title|header|order\b"),
        new("", @"includ|mention|contain|provide|describ|explain|example|detail|discuss|address|focus|cover|identify|specify|compare|evidence|statistic|quote|reason|benefit|fact|refer|criteria|argu"),
    ];

    private static readonly string[] KindIds =
        [SoftTypes.Story, SoftTypes.RolePlay, SoftTypes.Style, SoftTypes.Language, SoftTypes.Audience, SoftTypes.Suggestion, SoftTypes.Format, SoftTypes.Content];

    /// <summary>Style, voice and audience within the task's own sentence: "in a humorous tone", "as if you were a pirate".</summary>
    private static readonly (Pattern Pattern, string Id)[] Phrases =
    [
        (new("tone|style|manner|voice|fashion|register", @"\b(?:in|with|using|adopting) (?:an? |the )(?:[\w'-]+,? (?:and |yet |but )?){0,5}(?:tone|style|manner|voice|fashion|register)\b(?: of (?:an? |the )?(?:[\w'-]+ ?){1,4})?"), SoftTypes.Style),
        (new("as if", @"\bas if (?:you|it|spoken|written|told)\b[^,.;?!]{2,60}"), SoftTypes.RolePlay),
        (new("from the", @"\b(?:from the (?:perspective|point of view|viewpoint) of) [^,.;?!]{2,60}"), SoftTypes.RolePlay),
        (new("kid|child|teen|mom|adult|beginner|people|young|professional|novice|expert|year", @"\b(?:for|to|at|towards?) (?:an audience of |a group of )?(?:an? )?(?:young |elderly |#[- ]year[- ]olds? )?(?:kids|children|teenagers|teens|moms|adults|beginners|elderly people|young readers|professionals|laypeople|novices|non-experts|child|year-olds?)\b"), SoftTypes.Audience),
    ];

    /// <summary>The soft type of a labelled demand ("Specify a Role: ..."), or null.</summary>
    public static string? Labelled(string text)
    {
        if (Label.In(text).FirstOrDefault() is not { } match)
            return null;
        string label = match.Groups["label"].Value;
        foreach (var (known, id) in Labels)
        {
            if (label.StartsWith(known, StringComparison.Ordinal))
                return id;
        }
        return null;
    }

    /// <summary>Whether a known label begins here.</summary>
    public static bool LabelBegins(ReadOnlySpan<char> text)
    {
        int colon = text[..Math.Min(60, text.Length)].IndexOf(": ");
        if (colon < 5)
            return false;
        foreach (var (known, _) in Labels)
        {
            if (known.Contains(' ', StringComparison.Ordinal) && text[..colon].SequenceEqual(known))
                return true;
        }
        return false;
    }

    /// <summary>True when a sentence asks something of the answer; <paramref name="loosely"/> also accepts what only a row of appended constraints makes a demand.</summary>
    public static bool IsDemand(string text, bool loosely) =>
        !text.EndsWith('?') && (Imperative.IsIn(text) || Role.IsIn(text) && loosely || Must.IsIn(text) || loosely && Statement.IsIn(text));

    /// <summary>True when the words sound like a demand at all.</summary>
    public static bool SoundsLikeOne(string text) => Vague.IsIn(text);

    private static readonly Pattern Vague = new("must|shall|want you|like|need you", @"^(?:[^.?]{0,120}\b(?:must|shall|i want you to|i'd like|i would like|need you to)\b)");

    public static string Kind(string text)
    {
        for (int i = 0; i < Kinds.Length; i++)
        {
            if (Kinds[i].IsIn(text))
                return KindIds[i];
        }
        return SoftTypes.Open;
    }

    public static IEnumerable<(int Start, int End, string Id)> InTask(string text)
    {
        foreach (var (pattern, id) in Phrases)
        {
            foreach (Match match in pattern.In(text))
                yield return (match.Index, match.Index + match.Value.TrimEnd().Length, id);
        }
    }
}
