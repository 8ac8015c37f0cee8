using System.Text.RegularExpressions;

namespace AspireIF.Instructions.Synthesis;

/// <summary>What can be told about a task by simple signs, so that constraints suit it. The signs are English.</summary>
internal sealed partial record SeedProfile
{
    /// <summary>Words of the subject in the order in which they come, each once.</summary>
    public required IReadOnlyList<string> SubjectWords { get; init; }

    /// <summary>About how many words an answer needs.</summary>
    public required int AnswerWords { get; init; }

    /// <summary>The task says how long the answer is to be.</summary>
    public required bool SaysLength { get; init; }

    /// <summary>The task says how the answer is to look.</summary>
    public required bool SaysFormat { get; init; }

    /// <summary>The task speaks of a language other than English, or is written in one.</summary>
    public required bool SaysLanguage { get; init; }

    /// <summary>The answer is in other words than the task.</summary>
    public required bool IsTranslation { get; init; }

    public required bool IsCode { get; init; }

    /// <summary>It can be answered with yes or no.</summary>
    public required bool IsYesNo { get; init; }

    /// <summary>The answer is naturally a list.</summary>
    public required bool IsListLike { get; init; }

    public required string Text { get; init; }

    public static SeedProfile Of(string seed)
    {
        string task = seed.Split('\n', 2)[0];
        bool code = Code().IsMatch(seed);
        bool isShort = Short().IsMatch(seed);
        bool isList = ListLike().IsMatch(task);
        return new SeedProfile
        {
            Text = seed,
            SubjectWords = ReadSubjectWords(seed),
            SaysLength = Length().IsMatch(seed),
            SaysFormat = Format().IsMatch(seed),
            SaysLanguage = OtherLanguage().IsMatch(seed) || seed.Count(c => c > 0x24F && char.IsLetter(c)) > 5,
            IsTranslation = seed.Contains("translat", StringComparison.OrdinalIgnoreCase),
            IsCode = code,
            IsYesNo = YesNo().IsMatch(seed.TrimStart()) && seed.TrimEnd().EndsWith('?') && !seed.Trim().Contains('\n', StringComparison.Ordinal),
            IsListLike = isList,
            AnswerWords = isShort ? 40 : LongForm().IsMatch(task) ? 240 : isList ? 140 : 110,
        };
    }

    private static List<string> ReadSubjectWords(string seed)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var words = new List<string>();
        // A seed may carry a long passage; its beginning says what it is about.
        foreach (ValueMatch match in Word().EnumerateMatches(seed.AsSpan(0, Math.Min(seed.Length, 3000))))
        {
            ReadOnlySpan<char> word = seed.AsSpan(match.Index, match.Length);
            bool apart = (match.Index > 0 && seed[match.Index - 1] is '-' or '\'' or '’' or '_' or '.' or '/' or '@' or '#')
                || (match.Index + match.Length < seed.Length && seed[match.Index + match.Length] is '-' or '\'' or '’' or '_' or '/' or '@' or '(');
            if (apart || CommonWords.Contains(word) || word.EndsWith("ly", StringComparison.OrdinalIgnoreCase))
                continue;
            bool shouted = word.IndexOfAnyExceptInRange('A', 'Z') < 0;
            bool mixed = !shouted && word[1..].IndexOfAnyInRange('A', 'Z') >= 0;
            if (mixed || shouted)
                continue;
            string text = word.ToString();
            if (seen.Add(text))
                words.Add(text);
        }
        return words;
    }

    [GeneratedRegex(@"\b[A-Za-z][a-z]{3,13}\b")]
    private static partial Regex Word();

    [GeneratedRegex(@"\b(code|coding|python|javascript|java|sql|regex|html|css|c\+\+|c#|script|program|programming|function|algorithm|latex|bash|linux|excel|json|xml|api|database|software|compile\w*)\b|```|[{};=]\s*$", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\b(classify|categorize|label|one word|single word|yes or no|true or false|answer with|return the|output the|title|headline|what year|which year|correct option|extract|identify|paraphrase|spell|capital of|name of|single sentence|one sentence|tweet|haiku|joke)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Short();

    [GeneratedRegex(@"\b(story|essay|article|blog|letter|speech|report|script|lyrics|song|plot|chapter|guide|tutorial|itinerary|proposal|review|newsletter)\b", RegexOptions.IgnoreCase)]
    private static partial Regex LongForm();

    [GeneratedRegex(@"\b(\d+[- ](word|sentence|paragraph|page|character|line|stanza|verse)s?|words or less|(one|two|three|four|five|six|single|couple of|few) (word|sentence|paragraph|line|phrase|stanza)s?|in a sentence|a paragraph|word limit|haiku|limerick|sonnet|tweet|not be very (short|long))\b", RegexOptions.IgnoreCase)]
    private static partial Regex Length();

    [GeneratedRegex(@"\b(table|json|xml|yaml|csv|markdown|bullet|bulleted|numbered|commas?|comma[- ]separated|separated by|format|formatted|template|structure|in the form|list of lists|ascii|svg|chart|diagram|poem|haiku|lyrics|only output|only reply|no explanation|equation|multiple[- ]choice|options?|choices)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Format();

    [GeneratedRegex(@"\b(translat\w*|language|languages|french|spanish|german|italian|chinese|japanese|korean|russian|arabic|hebrew|hindi|latin|greek|portuguese|polish|dutch|grammar|grammatical\w*|pronoun\w*|spelling|pronunciation|alphabet|rhym\w*|capitali[sz]\w*|uppercase|lowercase|punctuat\w*|tokens?|english)\b", RegexOptions.IgnoreCase)]
    private static partial Regex OtherLanguage();

    [GeneratedRegex(@"^(is|are|was|were|do|does|did|can|could|should|would|will|has|have)\s+(?!you\b|we\b|i\b|someone\b|anyone\b)", RegexOptions.IgnoreCase)]
    private static partial Regex YesNo();

    [GeneratedRegex(@"\b(list|lists|steps?|ways|tips|ideas|reasons|examples|suggest|suggestions|recommend|recommendations|plan|itinerary|names|advantages|disadvantages|benefits|how to|how can|how do|pros and cons|ingredients|facts|differences|features|methods|activities|questions|things|types|strategies|options)\b", RegexOptions.IgnoreCase)]
    private static partial Regex ListLike();
}
