using AspireIF.Instructions.Checkers.IfEval;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Text;
using AspireIF.Instructions.Text.Patterns;

namespace AspireIF.Instructions.Checkers.IfBench;

/// <summary>The group sentence.</summary>
internal static class SentenceRules
{
    public static ConstraintType[] All { get; } =
    [
        new("sentence:keyword", [new("word", ParameterKind.String), new("N", ParameterKind.Integer)],
            a => $"The response must include keyword \"{a.RequireString("word")}\" in the {Counts.Ordinal(Counts.Position(a, "N"))} sentence.")
        {
            Bind = a => Keyword(a.RequireString("word"), Counts.Position(a, "N")),
        },
        new("sentence:increment", [new("small_n", ParameterKind.Integer)],
            a => $"Each sentence must contain exactly {a.RequireCount("small_n")} more words than the previous one.")
        {
            Bind = a => Increment(a.RequireCount("small_n")),
        },
        new("sentence:alliteration_increment", [], _ => "Each sentence must have a longer sequence of consecutive alliterative words than the previous one.")
        {
            Bind = _ => new FunctionCheck(AlliterationIncrement),
        },
    ];

    private static FunctionCheck Keyword(string word, int sentence)
    {
        var pattern = new PythonPattern(@"\b" + Escape(word) + @"\b", ignoreCase: true);
        return new(text =>
        {
            List<TextSpan> sentences = Sentences.Split(text);
            if (sentences.Count < sentence)
                return Verdict.Violated($"{Phrase.Count(sentences.Count, "sentence")} found, at least {sentence} needed");
            return pattern.Search(sentences[sentence - 1].Of(text)) is null
                ? Verdict.Violated($"sentence {sentence} does not include {Phrase.Quote(word)}", sentences[sentence - 1])
                : Verdict.Followed;
        });
    }

    private static string Escape(string literal) => string.Concat(literal.Select(c => c < 128 && !char.IsAsciiLetterOrDigit(c) ? $"\\{c}" : c.ToString()));

    private static FunctionCheck Increment(int step) => new(text =>
    {
        int previous = -1, number = 0;
        foreach (string sentence in BenchText.Sentences(text))
        {
            int words = BenchText.Split(BenchText.WithoutPunctuation(sentence)).Count;
            number++;
            if (previous >= 0 && words != (long)previous + step)
                return Verdict.Violated($"sentence {number} has {Phrase.Count(words, "word")} after one with {previous}, {(long)previous + step} asked for");
            previous = words;
        }
        return Verdict.Followed;
    });

    // Every run of words with the same first letter counts with its length; a sentence's runs are added up.
    private static Verdict AlliterationIncrement(string text)
    {
        int previous = -1, number = 0;
        foreach (string sentence in BenchText.Sentences(text))
        {
            number++;
            string[] words = [.. BenchText.Split(PythonText.Lower(sentence)).Select(w => BenchText.TrimStart(w)).Where(w => w.Length > 0)];
            int alliteration = 0;
            bool inRun = false;
            for (int i = 1; i < words.Length; i++)
            {
                bool same = BenchText.First(words[i]) == BenchText.First(words[i - 1]);
                if (same)
                    alliteration += inRun ? 1 : 2;
                inRun = same;
            }
            if (alliteration <= previous)
                return Verdict.Violated($"sentence {number} has {Phrase.Count(alliteration, "alliterative word")}, the one before {previous}");
            previous = alliteration;
        }
        return Verdict.Followed;
    }
}
