using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Synthesis;

/// <summary>How words and sentences are chosen.</summary>
internal static class WordingKinds
{
    private const string ResponseLanguage = "language:response_language";

    public static IReadOnlyList<SoftKind> All { get; } =
    [
        new("vocabulary", SoftCategory.Language,
            [
                "simple everyday words | +simple", "technical terms | -simple", "poetic words", "archaic words", "words from seafaring", "words from the world of sports", "words from music", "words from cooking", "short common words | +simple",
                "rare and elegant words | -simple", "words from gardening", "strong action verbs",
            ],
            ["Use {v} wherever you can.", "Choose {v}.", "Favor {v}.", "Rely on {v} in your answer."]),
        new("sentences", SoftCategory.Language,
            ["short and choppy | -flow", "long and flowing | +flow", "simple in structure | +simple", "varied in length", "balanced and rhythmic"],
            ["Keep the sentences {v}.", "The sentences should be {v}.", "Make your sentences {v}."]) { Clashes = ["length_constraints:number_sentences", "length_constraints:number_words"] },
        new("spelling", SoftCategory.Language,
            ["American", "British", "Australian"],
            ["Use {v} English.", "Follow {v} spelling and usage.", "Write in {v} English."]) { IsExclusive = true, Clashes = [ResponseLanguage] },
        new("foreign", SoftCategory.Language,
            ["French", "Spanish", "Latin", "Italian", "German", "Japanese"],
            ["Sprinkle in a few {v} words.", "Mix in {v} expressions here and there.", "Use at least one {v} phrase and make its meaning clear."]) { Clashes = [ResponseLanguage, "change_case:english_capital", "change_case:english_lowercase"] },
        new("voice", SoftCategory.Language,
            ["active", "passive"],
            ["Write in the {v} voice.", "Prefer the {v} voice.", "Stick to the {v} voice as far as possible."]) { IsExclusive = true },
        new("tense", SoftCategory.Language,
            ["present", "past", "future"],
            ["Write in the {v} tense.", "Keep to the {v} tense.", "Put everything in the {v} tense."]) { IsExclusive = true },
        new("imagery", SoftCategory.Language,
            ["colors", "sounds", "smells", "weather", "light and shadow", "textures", "tastes"],
            ["Use words that bring {v} to mind.", "Let {v} come up in your descriptions.", "Describe {v} wherever it fits."]),
    ];
}
