using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Synthesis;

/// <summary>Letters and marks: case, commas, quotation marks, how the answer ends, in which language it is.</summary>
internal static class SurfaceTemplates
{
    private static readonly string[] EndPhrases =
    [
        "Is there anything else I can help with?", "That is all you need to know.", "Any other questions?", "I hope this helps.", "Let me know what you think.", "And that is the whole story.",
        "Now it is your turn.", "What would you do?", "Thank you for reading.", "Stay curious!",
    ];

    private static readonly (string Code, string Name)[] Languages =
    [
        ("de", "German"), ("fr", "French"), ("es", "Spanish"), ("it", "Italian"), ("pt", "Portuguese"), ("ru", "Russian"), ("hi", "Hindi"), ("ar", "Arabic"), ("ko", "Korean"), ("fa", "Persian"),
        ("vi", "Vietnamese"), ("fi", "Finnish"), ("sw", "Swahili"), ("th", "Thai"), ("bg", "Bulgarian"), ("bn", "Bengali"), ("ta", "Tamil"), ("te", "Telugu"), ("mr", "Marathi"), ("ne", "Nepali"), ("pa", "Punjabi"),
        ("gu", "Gujarati"), ("kn", "Kannada"), ("ur", "Urdu"), ("pl", "Polish"),
    ];

    public static IReadOnlyList<HardTemplate> All { get; } =
    [
        new("punctuation:no_comma", NoComma),
        new("change_case:english_capital", Capitals),
        new("change_case:english_lowercase", Lowercase),
        new("change_case:capital_word_frequency", CapitalWords),
        new("startend:quotation", Quotation),
        new("startend:end_checker", EndPhrase),
        new("detectable_content:postscript", Postscript),
        new("language:response_language", Language),
    ];

    private static HardDraft? NoComma(DraftContext context) =>
        context.Seed.IsCode || context.Seed.SaysFormat || context.WordsInUse.Any(w => w.Contains(',', StringComparison.Ordinal)) ? null : new HardDraft(ConstraintArguments.Empty,
            "Do not use any commas in your response.", "In your entire response, refrain from the use of any commas.", "Avoid commas altogether.",
            "Your answer should not contain any commas.", "Write without using commas.");

    private static HardDraft? Capitals(DraftContext context) =>
        context.Seed.IsCode || context.Seed.SaysLanguage || context.Has("detectable_format:multiple_sections") ? null : new HardDraft(ConstraintArguments.Empty,
            "Your entire response should be in English, and in all capital letters.", "Write the whole answer in English and in capital letters only.",
            "Use only capital letters and answer in English.", "Make sure that your entire response is in English and in all capital letters.");

    private static HardDraft? Lowercase(DraftContext context) =>
        context.Seed.IsCode || context.Seed.SaysLanguage ? null : new HardDraft(ConstraintArguments.Empty,
            "Your entire response should be in English, and in all lowercase letters. No capital letters are allowed.",
            "Write everything in English and in lowercase letters; no capital letters are allowed.",
            "Answer in English, using only lowercase letters.", "Please use lowercase letters only, in English, and no capital letters at all.");

    private static HardDraft? CapitalWords(DraftContext context)
    {
        if (context.Seed.IsCode || context.Seed.SaysLanguage)
            return null;
        bool atLeast = context.Random.Chance(0.6);
        int count = atLeast ? context.Random.Between(2, Math.Clamp(context.Seed.AnswerWords / 20, 2, 8)) : context.Random.Between(3, 10);
        ConstraintArguments arguments = ConstraintArguments.Of(("capital_relation", atLeast ? "at least" : "less than"), ("capital_frequency", count));
        return atLeast
            ? new HardDraft(arguments,
                $"In your response, words with all capital letters should appear at least {count} times.", $"Use words in all capital letters at least {count} times.",
                $"Write at least {count} words in all capital letters.")
            : new HardDraft(arguments,
                $"In your response, words with all capital letters should appear less than {count} times.", $"Words in all capital letters should appear fewer than {count} times.",
                $"Use less than {count} words with all capital letters.");
    }

    private static HardDraft? Quotation(DraftContext context) =>
        context.Seed.IsCode ? null : new HardDraft(ConstraintArguments.Empty,
            "Wrap your entire response with double quotation marks.", "Put the whole answer in double quotation marks.",
            "Your entire response should be wrapped with double quotation marks.", "Start and end your response with double quotation marks.");

    private static HardDraft? EndPhrase(DraftContext context)
    {
        HashSet<string> used = [.. context.WordsInUse.Select(w => w.ToLowerInvariant())];
        string[] free = [.. EndPhrases.Where(p => !p.ToLowerInvariant().Split(' ', '.', '?', '!').Any(used.Contains))];
        if (context.Seed.IsCode || free.Length == 0 || context.Has("detectable_content:postscript"))
            return null;
        string phrase = context.Random.Pick(free);
        return new HardDraft(ConstraintArguments.Of(("end_phrase", phrase)),
            $"Finish your response with this exact phrase \"{phrase}\" No other words should follow this phrase.",
            $"End your answer with the exact phrase \"{phrase}\"", $"The very end of your entire response should read exactly like: {phrase}",
            $"The last words of your response must be exactly \"{phrase}\"");
    }

    private static HardDraft? Postscript(DraftContext context)
    {
        string marker = context.Random.Pick(["P.S.", "P.P.S"]);
        // Both would have to come last.
        bool endsOtherwise = context.Has("startend:end_checker");
        return context.Seed.IsCode || endsOtherwise ? null : new HardDraft(ConstraintArguments.Of(("postscript_marker", marker)),
            $"At the end of your response, please explicitly add a postscript starting with {marker}", $"Add a postscript starting with {marker} at the end of your response.",
            $"Close with a postscript that starts with {marker}", $"Your answer should end with a postscript starting with {marker}");
    }

    private static HardDraft? Language(DraftContext context)
    {
        if (context.Seed.IsCode || context.Seed.SaysLanguage || context.Has("length_constraints:nth_paragraph_first_word"))
            return null;
        var (code, name) = context.Random.Pick(Languages);
        return new HardDraft(ConstraintArguments.Of(("language", code)),
            $"Your entire response should be in {name}, no other language is allowed.", $"Answer entirely in the {name} language, no other language is allowed.",
            $"Write your answer in {name} only.", $"Please reply in {name} and in no other language.");
    }
}
