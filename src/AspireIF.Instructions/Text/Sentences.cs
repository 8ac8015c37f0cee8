using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Text.Punkt;

namespace AspireIF.Instructions.Text;

/// <summary>
/// English sentences as NLTK's Punkt tokenizer splits them (Kiss and Strunk, "Unsupervised Multilingual Sentence Boundary Detection",
/// Computational Linguistics 32, 2006), which is what IFEval counts. Only <c>. ? !</c> end sentences; a newline does not.
/// </summary>
public static class Sentences
{
    /// <summary>How many sentences the text has; 0 for a blank one.</summary>
    public static int Count(ReadOnlySpan<char> text) => PunktSplitter.Split(text, null);

    /// <summary>The sentences in order, without the white space between them. The first one keeps leading white space, as in NLTK.</summary>
    public static List<TextSpan> Split(ReadOnlySpan<char> text)
    {
        var spans = new List<TextSpan>();
        PunktSplitter.Split(text, spans);
        return spans;
    }
}
