using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Primer.Authoring;
using AspireIF.Instructions.Primer.World;

namespace AspireIF.Instructions.Primer.Hard;

/// <summary>Hard constraints on words, letters, case and commas.</summary>
internal static class WordForms
{
    /// <summary>Words that no topic owns; a sentence can bring any of them in.</summary>
    public static readonly string[] Nouns =
    [
        "candles", "buttons", "blankets", "bottles", "boxes", "letters", "wheels", "ribbons", "marbles", "shadows",
        "secrets", "riddles", "puzzles", "cousins", "dancers", "poets", "soldiers", "rituals", "gardens", "corners",
    ];

    private static readonly char[] Letters = ['b', 'g', 'k', 'm', 'p', 'u', 'w', 'y'];

    private const string AtLeast = "at least";
    private const string LessThan = "less than";

    public static IReadOnlyList<HardForm> All { get; } =
    [
        new("keywords:existence", "words",
            new(["with {}", "including {}", "using {}", "containing {}", "so that it has {}"],
                ["{keywords}", "{keywords} in it", "{keywords} somewhere", "{keywords} in the text"]),
            (topic, random, _) => ConstraintArguments.Of(("keywords", DistinctWords(random, random.Between(1, 2), Nouns))),
            (draft, arguments, satisfy, random) =>
            {
                var words = arguments.RequireStrings("keywords");
                int kept = satisfy ? words.Count : random.Next(words.Count);
                for (int i = 0; i < kept; i++)
                    draft.Require(words[i], 1);
            }),
        new("keywords:forbidden_words", "forbidden",
            new(["without {}", "not using {}", "avoiding {}", "leaving out {}", "never saying {}"],
                ["{forbidden_words}", "{forbidden_words} in it", "{forbidden_words} anywhere", "{forbidden_words} in the text"]),
            (topic, random, _) => ConstraintArguments.Of(("forbidden_words", DistinctWords(random, random.Between(1, 2), FactWords(topic)))),
            (draft, arguments, satisfy, random) =>
            {
                var words = arguments.RequireStrings("forbidden_words");
                if (satisfy)
                    draft.Avoid.AddRange(words);
                else
                    draft.Require(random.Pick(words), 1);
            }),
        new("keywords:frequency", "words",
            new(["with {}", "using {}", "saying {}", "containing {}", "so that it has {}"],
                ["the word {keyword} {relation} {frequency} times", "the word {keyword} {relation} {frequency} times in all", "the term {keyword} {relation} {frequency} times", "{relation} {frequency} times the word {keyword}"]),
            (topic, random, _) => random.Chance(0.5)
                ? ConstraintArguments.Of(("relation", AtLeast), ("keyword", random.Pick(Nouns)), ("frequency", 2))
                : random.Chance(0.6)
                    ? ConstraintArguments.Of(("relation", AtLeast), ("keyword", topic.Name), ("frequency", random.Between(3, 4)))
                    : ConstraintArguments.Of(("relation", LessThan), ("keyword", topic.Name), ("frequency", random.Between(2, 3))),
            (draft, arguments, satisfy, random) =>
            {
                string word = arguments.RequireString("keyword");
                var (min, max) = Range(arguments, "relation", "frequency", satisfy);
                if (Nouns.Contains(word))
                    draft.Require(word, max == int.MaxValue ? min : random.Between(0, max));
                else
                    (draft.MinNames, draft.MaxNames) = (min, max);
            }),
        new("keywords:letter_frequency", "amount",
            new(["with {}", "using {}", "having {}", "containing {}", "so that it has {}"],
                ["the letter {letter} {let_relation} {let_frequency} times", "the letter {letter} {let_relation} {let_frequency} times in all", "{let_relation} {let_frequency} times the letter {letter}", "{let_relation} {let_frequency} letters {letter}"]),
            (topic, random, soft) => random.Chance(0.5)
                ? ConstraintArguments.Of(("letter", random.Pick(Letters).ToString()), ("let_relation", AtLeast), ("let_frequency", random.Between(5, 7)))
                : ConstraintArguments.Of(("letter", random.Pick(Letters).ToString()), ("let_relation", LessThan), ("let_frequency", random.Between(4, 5) + soft)),
            (draft, arguments, satisfy, _) =>
            {
                draft.Letter = arguments.RequireString("letter")[0];
                (draft.MinLetters, draft.MaxLetters) = Range(arguments, "let_relation", "let_frequency", satisfy);
            }),
        new("punctuation:no_comma", "comma",
            new(["without {}", "not using {}", "avoiding {}", "leaving out {}", "free of {}"],
                ["commas", "any commas", "any comma", "commas anywhere"]),
            (_, _, _) => ConstraintArguments.Empty,
            (draft, _, satisfy, _) => (draft.NoCommas, draft.WantsComma) = (satisfy, !satisfy)),
        new("change_case:english_lowercase", "case",
            new(["in {}", "using {}", "with {}", "written in {}", "keeping to {}"],
                ["lower case only", "small letters only", "only lower case letters", "nothing but small letters"]),
            (_, _, _) => ConstraintArguments.Empty,
            (draft, _, satisfy, _) => draft.Case = satisfy ? LetterCase.Lower : LetterCase.Normal),
        new("change_case:english_capital", "case",
            new(["in {}", "using {}", "with {}", "written in {}", "keeping to {}"],
                ["capital letters only", "big letters only", "only upper case letters", "nothing but capitals"]),
            (_, _, _) => ConstraintArguments.Empty,
            (draft, _, satisfy, _) => draft.Case = satisfy ? LetterCase.Capital : LetterCase.Normal),
        new("change_case:capital_word_frequency", "case",
            new(["with {}", "using {}", "having {}", "containing {}", "so that it has {}"],
                ["{capital_relation} {capital_frequency} words in all capitals", "{capital_relation} {capital_frequency} fully capital words", "{capital_relation} {capital_frequency} words in upper case", "{capital_relation} {capital_frequency} words shouted in capitals"]),
            (_, random, _) => ConstraintArguments.Of(("capital_relation", random.Chance(0.75) ? AtLeast : LessThan), ("capital_frequency", random.Between(2, 3))),
            (draft, arguments, satisfy, random) =>
            {
                var (min, max) = Range(arguments, "capital_relation", "capital_frequency", satisfy);
                draft.CapitalWords = max == int.MaxValue ? min : random.Between(0, max);
            }),
    ];

    /// <summary>The counts that satisfy the relation, or those that violate it.</summary>
    public static (int Min, int Max) Range(ConstraintArguments arguments, string relation, string number, bool satisfy)
    {
        int n = arguments.RequireInt32(number);
        return arguments.RequireString(relation) == AtLeast == satisfy ? (n, int.MaxValue) : (0, n - 1);
    }

    private static string[] DistinctWords(SplitMix64 random, int count, IReadOnlyList<string> words)
    {
        var picked = new List<string>();
        while (picked.Count < count)
        {
            string word = random.Pick(words);
            if (!picked.Contains(word))
                picked.Add(word);
        }
        return [.. picked];
    }

    // The last words of the facts and the adjectives: what an author is most tempted to write.
    private static string[] FactWords(PrimerTopic topic) =>
        [.. topic.Adjectives.Concat(Enum.GetValues<TopicFact>().Select(f => topic.Phrase(f).Split(' ')[^1])).Where(w => w.Length >= 3 && w != topic.Name).Distinct()];
}
