using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Synthesis;

/// <summary>Tone, register, rhetorical devices.</summary>
internal static class StyleKinds
{
    public static IReadOnlyList<SoftKind> All { get; } =
    [
        new("tone", SoftCategory.Style,
            [
                "cheerful | +glad", "gloomy | -glad", "melancholic | -glad", "playful | -serious +glad", "solemn | +serious", "formal | +formal +serious", "casual | -formal", "warm | +warm", "cold and distant | -warm",
                "sarcastic | -earnest", "earnest | +earnest +serious", "excited | -calm", "calm | +calm", "confident | +sure", "hesitant | -sure", "grateful | +warm", "dramatic | -calm", "optimistic | +glad", "pessimistic | -glad",
                "encouraging | +warm +glad", "stern | -warm +serious", "humble | -boast", "boastful | +boast", "mysterious", "wistful | -glad",
            ],
            ["Use {a} tone throughout.", "Write in {a} tone.", "Keep the tone {v}.", "Your answer should sound {v}.", "Let {a} tone run through the whole response.", "The tone of the response should be {v}."]),
        new("register", SoftCategory.Style,
            ["academic | +formal -simple", "conversational | -formal", "journalistic", "bureaucratic | +formal", "diplomatic | +formal", "slangy | -formal", "businesslike | +formal +serious", "lyrical", "old-fashioned"],
            ["Write in {a} style.", "Keep to {a} style of writing.", "The writing style should be {v}."]),
        new("device", SoftCategory.Style,
            ["a metaphor", "a simile", "alliteration", "personification", "a rhetorical question", "an analogy from everyday life", "hyperbole", "irony | -earnest", "understatement", "repetition for emphasis", "onomatopoeia", "a proverb", "a paradox"],
            ["Make use of {v} at least once.", "Work {v} into your answer.", "Include {v} somewhere in the response.", "Use {v} at some point."]),
        new("feeling", SoftCategory.Style,
            ["nostalgia", "hope | +glad", "despair | -glad", "gratitude | +warm", "wonder", "serenity | +calm", "urgency | -calm", "loneliness | -glad", "pride", "tenderness | +warm", "regret | -glad", "anticipation"],
            ["Let a feeling of {v} come through.", "The reader should sense {v} in your answer.", "Convey a sense of {v}.", "Your answer should evoke {v}."]),
        new("genre", SoftCategory.Style,
            [
                "a fairy tale", "a detective novel", "a nature documentary", "a sports commentary | -calm", "a news bulletin", "a sermon | +serious", "an old legend", "a travel brochure", "a soap opera", "a science fiction novel",
                "a bedtime story | +calm", "a movie trailer | -calm", "a tall tale", "a fable",
            ],
            ["Write in the style of {v}.", "Make it read like {v}.", "Borrow the style of {v}.", "Present your answer in the manner of {v}."]) { IsExclusive = true },
        new("humor", SoftCategory.Style,
            ["dry wit | -serious", "a pun | -serious", "gentle humor | -serious", "self-deprecating humor | -serious -boast", "a joke | -serious", "absurd humor | -serious", "a playful exaggeration | -serious"],
            ["Add {v} to your answer.", "Bring in {v}.", "Season the response with {v}."]),
        new("detail", SoftCategory.Style,
            ["brief and to the point | -long", "rich in detail | +long", "concise | -long", "thorough | +long", "vivid"],
            ["Keep your answer {v}.", "The response should be {v}.", "Be {v}."])
        {
            Clashes = ["length_constraints:number_words", "length_constraints:number_sentences", "length_constraints:number_paragraphs", "length_constraints:nth_paragraph_first_word"],
        },
    ];
}
