using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Primer.Soft;

/// <summary>A dimension of style or content, such as tone, with the values that can be asked of it.</summary>
/// <param name="Name">"tone"; its constraint id is "primer:tone".</param>
/// <param name="Writes">How many marks of a value the author writes; one makes it true.</param>
/// <param name="Counts">Whether the author's marks must be different ones.</param>
/// <param name="Scope">Where in the text they count.</param>
public sealed record SoftType(string Name, SoftCategory Category, int Writes, MarkCount Counts, MarkScope Scope, IReadOnlyList<SoftValue> Values)
{
    public string Id { get; } = "primer:" + Name;

    public SoftValue? Find(string value) => Values.FirstOrDefault(v => v.Name == value);
}

/// <summary>One value of a soft type: how it is asked for, how an author shows it, by what it is known.</summary>
/// <param name="Contradicts">Values of the same type that no text has together with this one.</param>
/// <param name="Asks">Ways to ask for it that follow "Write".</param>
/// <param name="Fragments">What an author can put into a text to show it.</param>
/// <param name="Marks">What it is known by: words as <see cref="MarkedText"/> normalises them.</param>
public sealed record SoftValue(
    string Name, IReadOnlyList<string> Contradicts, PrimerPhrases Asks, IReadOnlyList<SoftFragment> Fragments, IReadOnlyList<string> Marks);

/// <summary>A piece of text that shows a soft value.</summary>
/// <param name="Template">May hold {The}, {the}, {a}, {adj}, {adj2}, {place}, {does}, {part}, {use}.</param>
/// <param name="Mark">Its first mark, to tell fragments with different marks apart.</param>
public sealed record SoftFragment(FragmentPlace Place, string Template, string Mark)
{
    public bool HasComma { get; } = Template.Contains(',');

    public bool NamesTopic { get; } = Template.Contains("{the}") || Template.Contains("{The}") || Template.Contains("{a}");
}

public enum FragmentPlace
{
    Before,
    After,
    Sentence,
}

public enum MarkCount
{
    Different,
    All,
}

public enum MarkScope
{
    Anywhere,

    /// <summary>The first words, after a title.</summary>
    Opening,

    /// <summary>The last words.</summary>
    Closing,
}
