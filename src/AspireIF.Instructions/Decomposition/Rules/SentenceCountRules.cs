using System.Text.RegularExpressions;

namespace AspireIF.Instructions.Decomposition.Rules;

/// <summary>length_constraints:number_sentences.</summary>
internal static class SentenceCountRules
{
    private static readonly Pattern Phrase = new("sentence", @"(?<q>#)(?: ?- ?| )?(?:(?:short|long|complete|full|different|total|concise|simple|well-formed) ){0,2}sentences?\b(?: (?:long )?(?<post>or (?:more|less|fewer|under|longer|shorter)|(?:at )?(?:the )?(?:minimum|maximum|max|min|least|most)\b))?");

    private static readonly Pattern Total = new("sentence", @"(?:(?:number|count|amount|total) of sentences|sentence (?:count|limit))[^#]{0,60}(?<q>#)");

    private static readonly Pattern NotTheAnswer = new("", @"(?:first|last|next|these|those|following|each|every|above|line|given) (?:\w+ (?:should|must) (?:contain|have|be) )?$|(?:paragraph|section|bullet|item|line)s?\b[^.,;#]{0,30}$|\((?:just |only )?$");

    private static readonly Pattern Given = new("", @"^ (?:below|above|given|only\))|^ (?:per|in each|for each|each)\b");

    public static void Find(Findings findings)
    {
        string text = findings.Unit.Text;
        foreach (Match match in Phrase.In(text).Concat(Total.In(text)))
        {
            int end = match.Index + match.Length;
            if (match.Value[0] == MaskedText.Quantity && NotTheAnswer.IsIn(text[..match.Index]) || Given.IsIn(text[end..]) || findings.All.Any(f => f.Id == Id && f.End >= findings.Unit.Start + match.Index && f.Start <= findings.Unit.Start + end))
                continue;
            findings.AddCount(Id, match.Index, end, Counts.WithPost(findings.Unit.Quantity(match.Groups["q"].Index), match), "num_sentences");
        }
    }

    private const string Id = "length_constraints:number_sentences";
}
