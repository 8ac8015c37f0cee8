using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Synthesis;

/// <summary>How the answer is laid out.</summary>
internal static class FormatTemplates
{
    public static IReadOnlyList<HardTemplate> All { get; } =
    [
        new("detectable_format:number_bullet_lists", Bullets),
        new("detectable_format:number_highlighted_sections", Highlights),
        new("detectable_format:multiple_sections", Sections),
        new("detectable_format:title", Title),
        new("detectable_format:json_format", Json),
        new("detectable_format:constrained_response", Options),
        new("detectable_content:number_placeholders", Placeholders),
        new("combination:two_responses", TwoResponses),
        new("combination:repeat_prompt", Repeat),
    ];

    private static HardDraft? Bullets(DraftContext context)
    {
        if (context.Seed.SaysFormat || (!context.Seed.IsListLike && context.Random.Chance(0.5)))
            return null;
        int count = context.Random.Between(2, Math.Clamp(context.Seed.AnswerWords / 20, 3, 7));
        return new HardDraft(ConstraintArguments.Of(("num_bullets", count)),
            $"Your answer must contain exactly {count} bullet points. Use the markdown bullets such as: * This is a point.",
            $"Include exactly {count} bullet points in your response, in markdown (* like this).",
            $"Structure the answer with exactly {count} markdown bullet points (* a point).",
            $"Use exactly {count} bullet points in markdown format, such as: * This is a point.");
    }

    private static HardDraft? Highlights(DraftContext context)
    {
        int count = context.Random.Between(1, Math.Clamp(context.Seed.AnswerWords / 30, 2, 5));
        string sections = count == 1 ? "1 section" : $"{count} sections";
        return new HardDraft(ConstraintArguments.Of(("num_highlights", count)),
            $"Highlight at least {sections} in your answer with markdown, i.e. *highlighted section*.",
            $"Highlight at least {sections} of your response in markdown such as *highlighted section*.",
            $"Use markdown to highlight at least {sections} of your answer, for example: *highlighted section*.");
    }

    private static HardDraft? Sections(DraftContext context)
    {
        if (context.Seed.SaysFormat || context.Seed.AnswerWords < 60)
            return null;
        int count = context.Random.Between(2, Math.Clamp(context.Seed.AnswerWords / 40, 2, 5));
        string word = context.Random.Pick(["Section", "SECTION", "Part", "PARAGRAPH", "Chapter", "Day", "Topic"]);
        // A plan runs over days; other answers do not.
        if (word == "Day" && !context.Seed.Text.Contains("day", StringComparison.OrdinalIgnoreCase) && !context.Seed.Text.Contains("trip", StringComparison.OrdinalIgnoreCase))
            word = "Section";
        // The marker is looked for as it is written.
        if (context.Has("change_case:english_capital"))
            word = "SECTION";
        return new HardDraft(ConstraintArguments.Of(("section_spliter", word), ("num_sections", count)),
            $"Your response must have {count} sections. Mark the beginning of each section with {word} X, such as: {word} 1.",
            $"Divide your answer into {count} sections, each marked with {word} X, such as {word} 1.",
            $"The response should have {count} sections, with each section marked with {word} X.");
    }

    private static HardDraft? Title(DraftContext context) =>
        context.Seed.IsCode ? null : new HardDraft(ConstraintArguments.Empty,
            "Your answer must contain a title, wrapped in double angular brackets, such as <<poem of joy>>.",
            "Give your answer a title wrapped in double angular brackets, such as <<title>>.",
            "Put a title in double angular brackets, i.e. <<title>>, at the top.",
            "Include a title, wrapped in double angular brackets like <<this>>.");

    private static HardDraft? Json(DraftContext context) =>
        context.Seed.SaysFormat || context.Seed.IsCode || context.Random.Chance(0.5) ? null : new HardDraft(ConstraintArguments.Empty,
            "Entire output should be wrapped in JSON format. You can use markdown ticks such as ```.",
            "Wrap the entire response in JSON format.",
            "Give your whole answer in JSON format, optionally inside markdown ticks such as ```json.",
            "The entire output must be valid JSON.");

    private static HardDraft? Options(DraftContext context) =>
        !context.Seed.IsYesNo ? null : new HardDraft(ConstraintArguments.Empty,
            "Answer with one of the following options: \"My answer is yes.\", \"My answer is no.\", \"My answer is maybe.\"",
            "Choose from the following phrases for your answer: \"My answer is yes.\", \"My answer is no.\", \"My answer is maybe.\"",
            "Your answer must be one of these: \"My answer is yes.\", \"My answer is no.\" or \"My answer is maybe.\"");

    private static HardDraft? Placeholders(DraftContext context)
    {
        if (context.Seed.IsCode)
            return null;
        int count = context.Random.Between(1, 4);
        string placeholders = count == 1 ? "1 placeholder" : $"{count} placeholders";
        return new HardDraft(ConstraintArguments.Of(("num_placeholders", count)),
            $"The response must contain at least {placeholders} represented by square brackets, such as [address].",
            $"Include at least {placeholders} in square brackets, such as [name].",
            $"Use at least {placeholders} represented by square brackets, such as [date] or [place].",
            $"Make sure to include at least {placeholders} in square brackets, e.g. [restaurant].");
    }

    private static HardDraft? TwoResponses(DraftContext context) =>
        context.Seed.IsCode || context.Random.Chance(0.5) ? null : new HardDraft(ConstraintArguments.Empty,
            "Give two different responses. Separate the responses with 6 asterisk symbols: ******.",
            "Give two different responses, separated by 6 asterisk symbols: ******.",
            "Provide exactly two different answers. Separate them with 6 asterisk symbols (******).");

    private static HardDraft? Repeat(DraftContext context)
    {
        // Word for word repetition of a long passage tests patience, not understanding.
        if (context.Chosen.Count > 0 || string.IsNullOrWhiteSpace(context.Seed.Text) || context.Seed.Text.Length > 300 || context.Seed.Text.Contains('\n', StringComparison.Ordinal))
            return null;
        return new HardDraft(ConstraintArguments.Of(("prompt_to_repeat", context.Seed.Text)),
            "First repeat the request above word for word without change, then give your answer. Do not say any words or characters before repeating the request.",
            "Before you answer, repeat the request above word for word without change; the request does not include this sentence.",
            "First, repeat the request above word for word without change, then answer it. The request you need to repeat does not include this sentence.");
    }
}
