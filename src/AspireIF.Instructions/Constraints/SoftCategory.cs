namespace AspireIF.Instructions.Constraints;

/// <summary>What a soft constraint is about: the kinds of demand that no rule can check.</summary>
public enum SoftCategory
{
    /// <summary>Tone, register, rhetorical device: "in a cheerful tone".</summary>
    Style,

    /// <summary>Who speaks: "answer as a pirate".</summary>
    Persona,

    /// <summary>The circumstances in which the answer is given: "you are stuck in an airport".</summary>
    Situation,

    /// <summary>Who is addressed: "for a ten-year-old".</summary>
    Audience,

    /// <summary>How words are chosen: "use simple vocabulary", "mix French and English".</summary>
    Language,

    /// <summary>What must be said: "mention two benefits".</summary>
    Content,

    /// <summary>How it is laid out, beyond what a rule can see: "as a diary entry".</summary>
    Format,

    /// <summary>Any other demand.</summary>
    Open,
}
