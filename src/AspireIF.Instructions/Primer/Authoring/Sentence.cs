namespace AspireIF.Instructions.Primer.Authoring;

/// <summary>A sentence that is still being written.</summary>
/// <param name="core">Without first capital and full stop: "it lives in old trees".</param>
internal sealed class Sentence(string core)
{
    public string Core { get; } = core;

    /// <summary>"In fact": gives way to a fragment before the sentence.</summary>
    public string? Lead { get; set; }

    public string? Before { get; set; }

    public string? After { get; set; }

    /// <summary>False for one that shows a soft value or is there for a hard constraint: it takes no further fragments and is not dropped.</summary>
    public bool IsFact { get; init; }

    public string Text
    {
        get
        {
            string text = (Before ?? Lead) is { } start ? start + " " + Core : Core;
            string end = After is null ? text : After[0] == ',' ? text + After : text + " " + After;
            return char.ToUpperInvariant(end[0]) + end[1..] + (end[^1] is '?' or '.' ? "" : ".");
        }
    }
}
