namespace AspireIF.Instructions.Constraints;

/// <summary>
/// The soft constraint types of plain instructions. The first six ids are those of the verl-if training data; the others, "soft:category", name what it has no id for.
/// </summary>
public static class SoftTypes
{
    public const string Style = "style:open_ended";
    public const string Content = "soft_content:open_ended";
    public const string Language = "soft_content:language";
    public const string RolePlay = "situation:role_play";
    public const string Story = "situation:story_generation";
    public const string Suggestion = "situation:suggestion";
    public const string Audience = "soft:audience";
    public const string Format = "soft:format";
    public const string Open = "soft:open";

    public static IReadOnlyList<ConstraintType> All { get; } =
    [
        Type(Style, SoftCategory.Style, "Keep to the style and tone asked for."),
        Type(Content, SoftCategory.Content, "Say what is asked for."),
        Type(Language, SoftCategory.Language, "Choose your words as asked."),
        Type(RolePlay, SoftCategory.Persona, "Answer in the role asked for."),
        Type(Story, SoftCategory.Situation, "Build the story as asked."),
        Type(Suggestion, SoftCategory.Situation, "Fit the answer to the situation described."),
        Type(Audience, SoftCategory.Audience, "Write for the audience asked for."),
        Type(Format, SoftCategory.Format, "Lay the answer out as asked."),
        Type(Open, SoftCategory.Open, "Do as is asked."),
    ];

    private static ConstraintType Type(string id, SoftCategory category, string otherwise) =>
        new(id, [new("text", ParameterKind.String, Optional: true)], arguments => arguments.FindString("text") ?? otherwise) { Category = category };
}
