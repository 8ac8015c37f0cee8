namespace AspireIF.Instructions.Primer.World;

/// <summary>A thing that the primer's texts are about, with the facts that its instructions state.</summary>
/// <param name="Name">"owl"; lower-case, without article.</param>
/// <param name="Article">"a", "an", or null for what is not counted.</param>
/// <param name="Kind">"bird".</param>
/// <param name="Adjectives">Three of them.</param>
/// <param name="Place">A verb phrase that follows "it": "lives in old trees". So are <paramref name="Does"/>, <paramref name="Part"/> and <paramref name="Use"/>.</param>
public sealed record PrimerTopic(
    string Name, string? Article, string Kind, IReadOnlyList<string> Adjectives, string Place, string Does, string Part, string Use)
{
    /// <summary>True when no training instruction is about it.</summary>
    public bool HeldOut { get; init; }

    /// <summary>"the owl", "rain".</summary>
    public string Definite => Article is null ? Name : "the " + Name;

    /// <summary>"an owl", "rain".</summary>
    public string Indefinite => Article is null ? Name : Article + " " + Name;

    /// <summary>The facts as an instruction states them.</summary>
    public string Facts => $"{Kind}; {Adjectives[0]}, {Adjectives[1]}, {Adjectives[2]}; {Place}; {Does}; {Part}; {Use}.";

    /// <summary>The four verb phrases: where, what it does, what it has, what it is good for.</summary>
    internal string Phrase(TopicFact fact) => fact switch
    {
        TopicFact.Place => Place,
        TopicFact.Does => Does,
        TopicFact.Part => Part,
        _ => Use,
    };
}

internal enum TopicFact
{
    Place,
    Does,
    Part,
    Use,
}
