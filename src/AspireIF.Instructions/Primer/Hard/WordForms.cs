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
            ["with {keywords} in it", "including {keywords}", "using {keywords}", "so that {keywords} can be read in it"],
            (topic, random, _) => ConstraintArguments.Of(("keywords", DistinctWords(random, random.Between(1, 2), Nouns))),
            (draft, arguments, satisfy, random) =>
            {
                var words = arguments.RequireStrings("keywords");
                int kept = satisfy ? words.Count : random.Next(words.Count);
                for (int i = 0; i < kept; i++)
                    draft.Require(words[i], 1);
            }),
        new("keywords:forbidden_words", "forbidden",
            ["without {forbidden_words}", "not using {forbidden_words}", "avoiding {forbidden_words}", "leaving out {forbidden_words}"],
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
            ["with the word {keyword} {relation} {frequency} times", "using the word {keyword} {relation} {frequency} times", "saying {keyword} {relation} {frequency} times", "where {keyword} occurs {relation} {frequency} times"],
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
            ["with the letter {letter} {let_relation} {let_frequency} times", "using the letter {letter} {let_relation} {let_frequency} times", "so that the letter {letter} comes {let_relation} {let_frequency} times", "where the letter {letter} occurs {let_relation} {let_frequency} times"],
            (topic, random, soft) => random.Chance(0.5)
                ? ConstraintArguments.Of(("letter", random.Pick(Letters).ToString()), ("let_relation", AtLeast), ("let_frequency", random.Between(5, 7)))
                : ConstraintArguments.Of(("letter", random.Pick(Letters).ToString()), ("let_relation", LessThan), ("let_frequency", random.Between(4, 5) + soft)),
            (draft, arguments, satisfy, _) =>
            {
                draft.Letter = arguments.RequireString("letter")[0];
                (draft.MinLetters, draft.MaxLetters) = Range(arguments, "let_relation", "let_frequency", satisfy);
            }),
        new("punctuation:no_comma", "comma",
            ["without any commas", "without commas", "using no commas", "with not a single comma"],
            (_, _, _) => ConstraintArguments.Empty,
            (draft, _, satisfy, _) => (draft.NoCommas, draft.WantsComma) = (satisfy, !satisfy)),
        new("change_case:english_lowercase", "case",
            ["in lower case only", "in all lower case letters", "with no capital letters", "entirely in small letters"],
            (_, _, _) => ConstraintArguments.Empty,
            (draft, _, satisfy, _) => draft.Case = satisfy ? LetterCase.Lower : LetterCase.Normal),
        new("change_case:english_capital", "case",
            ["in capital letters only", "in all capital letters", "with every letter in upper case", "entirely in big letters"],
            (_, _, _) => ConstraintArguments.Empty,
            (draft, _, satisfy, _) => draft.Case = satisfy ? LetterCase.Capital : LetterCase.Normal),
        new("change_case:capital_word_frequency", "case",
            ["with {capital_relation} {capital_frequency} words in all capitals", "using {capital_relation} {capital_frequency} fully capital words", "so that {capital_relation} {capital_frequency} words stand in all capitals", "where {capital_relation} {capital_frequency} words are shouted in capitals"],
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

    private static string[] DistinctWords(PrimerRandom random, int count, IReadOnlyList<string> words)
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
