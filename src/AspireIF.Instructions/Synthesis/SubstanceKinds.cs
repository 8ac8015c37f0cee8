using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Synthesis;

/// <summary>What is said, in which form, and other demands.</summary>
internal static class SubstanceKinds
{
    private const string EndPhrase = "startend:end_checker";

    private const string Postscript = "detectable_content:postscript";

    public static IReadOnlyList<SoftKind> All { get; } =
    [
        new("example", SoftCategory.Content,
            ["an example from daily life", "an example from history", "an example from nature", "a personal anecdote", "a made-up but believable example", "an example from the workplace", "an example that a child would know"],
            ["Give {v}.", "Include {v}.", "Support your answer with {v}."]),
        new("view", SoftCategory.Content,
            ["one advantage and one drawback | +balanced", "two opposing views | +balanced", "a strong opinion of your own | -balanced", "an unpopular point of view | -balanced", "a surprising point of view"],
            ["Present {v}.", "Bring {v} into your answer.", "Your answer should offer {v}."]),
        new("mention", SoftCategory.Content,
            ["the weather", "money", "family", "teamwork", "patience", "luck", "friendship", "food", "music", "time", "travel", "animals", "technology", "health"],
            ["Mention {v} at least once.", "Say something about {v}.", "Bring in the subject of {v}.", "Touch on the role of {v}."]),
        new("closing", SoftCategory.Content,
            ["a piece of advice", "an open question", "a short summary", "a call to action", "a hopeful thought | +glad", "a warning | -glad", "a quotation that fits", "an invitation to the reader"],
            ["Close with {v}.", "End your answer with {v}.", "Let the answer end on {v}."]) { IsExclusive = true, Clashes = [EndPhrase, Postscript] },
        new("opening", SoftCategory.Content,
            ["a surprising fact", "a short anecdote", "a question to the reader", "a bold claim | +sure", "a greeting", "a definition", "a quotation that fits", "a vivid image"],
            ["Open with {v}.", "Begin your answer with {v}.", "Start off with {v}."]) { IsExclusive = true, Clashes = ["combination:repeat_prompt"] },
        new("caution", SoftCategory.Content,
            ["a common mistake", "a possible risk", "a widespread misconception", "a hidden cost", "an exception to the rule", "a limit of your answer"],
            ["Point out {v}.", "Warn the reader about {v}.", "Do not forget to name {v}."]),
        new("comparison", SoftCategory.Content,
            ["cooking", "sports", "gardening", "a long journey", "building a house", "the seasons", "the human body", "an orchestra", "a chess game"],
            ["Compare the subject to {v}.", "Draw a comparison with {v}.", "Explain it with a comparison to {v}."]),
        new("form", SoftCategory.Format,
            ["diary entry", "letter", "dialogue between two people", "poem", "news article", "speech", "advertisement", "interview", "radio play", "postcard", "page from a travel journal", "monologue", "product review", "museum label"],
            ["Write your answer as {a}.", "Give the answer the form of {a}.", "Present your answer as {a}.", "Your answer should take the form of {a}."])
        {
            IsExclusive = true,
            Clashes = ["detectable_format:number_bullet_lists", "detectable_format:multiple_sections"],
        },
        new("structure", SoftCategory.Format,
            ["from the general to the particular", "in order of time", "from the least to the most important", "from the most to the least important", "from cause to effect", "from problem to solution", "as a series of questions and answers"],
            ["Arrange your answer {v}.", "Order the points {v}.", "Build up the answer {v}."]) { IsExclusive = true },
        new("layout", SoftCategory.Format,
            ["a short headline for each part", "one main idea in each paragraph", "a clear introduction, body and conclusion", "a key message that stands on its own line", "a small table"],
            ["Lay out the answer with {v}.", "Give the response {v}.", "Organize what you say with {v}."]) { Clashes = ["punctuation:no_comma"] },
        new("attitude", SoftCategory.Open,
            ["kindness | +warm", "curiosity", "respect for nature", "courage", "honesty", "modesty | -boast", "self-confidence | +sure", "patience | +calm"],
            ["Let your answer encourage {v}.", "Make {v} shine through.", "The answer should inspire {v}."]),
        new("thought", SoftCategory.Open,
            [
                "Show how you arrived at your answer.", "Say openly what you are not sure about. | -sure", "Surprise the reader at least once.", "Leave something for the reader to figure out.", "Make the subject look new to someone who knows it well.",
                "Suggest a next step that the reader can take.", "Anticipate one question that the reader may have and answer it.", "Make your answer easy to remember.", "Let the reader decide in the end. | +balanced", "Take a clear stand. | -balanced +sure",
            ],
            ["{v}"]),
    ];
}
