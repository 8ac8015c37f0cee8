using System.Globalization;
using System.Text.Json;
using AspireIF.Instructions.Checkers.IfEval;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Text;

namespace AspireIF.Instructions.Checkers.IfBench;

/// <summary>The group ratio.</summary>
internal static class Ratios
{
    public static ConstraintType[] All { get; } =
    [
        new("ratio:stop_words", [new("percentage", ParameterKind.Number)],
            a => $"Ensure that stop words constitute no more than {Text(Percentage(a))}% of the total words in your response.")
        {
            Bind = a => StopWordShare(Percentage(a)),
        },
        new("ratio:overlap", [new("percentage", ParameterKind.Number), new("reference_text", ParameterKind.String)],
            a => $"Maintain a trigram overlap of {Text(Percentage(a))}% (±2%) with the provided reference text.")
        {
            Bind = a => Overlap(Percentage(a), a.RequireString("reference_text")),
        },
        new("ratio:sentence_type", [], _ => "Maintain a 2:1 ratio of declarative to interrogative sentences.")
        {
            Bind = _ => new FunctionCheck(text =>
            {
                var (statements, questions, _) = SentenceTypes(text);
                return statements == 2 * questions
                    ? Verdict.Followed
                    : Verdict.Violated($"{Phrase.Count(statements, "declarative sentence")} and {Phrase.Count(questions, "question")} found, twice as many of the first asked for");
            }),
        },
        new("ratio:sentence_balance", [], _ => "Ensure that the ratio of sentence types (declarative, interrogative, exclamatory) is balanced.")
        {
            Bind = _ => new FunctionCheck(text =>
            {
                var (statements, questions, exclamations) = SentenceTypes(text);
                return statements == questions && questions == exclamations
                    ? Verdict.Followed
                    : Verdict.Violated($"{Phrase.Count(statements, "declarative sentence")}, {Phrase.Count(questions, "question")} and {Phrase.Count(exclamations, "exclamation")} found, as many of each asked for");
            }),
        },
        new("ratio:sentence_words", [],
            _ => "Respond with three sentences, all containing the same number of characters but using all different words.")
        {
            Bind = _ => new FunctionCheck(EqualSentences),
        },
    ];

    private static double Percentage(ConstraintArguments arguments) => arguments.Find("percentage") switch
    {
        { ValueKind: JsonValueKind.Number } value when value.TryGetDouble(out double number) && number >= 0 => number,
        { } value => throw new ConstraintArgumentException("percentage", value.GetRawText(), "a number, 0 or more"),
        null => throw new ConstraintArgumentException("percentage", null, "a number, 0 or more"),
    };

    private static string Text(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    private static FunctionCheck StopWordShare(double most) => new(text =>
    {
        int words = 0, stopWords = 0;
        foreach (Range word in Words.Enumerate(text))
        {
            words++;
            if (StopWords.Contains(text.AsSpan(word)))
                stopWords++;
        }
        if (words == 0)
            return Verdict.Violated("no words found");
        double share = (double)stopWords / words * 100;
        return share <= most ? Verdict.Followed : Verdict.Violated($"{Text(share)}% of {Phrase.Count(words, "word")} are stop words, at most {Text(most)}% asked for");
    });

    // Trigrams of characters, each counted once.
    private static FunctionCheck Overlap(double percentage, string reference)
    {
        HashSet<(int, int, int)> expected = Trigrams(reference);
        return new(text =>
        {
            HashSet<(int, int, int)> found = Trigrams(text);
            if (found.Count == 0)
                return Verdict.Violated("fewer than three characters found");
            double overlap = (double)found.Count(expected.Contains) / found.Count * 100;
            return percentage - 2 <= overlap && overlap <= percentage + 2
                ? Verdict.Followed
                : Verdict.Violated($"trigram overlap of {Text(overlap)}% found, {Text(percentage)}% (±2%) asked for");
        });
    }

    private static HashSet<(int, int, int)> Trigrams(string text)
    {
        var trigrams = new HashSet<(int, int, int)>();
        int a = -1, b = -1;
        for (int i = 0; i < text.Length;)
        {
            int c = CodePoints.At(text, i, out int length);
            if (a >= 0)
                trigrams.Add((a, b, c));
            (a, b) = (b, c);
            i += length;
        }
        return trigrams;
    }

    private static (int Statements, int Questions, int Exclamations) SentenceTypes(string text)
    {
        int statements = 0, questions = 0, exclamations = 0;
        foreach (TextSpan sentence in Sentences.Split(text))
        {
            switch (text[sentence.End - 1])
            {
                case '.':
                    statements++;
                    break;
                case '?':
                    questions++;
                    break;
                case '!':
                    exclamations++;
                    break;
            }
        }
        return (statements, questions, exclamations);
    }

    // The official check asks for equal lengths only; that the words differ is not looked at.
    private static Verdict EqualSentences(string text)
    {
        List<string> sentences = BenchText.Sentences(text);
        if (sentences.Count != 3)
            return Verdict.Violated($"{Phrase.Count(sentences.Count, "sentence")} found, 3 asked for");
        int[] lengths = [.. sentences.Select(s => CodePoints.Count(PythonText.Strip(s)))];
        return lengths.Distinct().Count() == 1
            ? Verdict.Followed
            : Verdict.Violated($"the sentences have {lengths[0]}, {lengths[1]} and {lengths[2]} characters, equal numbers asked for");
    }
}
