namespace AspireIF.Instructions.Primer.Authoring;

/// <summary>What an author has decided about a text before writing it: the counts and parts that hard constraints ask for, or that violate them.</summary>
internal sealed class Draft
{
    public int MinWords { get; set; }
    public int MaxWords { get; set; } = int.MaxValue;
    public int MinSentences { get; set; }
    public int MaxSentences { get; set; } = int.MaxValue;

    /// <summary>How often the topic's name occurs.</summary>
    public int MinNames { get; set; }
    public int MaxNames { get; set; } = int.MaxValue;

    public char Letter { get; set; }
    public int MinLetters { get; set; }
    public int MaxLetters { get; set; } = int.MaxValue;

    public bool NoCommas { get; set; }
    public bool WantsComma { get; set; }

    /// <summary>Words that must not occur.</summary>
    public List<string> Avoid { get; } = [];

    /// <summary>Words that must occur, each so many times.</summary>
    public List<(string Word, int Times)> Required { get; } = [];

    public Layout Layout { get; set; }
    public int Parts { get; set; } = 1;

    /// <summary>The first word of the second part.</summary>
    public string? FirstWord { get; set; }

    public bool HasTitle { get; set; }
    public int Highlights { get; set; }
    public int CapitalWords { get; set; }
    public int Placeholders { get; set; }
    public string? Postscript { get; set; }
    public string? EndPhrase { get; set; }
    public bool Quoted { get; set; }
    public LetterCase Case { get; set; }

    public void Require(string word, int times)
    {
        if (times > 0)
            Required.Add((word, times));
    }
}

internal enum Layout
{
    Plain,
    Bullets,
    StarredParagraphs,
    BlankParagraphs,
    Sections,
    TwoResponses,
}

internal enum LetterCase
{
    Normal,
    Lower,
    Capital,
}
