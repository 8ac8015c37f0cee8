using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Synthesis;

/// <summary>
/// How long the answer is, counted in words, sentences or paragraphs. All are in proportion to the length the task needs, at least asking for less and
/// at most allowing more than that, so that they agree with one another.
/// </summary>
internal static class LengthTemplates
{
    private const int WordsPerSentence = 16;

    private const int WordsPerParagraph = 40;

    private static readonly string[] FirstWords = ["today", "imagine", "first", "when", "every", "although", "once", "perhaps", "finally", "many", "there", "while", "after", "remember"];

    private static readonly string[] Ordinals = ["first", "second", "third", "fourth", "fifth", "sixth"];

    public static IReadOnlyList<HardTemplate> All { get; } =
    [
        new("length_constraints:number_words", Words),
        new("length_constraints:number_sentences", Sentences),
        new("length_constraints:number_paragraphs", Paragraphs),
        new("length_constraints:nth_paragraph_first_word", ParagraphFirstWord),
    ];

    private static HardDraft? Words(DraftContext context)
    {
        if (context.Seed.SaysLength)
            return null;
        int usual = context.Seed.AnswerWords;
        bool atLeast = context.Random.Chance(0.5);
        int count = Round(atLeast ? context.Random.Between(usual / 2, usual * 9 / 10) : context.Random.Between(usual * 3 / 2, usual * 5 / 2));
        ConstraintArguments arguments = ConstraintArguments.Of(("relation", atLeast ? "at least" : "less than"), ("num_words", count));
        return atLeast
            ? new HardDraft(arguments,
                $"Answer with at least {count} words.", $"Your response should contain at least {count} words.", $"Write at least {count} words.",
                $"Use {count} words or more.", $"The response must be at least {count} words long.", $"Your answer should not be shorter than {count} words.")
            : new HardDraft(arguments,
                $"Answer with less than {count} words.", $"Your response should contain fewer than {count} words.", $"Keep your answer under {count} words.",
                $"Limit the number of words you use (less than {count} words).", $"Stay below {count} words.");
    }

    private static HardDraft? Sentences(DraftContext context)
    {
        if (context.Seed.SaysLength)
            return null;
        int usual = Math.Max(2, context.Seed.AnswerWords / WordsPerSentence);
        bool atLeast = context.Random.Chance(0.5);
        int count = atLeast ? context.Random.Between(2, Math.Max(2, usual * 3 / 4)) : context.Random.Between(usual + 2, usual * 2 + 2);
        ConstraintArguments arguments = ConstraintArguments.Of(("relation", atLeast ? "at least" : "less than"), ("num_sentences", count));
        return atLeast
            ? new HardDraft(arguments,
                $"Your response should contain at least {count} sentences.", $"Write at least {count} sentences.", $"Use at least {count} sentences in your reply.",
                $"The number of sentences in your response should be at least {count}.")
            : new HardDraft(arguments,
                $"Your response should contain less than {count} sentences.", $"Use fewer than {count} sentences.", $"Keep your reply to less than {count} sentences.",
                $"The number of sentences in your response should be less than {count}.");
    }

    private static HardDraft? Paragraphs(DraftContext context)
    {
        if (context.Seed.SaysLength || context.Seed.SaysFormat)
            return null;
        int count = context.Random.Between(2, Math.Clamp(context.Seed.AnswerWords / WordsPerParagraph, 2, 6));
        return new HardDraft(ConstraintArguments.Of(("num_paragraphs", count)),
            $"There should be {count} paragraphs. Paragraphs are separated with the markdown divider: ***",
            $"Write exactly {count} paragraphs and separate them with the markdown divider ***.",
            $"Your answer should consist of {count} paragraphs, separated by ***.",
            $"Separate your response into {count} paragraphs with the markdown divider: ***");
    }

    private static HardDraft? ParagraphFirstWord(DraftContext context)
    {
        // The words are English.
        if (context.Seed.SaysLength || context.Seed.SaysFormat || context.Has("language:response_language"))
            return null;
        int count = context.Random.Between(2, Math.Clamp(context.Seed.AnswerWords / WordsPerParagraph, 2, 6));
        int nth = context.Random.Between(1, count);
        string word = context.Random.Pick([.. FirstWords.Except(context.WordsInUse)]);
        return new HardDraft(ConstraintArguments.Of(("num_paragraphs", count), ("nth_paragraph", nth), ("first_word", word)),
            $"There should be {count} paragraphs. Paragraphs and only paragraphs are separated with each other by two line breaks. Paragraph {nth} must start with the word \"{word}\".",
            $"Write exactly {count} paragraphs, separated by two line breaks. The {Ordinals[nth - 1]} paragraph must start with the word \"{word}\".",
            $"Your answer should have {count} paragraphs with two line breaks between them. Start paragraph {nth} with the word \"{word}\".");
    }

    private static int Round(int count) => count < 40 ? count : count / 5 * 5;
}
