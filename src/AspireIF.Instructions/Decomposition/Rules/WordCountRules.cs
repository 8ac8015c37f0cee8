using System.Text.RegularExpressions;
using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Decomposition.Rules;

/// <summary>length_constraints:number_words.</summary>
internal static class WordCountRules
{
    private const string Id = "length_constraints:number_words";

    private static readonly Pattern Phrase = new("word", @"(?<q>#)(?: ?- ?| )?(?:english |total |single )?words?\b(?: (?<post>or (?:more|less|fewer|under|longer|shorter)|(?:at )?(?:the )?(?:minimum|maximum|max|min|least|most)\b))?");

    private static readonly Pattern Total = new("word", @"(?:(?:number|count|amount|total) of words|word (?:count|limit|total))[^#]{0,60}(?<q>#)");

    // "answer with at least 14": words go without saying.
    private static readonly Pattern Bare = new("with #".Replace('#', MaskedText.Quantity), @"\b(?:answer|respond|reply) with (?<q>#)[.!]*$");

    private static readonly Pattern OtherAfter = new(" ", @"^ ?(?:(?:be |that are |are |which are )?(?:in |with |written in )?(?:all|full|only)?[- ]?(?:cap|upper|block)|or phrases|or sections|(?:should|must) be (?:highl|bold|ital|cap|in all)|(?:starting|beginning|ending|that (?:start|begin|end)) |(?:per|in (?:each|every)|each|from the (?:text|passage|original)))");

    private static readonly Pattern OtherBefore = new("", @"(?:highlight\w*|italiciz\w*|bold\w*|emphasi[sz]e\w*|capitali[sz]\w*|(?:first|last|next|these|those|each|every|following|paragraph|bullet point|line|sentence)(?: of (?:them|these|those|the \w+))? (?:has |should (?:have|be|contain) |must (?:have|be|contain) |with |of |is |contains? )?)[^.#]{0,12}$");

    public static void Find(Findings findings)
    {
        string text = findings.Unit.Text;
        foreach (Match match in Phrase.In(text).Concat(Total.In(text)).Concat(Bare.In(text)))
        {
            Group q = match.Groups["q"];
            int end = match.Index + match.Length;
            if (OtherAfter.IsIn(text[end..]) || OtherBefore.IsIn(text[..match.Index]))
                continue;
            Quantity quantity = Counts.WithPost(findings.Unit.Quantity(q.Index), match);
            // "A 500-word story" is about 500 words long, which neither relation says: a soft demand on length.
            if (quantity.Bound is Bound.None or Bound.Around)
                findings.Add(SoftTypes.Language, match.Index, end);
            else
                findings.AddCount(Id, match.Index, end, quantity, "num_words");
        }
    }
}
