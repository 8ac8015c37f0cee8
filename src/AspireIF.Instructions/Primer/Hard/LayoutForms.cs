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
            ["in {relation} {num_words} words", "with {relation} {num_words} words", "using {relation} {num_words} words", "so that it has {relation} {num_words} words"],
            (_, random, soft) => random.Chance(0.5)
                ? ConstraintArguments.Of(("relation", "at least"), ("num_words", 5 * random.Between(6, 9) + 5 * soft))
                : ConstraintArguments.Of(("relation", "less than"), ("num_words", 5 * random.Between(5, 7) + 5 * soft)),
            (draft, arguments, satisfy, _) => (draft.MinWords, draft.MaxWords) = WordForms.Range(arguments, "relation", "num_words", satisfy)),
        new("length_constraints:number_sentences", "amount",
            ["in {relation} {num_sentences} sentences", "with {relation} {num_sentences} sentences", "using {relation} {num_sentences} sentences", "so that it has {relation} {num_sentences} sentences"],
            (_, random, soft) => random.Chance(0.5)
                ? ConstraintArguments.Of(("relation", "at least"), ("num_sentences", random.Between(5, 7)))
                : ConstraintArguments.Of(("relation", "less than"), ("num_sentences", random.Between(4, 5) + soft)),
            (draft, arguments, satisfy, _) => (draft.MinSentences, draft.MaxSentences) = WordForms.Range(arguments, "relation", "num_sentences", satisfy)),
        new("length_constraints:number_paragraphs", "layout",
            ["in {num_paragraphs} paragraphs separated by ***", "with {num_paragraphs} paragraphs and *** between them", "using {num_paragraphs} paragraphs split by ***", "so that *** parts it into {num_paragraphs} paragraphs"],
            (_, random, _) => ConstraintArguments.Of(("num_paragraphs", random.Between(2, 3))),
            (draft, arguments, satisfy, random) => Parts(draft, Layout.StarredParagraphs, arguments.RequireInt32("num_paragraphs"), satisfy, random)),
        new("detectable_format:number_bullet_lists", "layout",
            ["with exactly {num_bullets} bullet points", "in exactly {num_bullets} bullet points", "using exactly {num_bullets} bullets such as * this", "so that it has exactly {num_bullets} bullets"],
            (_, random, _) => ConstraintArguments.Of(("num_bullets", random.Between(2, 4))),
            (draft, arguments, satisfy, random) => Parts(draft, Layout.Bullets, arguments.RequireInt32("num_bullets"), satisfy, random)),
        new("length_constraints:nth_paragraph_first_word", "layout",
            ["in {num_paragraphs} paragraphs split by blank lines and with {first_word} as the first word of paragraph {nth_paragraph}", "with {num_paragraphs} paragraphs split by blank lines where paragraph {nth_paragraph} starts with {first_word}", "using {num_paragraphs} paragraphs with blank lines between them and {first_word} at the start of paragraph {nth_paragraph}", "so that blank lines part it into {num_paragraphs} paragraphs and number {nth_paragraph} begins with {first_word}"],
            (_, random, _) => ConstraintArguments.Of(("num_paragraphs", random.Between(2, 3)), ("nth_paragraph", 2), ("first_word", random.Pick(FirstWords))),
            (draft, arguments, satisfy, random) =>
            {
                bool rightCount = satisfy || random.Chance(0.5);
                Parts(draft, Layout.BlankParagraphs, arguments.RequireInt32("num_paragraphs"), rightCount, random);
                if (satisfy || !rightCount)
                    draft.FirstWord = arguments.RequireString("first_word");
            }),
        new("detectable_format:multiple_sections", "layout",
            ["in {num_sections} sections that start with {section_spliter} 1 and so on", "with {num_sections} sections marked {section_spliter} 1 and so on", "using {num_sections} sections called {section_spliter} 1 and so on", "so that {num_sections} sections begin with {section_spliter} 1 and so on"],
            (_, random, _) => ConstraintArguments.Of(("section_spliter", "SECTION"), ("num_sections", random.Between(2, 3))),
            (draft, arguments, satisfy, random) =>
            {
                int n = arguments.RequireInt32("num_sections");
                if (satisfy || n > 2 && random.Chance(0.5))
                    (draft.Layout, draft.Parts) = (Layout.Sections, satisfy ? n : n - 1);
            }),
        new("combination:two_responses", "layout",
            ["as two different answers separated by ******", "with two different answers and ****** between them", "giving two answers split by ******", "so that ****** parts two different answers"],
            (_, _, _) => ConstraintArguments.Empty,
            (draft, _, satisfy, _) =>
            {
                if (satisfy)
                    (draft.Layout, draft.Parts) = (Layout.TwoResponses, 2);
            }),
        new("detectable_format:title", "title",
            ["with a title in double angular brackets such as <<title>>", "under a title such as <<title>>", "starting from a <<title>>", "headed by a title in << and >>"],
            (_, _, _) => ConstraintArguments.Empty,
            (draft, _, satisfy, _) => draft.HasTitle = satisfy),
        new("detectable_format:number_highlighted_sections", "highlights",
            ["with at least {num_highlights} words marked like *this*", "highlighting at least {num_highlights} words like *this*", "with stars around at least {num_highlights} words as in *word*", "so that at least {num_highlights} words are between single stars"],
            (_, random, _) => ConstraintArguments.Of(("num_highlights", random.Between(2, 3))),
            (draft, arguments, satisfy, random) =>
            {
                int n = arguments.RequireInt32("num_highlights");
                draft.Highlights = satisfy ? n : random.Next(n);
            }),
        new("detectable_content:postscript", "postscript",
            ["with a postscript that starts with {postscript_marker}", "adding a postscript with {postscript_marker} at the end", "with a {postscript_marker} after the text", "so that a {postscript_marker} follows the text"],
            (_, random, _) => ConstraintArguments.Of(("postscript_marker", random.Chance(0.7) ? "P.S." : "P.P.S")),
            (draft, arguments, satisfy, _) => draft.Postscript = satisfy ? arguments.RequireString("postscript_marker") : null),
        new("detectable_content:number_placeholders", "placeholders",
            ["with at least {num_placeholders} placeholders in square brackets such as [name]", "using at least {num_placeholders} placeholders like [name]", "leaving at least {num_placeholders} gaps such as [name]", "so that at least {num_placeholders} gaps like [name] remain"],
            (_, random, _) => ConstraintArguments.Of(("num_placeholders", random.Between(2, 3))),
            (draft, arguments, satisfy, random) =>
            {
                int n = arguments.RequireInt32("num_placeholders");
                draft.Placeholders = satisfy ? n : random.Next(n);
            }),
        new("startend:quotation", "quotation",
            ["inside double quotation marks", "wrapped in double quotation marks", "with double quotation marks around everything", "so that quotation marks enclose it all"],
            (_, _, _) => ConstraintArguments.Empty,
            (draft, _, satisfy, _) => draft.Quoted = satisfy),
        new("startend:end_checker", "end",
            ["with these last words: \"{end_phrase}\"", "finishing with the exact phrase \"{end_phrase}\"", "so that it ends with \"{end_phrase}\"", "with nothing after the phrase \"{end_phrase}\""],
            (_, random, _) => ConstraintArguments.Of(("end_phrase", random.Pick(EndPhrases))),
            (draft, arguments, satisfy, _) => draft.EndPhrase = satisfy ? arguments.RequireString("end_phrase") : null),
    ];

    // A violating author forgets the layout, or miscounts by one.
    private static void Parts(Draft draft, Layout layout, int count, bool satisfy, PrimerRandom random)
    {
        if (satisfy)
            (draft.Layout, draft.Parts) = (layout, count);
        else if (random.Chance(0.5))
            (draft.Layout, draft.Parts) = (layout, count == 2 || random.Chance(0.5) ? count + 1 : count - 1);
    }
}
