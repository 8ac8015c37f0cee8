using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Synthesis;

/// <summary>A kind of soft constraint, such as the tone, with the values it can take and the ways to ask for one.</summary>
/// <param name="Name">Unique among the kinds; the argument "kind" of a constraint.</param>
/// <param name="Frames">Sentences in which {v} stands for the value and {a} for the value with "a" or "an" before it.</param>
public sealed record SoftKind(string Name, SoftCategory Category, IReadOnlyList<SoftValue> Values, IReadOnlyList<string> Frames)
{
    /// <summary>The constraint type (<see cref="SoftTypes"/>).</summary>
    public string Id { get; init; } = Category switch
    {
        SoftCategory.Style => SoftTypes.Style,
        SoftCategory.Persona => SoftTypes.RolePlay,
        SoftCategory.Situation => SoftTypes.Suggestion,
        SoftCategory.Audience => SoftTypes.Audience,
        SoftCategory.Language => SoftTypes.Language,
        SoftCategory.Content => SoftTypes.Content,
        SoftCategory.Format => SoftTypes.Format,
        _ => SoftTypes.Open,
    };

    /// <summary>Kinds with the same group speak of the same thing (who speaks, what form the answer has): one of them at most in an instruction.</summary>
    public string Group { get; init; } = Name;

    /// <summary>No answer shows two of the values: any two contradict each other, across the group.</summary>
    public bool IsExclusive { get; init; }

    /// <summary>Hard types that cannot stand beside this kind.</summary>
    public IReadOnlyList<string> Clashes { get; init; } = [];

    public SoftValue? Find(string value) => Values.FirstOrDefault(v => v.Text == value);
}

/// <summary>A value of a soft kind. Two values contradict each other when one has a trait that the other has negated ("+glad", "-glad"), whatever their kinds.</summary>
/// <param name="Traits">Separated by blanks, each with its sign.</param>
public sealed record SoftValue(string Text, string Traits = "")
{
    public static implicit operator SoftValue(string text) => text.Split('|') is [var value, var traits] ? new(value.Trim(), traits.Trim()) : new(text);

    public bool Contradicts(SoftValue other)
    {
        if (Traits.Length == 0 || other.Traits.Length == 0)
            return false;
        string[] others = other.Traits.Split(' ');
        return Traits.Split(' ').Any(t => others.Contains((t[0] == '+' ? "-" : "+") + t[1..]));
    }
}
