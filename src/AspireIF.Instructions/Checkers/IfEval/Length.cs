using System.Buffers;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Text;

namespace AspireIF.Instructions.Checkers.IfEval;

/// <summary>length_constraints:number_sentences, number_words, number_paragraphs, nth_paragraph_first_word.</summary>
internal static class Length
{
    public static ConstraintType NumberOfSentences { get; } = new(
        "length_constraints:number_sentences",
        [new("num_sentences", ParameterKind.Integer), new("relation", ParameterKind.Relation)],
        a => $"Your response should contain {Phrase.Count(Comparison.Read(a, "relation", "num_sentences"), "sentence")}.")
    {
        Bind = a => new CountCheck("sentence", Comparison.Read(a, "relation", "num_sentences"), static text => Sentences.Count(text)),
    };

    public static ConstraintType NumberOfWords { get; } = new(
        "length_constraints:number_words",
        [new("num_words", ParameterKind.Integer), new("relation", ParameterKind.Relation)],
        a => $"Answer with {Phrase.Count(Comparison.Read(a, "relation", "num_words"), "word")}.")
    {
        Bind = a => new CountCheck("word", Comparison.Read(a, "relation", "num_words"), static text => Words.Count(text)),
    };

    public static ConstraintType NumberOfParagraphs { get; } = new(
        "length_constraints:number_paragraphs",
        [new("num_paragraphs", ParameterKind.Integer)],
        a => $"There should be exactly {Phrase.Count(a.RequireCount("num_paragraphs"), "paragraph")}, separated with the markdown divider ***.")
    {
        Bind = a => new DividedParagraphsCheck(a.RequireCount("num_paragraphs")),
    };

    public static ConstraintType NthParagraphFirstWord { get; } = new(
        "length_constraints:nth_paragraph_first_word",
        [new("num_paragraphs", ParameterKind.Integer), new("nth_paragraph", ParameterKind.Integer), new("first_word", ParameterKind.String)],
        a => $"There should be exactly {Phrase.Count(a.RequireCount("num_paragraphs"), "paragraph")}, separated by two line breaks, and paragraph "
            + $"{ReadNth(a)} must start with the word \"{a.RequireString("first_word")}\".")
    {
        Bind = a => new FirstWordCheck(a.RequireCount("num_paragraphs"), ReadNth(a), a.RequireString("first_word")),
    };

    private static int ReadNth(ConstraintArguments arguments)
    {
        int nth = arguments.RequireCount("nth_paragraph"), count = arguments.RequireCount("num_paragraphs");
        return nth >= 1 && nth <= count ? nth : throw new ConstraintArgumentException("nth_paragraph", $"{nth}", $"from 1 to num_paragraphs, which is {count}");
    }

    /// <summary>Paragraphs between dividers; blank ones are dropped at both ends only and are an error in between.</summary>
    private sealed class DividedParagraphsCheck(int asked) : ResponseCheck
    {
        private const string Divider = "***";

        protected override Verdict CheckText(string response)
        {
            ReadOnlySpan<char> text = response;
            int count = 0, start = 0;
            while (true)
            {
                int found = text[start..].IndexOf(Divider);
                int end = found < 0 ? text.Length : start + found;
                if (!PythonText.IsBlank(text[start..end]))
                    count++;
                else if (start > 0 && found >= 0)
                    return Verdict.Violated("two dividers *** have no paragraph between them", new TextSpan(start - Divider.Length, end + Divider.Length));
                if (found < 0)
                    break;
                start = end + Divider.Length;
            }
            return count == asked ? Verdict.Followed : Verdict.Violated($"{Phrase.Count(count, "paragraph")} divided by *** found, {asked} asked for");
        }
    }

    private sealed class FirstWordCheck(int paragraphs, int nth, string word) : ResponseCheck
    {
        private static readonly SearchValues<char> WordPunctuation = SearchValues.Create(".,?!'\"");

        private readonly string _word = PythonText.Lower(word);

        protected override Verdict CheckText(string response)
        {
            ReadOnlySpan<char> text = response;
            int count = 0, index = 0;
            TextSpan paragraph = default;
            for (int start = 0; start >= 0;)
            {
                int found = text[start..].IndexOf("\n\n");
                int end = found < 0 ? text.Length : start + found;
                if (!PythonText.IsBlank(text[start..end]))
                    count++;
                // Blank paragraphs do not count towards the number, yet they take a place in the order.
                if (++index == nth)
                    paragraph = new TextSpan(start, end);
                start = found < 0 ? -1 : end + 2;
            }
            if (count != paragraphs)
                return Verdict.Violated($"{Phrase.Count(count, "paragraph")} found, {paragraphs} asked for");
            ReadOnlySpan<char> content = PythonText.Strip(paragraph.Of(text));
            if (content.IsEmpty)
                return Verdict.Violated($"paragraph {nth} is blank", paragraph);
            int space = PythonText.IndexOfSpace(content);
            ReadOnlySpan<char> first = (space < 0 ? content : content[..space]).TrimStart('\'').TrimStart('"');
            int punctuation = first.IndexOfAny(WordPunctuation);
            first = punctuation < 0 ? first : first[..punctuation];
            return IsWord(first) ? Verdict.Followed : Verdict.Violated($"paragraph {nth} starts with {Phrase.Quote(first)}, not {Phrase.Quote(word)}", paragraph);
        }

        // Letters are lower-cased one by one, so a sigma is never final.
        private bool IsWord(ReadOnlySpan<char> found)
        {
            ReadOnlySpan<char> rest = _word;
            for (int i = 0, length; i < found.Length; i += length)
            {
                int codePoint = CodePoints.At(found, i, out length);
                if (codePoint == 0x130)
                {
                    if (!rest.StartsWith("i\u0307"))
                        return false;
                    rest = rest[2..];
                    continue;
                }
                if (rest.IsEmpty || CodePoints.At(rest, 0, out int taken) != CaseFold.Lower(codePoint))
                    return false;
                rest = rest[taken..];
            }
            return rest.IsEmpty;
        }
    }
}
