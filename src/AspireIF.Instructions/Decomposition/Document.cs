using AspireIF.Instructions.Decomposition.Rules;

namespace AspireIF.Instructions.Decomposition;

/// <summary>A prompt cut into units: sentences, list items, lines.</summary>
internal sealed class Document
{
    public Document(string prompt)
    {
        Masked = new MaskedText(prompt);
        Units = UnitSplitter.Split(Masked).Select((span, index) => new Unit(this, index, span.Start, span.End)).ToArray();
        AnswerOptions = FormatRules.FindOptions(this);
    }

    public MaskedText Masked { get; }

    public IReadOnlyList<Unit> Units { get; }

    /// <summary>The unit that names the options of a constrained response, if the prompt has them.</summary>
    public Unit? AnswerOptions { get; }
}

/// <summary>One sentence, list item or line of the masked prompt, without surrounding blanks.</summary>
internal sealed class Unit(Document document, int index, int start, int end)
{
    public Document Document { get; } = document;

    public int Index { get; } = index;

    public int Start { get; } = start;

    public int End { get; } = end;

    public string Text { get; } = document.Masked.Text[start..end];

    public Unit? Next => Index + 1 < Document.Units.Count ? Document.Units[Index + 1] : null;

    public Unit? Previous => Index > 0 ? Document.Units[Index - 1] : null;

    public Quantity Quantity(int position) => Document.Masked.QuantityAt(Start + position);

    public string Content(int position) => Document.Masked.ContentAt(Start + position);

    public string Original(int from, int to) => Document.Masked.Original(Start + from, Start + to);
}
