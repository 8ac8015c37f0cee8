using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Primer.Authoring;

namespace AspireIF.Instructions.Primer.Hard;

/// <summary>Hard constraints on length, layout and fixed parts.</summary>
internal static class LayoutForms
{
    public static readonly string[] EndPhrases = ["That is all for today.", "Hope this helps.", "The end.", "There is more to come soon."];

    public static readonly string[] FirstWords = ["often", "usually", "sometimes", "normally"];

    public static IReadOnlyList<HardForm> All { get; } =
    [
        new("length_constraints:number_words", "amount",
            new(["in {}", "with {}", "using {}", "so that it has {}", "keeping it to {}"],
                ["{relation} {num_words} words", "a total of {relation} {num_words} words", "a length of {relation} {num_words} words", "{relation} {num_words} words in all"]),
            (_, random, soft) => random.Chance(0.5)
                ? ConstraintArguments.Of(("relation", "at least"), ("num_words", 5 * random.Between(6, 9) + 5 * soft))
                : ConstraintArguments.Of(("relation", "less than"), ("num_words", 5 * random.Between(5, 7) + 5 * soft)),
            (draft, arguments, satisfy, _) => (draft.MinWords, draft.MaxWords) = WordForms.Range(arguments, "relation", "num_words", satisfy)),
        new("length_constraints:number_sentences", "amount",
            new(["in {}", "with {}", "using {}", "so that it has {}", "keeping it to {}"],
                ["{relation} {num_sentences} sentences", "a total of {relation} {num_sentences} sentences", "{relation} {num_sentences} full sentences", "{relation} {num_sentences} sentences in all"]),
            (_, random, soft) => random.Chance(0.5)
                ? ConstraintArguments.Of(("relation", "at least"), ("num_sentences", random.Between(5, 7)))
                : ConstraintArguments.Of(("relation", "less than"), ("num_sentences", random.Between(4, 5) + soft)),
            (draft, arguments, satisfy, _) => (draft.MinSentences, draft.MaxSentences) = WordForms.Range(arguments, "relation", "num_sentences", satisfy)),
        new("length_constraints:number_paragraphs", "layout",
            new(["in {}", "with {}", "using {}", "made of {}", "so that it has {}"],
                ["{num_paragraphs} paragraphs separated by ***", "{num_paragraphs} paragraphs split by ***", "{num_paragraphs} paragraphs parted by ***", "{num_paragraphs} paragraphs and *** between them"]),
            (_, random, _) => ConstraintArguments.Of(("num_paragraphs", random.Between(2, 3))),
            (draft, arguments, satisfy, random) => Parts(draft, Layout.StarredParagraphs, arguments.RequireInt32("num_paragraphs"), satisfy, random)),
        new("detectable_format:number_bullet_lists", "layout",
            new(["in {}", "with {}", "using {}", "made of {}", "so that it has {}"],
                ["exactly {num_bullets} bullet points", "exactly {num_bullets} bullets such as * this", "a list of exactly {num_bullets} bullets", "exactly {num_bullets} bullets marked by *"]),
            (_, random, _) => ConstraintArguments.Of(("num_bullets", random.Between(2, 4))),
            (draft, arguments, satisfy, random) => Parts(draft, Layout.Bullets, arguments.RequireInt32("num_bullets"), satisfy, random)),
        new("length_constraints:nth_paragraph_first_word", "layout",
            new(["in {}", "with {}", "using {}", "made of {}", "so that it has {}"],
                ["{num_paragraphs} paragraphs split by blank lines and {first_word} as the first word of paragraph {nth_paragraph}", "{num_paragraphs} paragraphs split by blank lines where paragraph {nth_paragraph} starts with {first_word}", "{num_paragraphs} paragraphs with blank lines between them and {first_word} at the start of paragraph {nth_paragraph}", "{num_paragraphs} paragraphs parted by blank lines where number {nth_paragraph} begins with {first_word}"]),
            (_, random, _) => ConstraintArguments.Of(("num_paragraphs", random.Between(2, 3)), ("nth_paragraph", 2), ("first_word", random.Pick(FirstWords))),
            (draft, arguments, satisfy, random) =>
            {
                bool rightCount = satisfy || random.Chance(0.5);
                Parts(draft, Layout.BlankParagraphs, arguments.RequireInt32("num_paragraphs"), rightCount, random);
                if (satisfy || !rightCount)
                    draft.FirstWord = arguments.RequireString("first_word");
            }),
        new("detectable_format:multiple_sections", "layout",
            new(["in {}", "with {}", "using {}", "made of {}", "so that it has {}"],
                ["{num_sections} sections that start with {section_spliter} 1 and so on", "{num_sections} sections marked {section_spliter} 1 and so on", "{num_sections} sections called {section_spliter} 1 and so on", "{num_sections} sections headed by {section_spliter} 1 and so on"]),
            (_, random, _) => ConstraintArguments.Of(("section_spliter", "SECTION"), ("num_sections", random.Between(2, 3))),
            (draft, arguments, satisfy, random) =>
            {
                int n = arguments.RequireInt32("num_sections");
                if (satisfy || n > 2 && random.Chance(0.5))
                    (draft.Layout, draft.Parts) = (Layout.Sections, satisfy ? n : n - 1);
            }),
        new("combination:two_responses", "layout",
            new(["as {}", "with {}", "giving {}", "in the form of {}", "made into {}"],
                ["two different answers separated by ******", "two different answers and ****** between them", "two answers split by ******", "two different versions parted by ******"]),
            (_, _, _) => ConstraintArguments.Empty,
            (draft, _, satisfy, _) =>
            {
                if (satisfy)
                    (draft.Layout, draft.Parts) = (Layout.TwoResponses, 2);
            }),
        new("detectable_format:title", "title",
            new(["with {}", "under {}", "below {}", "starting from {}", "headed by {}"],
                ["a title in double angular brackets", "a title such as <<title>>", "a <<title>>", "a title in << and >>"]),
            (_, _, _) => ConstraintArguments.Empty,
            (draft, _, satisfy, _) => draft.HasTitle = satisfy),
        new("detectable_format:number_highlighted_sections", "highlights",
            new(["with {}", "having {}", "including {}", "containing {}", "so that it has {}"],
                ["at least {num_highlights} words marked like *this*", "at least {num_highlights} words between single stars", "at least {num_highlights} words highlighted like *this*", "stars around at least {num_highlights} words as in *word*"]),
            (_, random, _) => ConstraintArguments.Of(("num_highlights", random.Between(2, 3))),
            (draft, arguments, satisfy, random) =>
            {
                int n = arguments.RequireInt32("num_highlights");
                draft.Highlights = satisfy ? n : random.Next(n);
            }),
        new("detectable_content:postscript", "postscript",
            new(["with {}", "adding {}", "having {}", "including {}", "so that it has {}"],
                ["a postscript that starts with {postscript_marker}", "a postscript marked {postscript_marker}", "a {postscript_marker} at the end", "a {postscript_marker} after the text"]),
            (_, random, _) => ConstraintArguments.Of(("postscript_marker", random.Chance(0.7) ? "P.S." : "P.P.S")),
            (draft, arguments, satisfy, _) => draft.Postscript = satisfy ? arguments.RequireString("postscript_marker") : null),
        new("detectable_content:number_placeholders", "placeholders",
            new(["with {}", "using {}", "leaving {}", "having {}", "so that it has {}"],
                ["at least {num_placeholders} placeholders in square brackets", "at least {num_placeholders} placeholders such as [name]", "at least {num_placeholders} gaps such as [name]", "at least {num_placeholders} blanks in square brackets"]),
            (_, random, _) => ConstraintArguments.Of(("num_placeholders", random.Between(2, 3))),
            (draft, arguments, satisfy, random) =>
            {
                int n = arguments.RequireInt32("num_placeholders");
                draft.Placeholders = satisfy ? n : random.Next(n);
            }),
        new("startend:quotation", "quotation",
            new(["inside {}", "within {}", "wrapped in {}", "enclosed in {}", "placed between {}"],
                ["double quotation marks", "quotation marks", "double quotes", "a pair of double quotes"]),
            (_, _, _) => ConstraintArguments.Empty,
            (draft, _, satisfy, _) => draft.Quoted = satisfy),
        new("startend:end_checker", "end",
            new(["ending with {}", "closing with {}", "finishing with {}", "so that it ends with {}", "stopping with {}"],
                ["\"{end_phrase}\"", "the words \"{end_phrase}\"", "the exact phrase \"{end_phrase}\"", "\"{end_phrase}\" and nothing after it"]),
            (_, random, _) => ConstraintArguments.Of(("end_phrase", random.Pick(EndPhrases))),
            (draft, arguments, satisfy, _) => draft.EndPhrase = satisfy ? arguments.RequireString("end_phrase") : null),
    ];

    // A violating author forgets the layout, or miscounts by one.
    private static void Parts(Draft draft, Layout layout, int count, bool satisfy, SplitMix64 random)
    {
        if (satisfy)
            (draft.Layout, draft.Parts) = (layout, count);
        else if (random.Chance(0.5))
            (draft.Layout, draft.Parts) = (layout, count == 2 || random.Chance(0.5) ? count + 1 : count - 1);
    }
}
