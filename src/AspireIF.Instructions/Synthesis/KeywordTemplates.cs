using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Synthesis;

/// <summary>Words and letters that must or must not appear.</summary>
internal static class KeywordTemplates
{
    private static readonly string[] PlainWords = ["example", "reason", "together", "moment", "simple", "future", "question", "balance", "detail", "purpose"];

    private static readonly string[] Fillers = ["very", "really", "just", "actually", "basically", "thing", "stuff", "good", "nice", "obviously", "simply", "however", "important", "definitely", "amazing"];

    public static IReadOnlyList<HardTemplate> All { get; } =
    [
        new("keywords:existence", Existence),
        new("keywords:forbidden_words", Forbidden),
        new("keywords:frequency", Frequency),
        new("keywords:letter_frequency", Letter),
    ];

    private static HardDraft? Existence(DraftContext context)
    {
        if (context.Seed.IsTranslation)
            return null;
        List<string> words = context.FreeSubjectWords();
        if (words.Count == 0)
            words = [.. PlainWords.Except(context.WordsInUse)];
        context.Random.Shuffle(words);
        string[] chosen = [.. words.Take(Math.Min(context.Random.Between(1, 3), Math.Max(1, context.Seed.AnswerWords / 15)))];
        string quoted = Quote(chosen, "and");
        ConstraintArguments arguments = ConstraintArguments.Of(("keywords", chosen));
        return chosen.Length == 1
            ? new HardDraft(arguments,
                $"Include the keyword {quoted} in your answer.", $"The word {quoted} must appear in your response.", $"Make sure to use the word {quoted}.",
                $"Be sure that your response mentions the word {quoted}.", $"Your answer has to contain the word {quoted}.")
            : new HardDraft(arguments,
                $"Include the keywords {quoted} in your answer.", $"The words {quoted} must all appear in your response.".Replace("all ", chosen.Length == 2 ? "both " : "all ", StringComparison.Ordinal),
                $"Make sure to use the words {quoted}.", $"Your answer has to contain the words {quoted}.", $"Work the words {quoted} into your response.");
    }

    private static HardDraft? Forbidden(DraftContext context)
    {
        List<string> words = [.. Fillers.Except(context.WordsInUse)];
        context.Random.Shuffle(words);
        List<string> subject = context.FreeSubjectWords();
        var chosen = words.Take(context.Random.Between(1, 3)).ToList();
        // A word of the subject itself makes a game of it ("taboo"); one is enough.
        if (subject.Count > 0 && context.Random.Chance(0.4))
            chosen[0] = context.Random.Pick(subject);
        string either = Quote(chosen, "or");
        string both = Quote(chosen, "and");
        ConstraintArguments arguments = ConstraintArguments.Of(("forbidden_words", chosen.ToArray()));
        return chosen.Count == 1
            ? new HardDraft(arguments,
                $"Do not use the word {either}.", $"The word {either} should not appear in your response.", $"Avoid the word {either}.",
                $"Your answer must not contain the word {either}.", $"Answer without using the word {either}.")
            : new HardDraft(arguments,
                $"Do not use the words {either}.", $"The words {both} should not appear in your response.", $"Avoid the words {both}.",
                $"Your answer must not contain any of the words {both}.", $"Answer without using the words {either}.");
    }

    private static HardDraft? Frequency(DraftContext context)
    {
        if (context.Seed.IsTranslation)
            return null;
        List<string> words = context.FreeSubjectWords();
        if (words.Count == 0)
            words = [.. PlainWords.Except(context.WordsInUse)];
        string word = context.Random.Pick(words);
        int most = Math.Clamp(context.Seed.AnswerWords / 30, 2, 5);
        bool atLeast = context.Random.Chance(0.7);
        int count = context.Random.Between(atLeast ? 2 : 3, Math.Max(3, most));
        ConstraintArguments arguments = ConstraintArguments.Of(("relation", atLeast ? "at least" : "less than"), ("keyword", word), ("frequency", count));
        return atLeast
            ? new HardDraft(arguments,
                $"In your response, the word \"{word}\" should appear at least {count} times.", $"Use the word \"{word}\" at least {count} times.",
                $"Mention the word \"{word}\" {count} times or more.", $"Make sure that the word \"{word}\" appears at least {count} times.")
            : new HardDraft(arguments,
                $"The word \"{word}\" should appear less than {count} times in your response.", $"Use the word \"{word}\" less than {count} times.",
                $"Let the word \"{word}\" appear fewer than {count} times.");
    }

    private static HardDraft? Letter(DraftContext context)
    {
        bool atLeast = context.Random.Chance(0.65);
        char letter = atLeast ? context.Random.Pick(Letters("abcdefghilmnoprstuwy")) : context.Random.Pick(Letters("bjkpqvwxyzgf"));
        // About how often the letter comes in English text of the expected length (five letters a word; a tenth of the letters for the most common).
        int usual = Math.Max(2, context.Seed.AnswerWords * 5 / ("aeiot".Contains(letter, StringComparison.Ordinal) ? 14 : "nshrdlu".Contains(letter, StringComparison.Ordinal) ? 25 : 60));
        int count = atLeast ? context.Random.Between(Math.Max(2, usual / 4), Math.Max(3, usual * 3 / 4)) : context.Random.Between(3, Math.Max(4, usual));
        ConstraintArguments arguments = ConstraintArguments.Of(("let_relation", atLeast ? "at least" : "less than"), ("letter", letter.ToString()), ("let_frequency", count));
        return atLeast
            ? new HardDraft(arguments,
                $"The letter \"{letter}\" should appear at least {count} times.", $"In your response, use the letter \"{letter}\" at least {count} times.",
                $"Make sure that the letter {letter} appears at least {count} times in your entire response.", $"Let the letter \"{letter}\" appear {count} times or more in your answer.")
            : new HardDraft(arguments,
                $"The letter \"{letter}\" should appear less than {count} times.", $"In your response, use the letter \"{letter}\" fewer than {count} times.",
                $"Make sure that the letter {letter} appears less than {count} times in your entire response.");
    }

    internal static string Quote(IReadOnlyList<string> words, string last) => words.Count switch
    {
        1 => $"\"{words[0]}\"",
        _ => string.Join(", ", words.Take(words.Count - 1).Select(w => $"\"{w}\"")) + $" {last} \"{words[^1]}\"",
    };

    private static char[] Letters(string letters) => letters.ToCharArray();
}
