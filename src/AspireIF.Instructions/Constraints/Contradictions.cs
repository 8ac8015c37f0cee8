namespace AspireIF.Instructions.Constraints;

/// <summary>Two constraints (by index) that no answer can satisfy together, and why.</summary>
public sealed record Contradiction(int First, int Second, string Reason);

/// <summary>Finds constraints whose arguments, not only whose types, exclude each other.</summary>
public static class Contradictions
{
    // Types that count one thing of the answer, with their arguments; the relation is null where the number is exact or a minimum.
    private static readonly (string Id, string Number, string? Relation, string Noun)[] Counts =
    [
        ("length_constraints:number_words", "num_words", "relation", "words"),
        ("length_constraints:number_sentences", "num_sentences", "relation", "sentences"),
        ("change_case:capital_word_frequency", "capital_frequency", "capital_relation", "words in capitals"),
        ("length_constraints:number_paragraphs", "num_paragraphs", null, "paragraphs"),
        ("length_constraints:nth_paragraph_first_word", "num_paragraphs", null, "paragraphs"),
        ("detectable_format:number_bullet_lists", "num_bullets", null, "bullet points"),
    ];

    /// <summary>All contradicting pairs, each once, in order. Constraints whose arguments are missing or malformed are passed over: they contradict nothing.</summary>
    public static IReadOnlyList<Contradiction> Find(IReadOnlyList<Constraint> constraints)
    {
        ArgumentNullException.ThrowIfNull(constraints);
        var found = new List<Contradiction>();
        var facts = constraints.Select(Facts.Of).ToArray();
        // Only constraints that state something comparable are paired, so a long prompt's soft demands cost nothing.
        int[] hard = [.. Enumerable.Range(0, facts.Length).Where(i => facts[i] is not null).Take(200)];
        for (int a = 0; a < hard.Length; a++)
        {
            for (int b = a + 1; b < hard.Length; b++)
            {
                if (Why(facts[hard[a]]!, facts[hard[b]]!) is { } reason)
                    found.Add(new Contradiction(hard[a], hard[b], reason));
            }
        }
        return found;
    }

    private static string? Why(Facts a, Facts b) => Numbers(a, b) ?? Cases(a, b) ?? OneWay(a, b) ?? OneWay(b, a);

    private static string? Numbers(Facts a, Facts b)
    {
        if (a.Counted is null || a.Counted != b.Counted || a.Low <= b.High && b.Low <= a.High)
            return null;
        return $"No answer has {a.Range} and {b.Range} {a.Counted}.";
    }

    private static string? Cases(Facts a, Facts b)
    {
        if (a.Id is "change_case:english_capital" && b.Id is "change_case:english_lowercase" || b.Id is "change_case:english_capital" && a.Id is "change_case:english_lowercase")
            return "An answer cannot be all capitals and all lower case.";
        if (a.Id == "language:response_language" && b.Id == a.Id && a.Language != b.Language)
            return $"An answer cannot be wholly in two languages ({a.Language}, {b.Language}).";
        if (a.Id == "startend:end_checker" && b.Id == a.Id && !EndsAlike(a.Phrase, b.Phrase))
            return $"An answer cannot end with both \"{a.Phrase}\" and \"{b.Phrase}\".";
        return null;
    }

    private static string? OneWay(Facts a, Facts b)
    {
        switch (a.Id)
        {
            case "punctuation:no_comma" when b.Needed.FirstOrDefault(w => w.Contains(',', StringComparison.Ordinal)) is { } comma:
                return $"\"{comma}\" has a comma, and commas are not allowed.";
            case "punctuation:no_comma" when b.Id == "keywords:letter_frequency" && b.Counted == "letters ','" && b.Low > 0:
                return "Commas are asked for and not allowed.";
            case "keywords:forbidden_words" when Overlap(a.Forbidden, b.Needed) is { } word:
                return $"\"{word}\" is asked for and forbidden.";
            case "change_case:english_capital" or "change_case:english_lowercase" when b.Language is not (null or "en"):
                return "The answer's case is asked for in English, its language is another.";
            case "change_case:english_lowercase" when b.Counted == "words in capitals" && b.Low > 0:
                return "Words in capitals are asked for in an answer that is all lower case.";
            case "change_case:english_capital" when b.Counted == "words in capitals" && b.High < 3:
                return "Hardly any words in capitals are allowed in an answer that is all capitals.";
            case "startend:quotation" when b.Id == "startend:end_checker":
                return "An answer wrapped in quotation marks ends with a mark, not with the phrase.";
            case "startend:quotation" when b.Id == "detectable_format:json_format":
                return "A JSON document does not stand in quotation marks with an answer in it.";
            case "detectable_format:json_format" when b.Id is "detectable_format:title" or "detectable_content:postscript" or "combination:two_responses" or "detectable_format:number_bullet_lists" or "combination:repeat_prompt" or "startend:end_checker" or "detectable_format:multiple_sections":
                return $"A JSON document has no room for {b.Id}.";
            default:
                return null;
        }
    }

    private static bool EndsAlike(string? a, string? b) =>
        a is null || b is null || a.EndsWith(b, StringComparison.OrdinalIgnoreCase) || b.EndsWith(a, StringComparison.OrdinalIgnoreCase);

    private static string? Overlap(IReadOnlyList<string> forbidden, IReadOnlyList<string> needed) =>
        needed.FirstOrDefault(n => forbidden.Any(f => n.Equals(f, StringComparison.OrdinalIgnoreCase) || n.Split(' ').Contains(f, StringComparer.OrdinalIgnoreCase)));

    /// <summary>What a constraint says about the answer, in comparable form.</summary>
    private sealed record Facts(string Id)
    {
        public string? Counted { get; init; }

        public long Low { get; init; }

        public long High { get; init; } = long.MaxValue;

        public IReadOnlyList<string> Needed { get; init; } = [];

        public IReadOnlyList<string> Forbidden { get; init; } = [];

        public string? Language { get; init; }

        public string? Phrase { get; init; }

        public string Range => High == long.MaxValue ? $"at least {Low}" : Low == High ? $"exactly {Low}" : $"at most {High}";

        public static Facts? Of(Constraint constraint)
        {
            if (constraint.Type is { IsHard: false } or null && constraint.Category is not null)
                return null;
            try
            {
                return Read(constraint);
            }
            catch (ConstraintArgumentException)
            {
                return null;
            }
        }

        private static Facts Read(Constraint constraint)
        {
            ConstraintArguments arguments = constraint.Arguments;
            var facts = new Facts(constraint.Id);
            if (Array.Find(Counts, c => c.Id == constraint.Id) is { Id: not null } count && arguments.FindInt32(count.Number) is { } number)
                return facts.With(count.Noun, count.Relation is null ? "exactly" : arguments.FindString(count.Relation), number);
            return constraint.Id switch
            {
                "keywords:frequency" => facts.With($"occurrences of \"{arguments.FindString("keyword")}\"", arguments.FindString("relation"), arguments.FindInt32("frequency") ?? 0)
                    is { Low: > 0 } needed ? needed with { Needed = [arguments.RequireString("keyword")] } : facts.With($"occurrences of \"{arguments.FindString("keyword")}\"", arguments.FindString("relation"), arguments.FindInt32("frequency") ?? 0),
                "keywords:letter_frequency" => facts.With($"letters '{arguments.FindString("letter")}'", arguments.FindString("let_relation"), arguments.FindInt32("let_frequency") ?? 0),
                "keywords:existence" => facts with { Needed = arguments.FindStrings("keywords") ?? [] },
                "keywords:forbidden_words" => facts with { Forbidden = arguments.FindStrings("forbidden_words") ?? [] },
                "language:response_language" => facts with { Language = arguments.FindString("language") },
                "startend:end_checker" => facts with { Phrase = arguments.FindString("end_phrase"), Needed = [arguments.FindString("end_phrase") ?? ""] },
                "length_constraints:nth_paragraph_first_word" => facts with { Needed = [arguments.FindString("first_word") ?? ""] },
                _ => facts,
            };
        }

        private Facts With(string counted, string? relation, int number) => relation switch
        {
            "less than" => this with { Counted = counted, High = (long)number - 1 },
            "at most" => this with { Counted = counted, High = number },
            "more than" => this with { Counted = counted, Low = (long)number + 1 },
            "exactly" => this with { Counted = counted, Low = number, High = number },
            _ => this with { Counted = counted, Low = number },
        };
    }
}
