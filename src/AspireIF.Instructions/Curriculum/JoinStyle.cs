namespace AspireIF.Instructions.Curriculum;

/// <summary>How the constraints follow the seed.</summary>
public enum JoinStyle
{
    /// <summary>As further sentences of the seed's paragraph.</summary>
    Sentences,

    /// <summary>As a paragraph of their own.</summary>
    Paragraph,

    /// <summary>As a list with dashes under a short heading.</summary>
    Bullets,

    /// <summary>As a numbered list under a short heading.</summary>
    Numbers,
}
