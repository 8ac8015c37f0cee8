using System.Globalization;
using AspireIF.Instructions.Checkers.IfEval;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Text;

namespace AspireIF.Instructions.Checkers.IfBench;

/// <summary>The group count: how many of something the answer has.</summary>
internal static class Counts
{
    private static readonly string[] Names =
    [
        "Emma", "Liam", "Sophia", "Jackson", "Olivia", "Noah", "Ava", "Lucas", "Isabella", "Mason", "Mia", "Ethan", "Charlotte", "Alexander",
        "Amelia", "Benjamin", "Harper", "Leo", "Zoe", "Daniel", "Chloe", "Samuel", "Lily", "Matthew", "Grace", "Owen", "Abigail", "Gabriel",
        "Ella", "Jacob", "Scarlett", "Nathan", "Victoria", "Elijah", "Layla", "Nicholas", "Audrey", "David", "Hannah", "Christopher",
        "Penelope", "Thomas", "Nora", "Andrew", "Aria", "Joseph", "Claire", "Ryan", "Stella", "Jonathan",
    ];

    private static readonly HashSet<string> Conjunctions = ["and", "but", "for", "nor", "or", "so", "yet"];

    private static readonly HashSet<string> Pronouns =
    [
        "i", "me", "we", "us", "you", "he", "him", "she", "her", "it", "they", "them",
        "my", "mine", "our", "ours", "your", "yours", "his", "hers", "its", "their", "theirs",
        "myself", "ourselves", "yourself", "yourselves", "himself", "herself", "itself", "themselves",
        "this", "that", "these", "those", "who", "whom", "whose", "which", "what", "whoever", "whomever", "whatever", "whichever",
        "anybody", "anyone", "anything", "everybody", "everyone", "everything", "nobody", "nothing", "somebody", "someone", "something",
        "each", "either", "neither", "both", "all", "some", "any", "none",
    ];

    public static ConstraintType[] All { get; } =
    [
        new("count:word_count_range", [new("min_words", ParameterKind.Integer), new("max_words", ParameterKind.Integer)],
            a => $"The response must contain between {a.RequireCount("min_words")} and {a.RequireCount("max_words")} words.")
        {
            Bind = a => WordRange(a.RequireCount("min_words"), a.RequireCount("max_words")),
        },
        AtLeast("count:unique_word_count", "N", "unique word", n => $"Use at least {n} unique words in the response.",
            text => BenchText.Split(PythonText.Lower(text)).Select(w => BenchText.Trim(w)).Distinct().Count()),
        // Words count as different when they are written differently, so "And" and "and" are two.
        AtLeast("count:conjunctions", "small_n", "different coordinating conjunction", n => $"Use at least {n} different coordinating conjunctions in the response.",
            text => BenchText.Split(text).Where(w => Conjunctions.Contains(PythonText.Lower(BenchText.Trim(w)))).Distinct().Count()),
        AtLeast("count:person_names", "N", "listed person name",
            n => $"Mention at least {n} different person names in the response, from this list of person names: {string.Join(", ", Names)}.",
            text => Names.Count(n => BenchText.HasWord(text, n))),
        AtLeast("count:pronouns", "N", "pronoun", n => $"The response should include at least {n} pronouns.",
            text => TreebankWords.Tokenize(PythonText.Lower(text.Replace('/', ' '))).Count(Pronouns.Contains)),
        new("count:numbers", [new("N", ParameterKind.Integer)], a => $"Include exactly {a.RequireCount("N")} numbers in the response.")
        {
            Bind = a => new CountCheck("number", new Comparison(Relation.Exactly, a.RequireCount("N")),
                text => BenchText.Numbers(BenchText.WithoutPunctuation(text)).Count),
        },
        new("count:punctuation", [],
            _ => "Use every standard punctuation mark at least once, including semicolons, colons, and the interrobang (?!).")
        {
            Bind = _ => new FunctionCheck(Punctuation),
        },
        new("count:words_japanese", [new("N", ParameterKind.Integer)],
            a => $"Every {Ordinal(Position(a, "N"))} word of your response must be in Japanese.")
        {
            Bind = a => Japanese(Position(a, "N")),
        },
        KeywordsMultiple,
    ];

    private static ConstraintType KeywordsMultiple
    {
        get
        {
            (string Name, int Count, string Text)[] keywords =
                [("keyword1", 1, "once"), ("keyword2", 2, "twice"), ("keyword3", 3, "three times"), ("keyword4", 5, "five times"), ("keyword5", 7, "seven times")];
            return new("count:keywords_multiple", [.. keywords.Select(k => new ConstraintParameter(k.Name, ParameterKind.String))],
                a => "Include " + string.Join(", ", keywords.Select((k, i) => $"{(i == 4 ? "and " : "")}keyword {BenchText.Strip(a.RequireString(k.Name))} {k.Text} in your response")) + ".")
            {
                Bind = a => Keywords([.. keywords.Select(k => (BenchText.Strip(a.RequireString(k.Name)), k.Count))]),
            };
        }
    }

    /// <summary>A position that is counted from 1.</summary>
    public static int Position(ConstraintArguments arguments, string name) => arguments.RequireCount(name) is var n and > 0
        ? n
        : throw new ConstraintArgumentException(name, "0", "a whole number, 1 or more");

    /// <summary>"1st", "22nd", "13th".</summary>
    public static string Ordinal(int n)
    {
        string ending = (n % 100) is >= 11 and <= 13 ? "th" : (n % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" };
        return n.ToString(CultureInfo.InvariantCulture) + ending;
    }

    private static ConstraintType AtLeast(string id, string parameter, string noun, Func<int, string> describe, Func<string, int> count) =>
        new(id, [new(parameter, ParameterKind.Integer)], a => describe(a.RequireCount(parameter)))
        {
            Bind = a => new CountCheck(noun, new Comparison(Relation.AtLeast, a.RequireCount(parameter)), count),
        };

    private static FunctionCheck WordRange(int min, int max) => new(text =>
    {
        int words = Words.Count(text);
        return words >= min && words <= max ? Verdict.Followed : Verdict.Violated($"{Phrase.Count(words, "word")} found, {min} to {max} asked for");
    });

    private static Verdict Punctuation(string text)
    {
        string rest = text;
        int interrobang = text.IndexOf("?!", StringComparison.Ordinal);
        if (interrobang < 0)
            interrobang = text.IndexOf("!?", StringComparison.Ordinal);
        if (interrobang >= 0)
            rest = text.Remove(interrobang, 2);
        else if (!text.Contains('‽'))
            return Verdict.Violated("no interrobang (?!) found");
        string missing = string.Concat(".,!?;:".Where(c => !rest.Contains(c)));
        return missing.Length == 0 ? Verdict.Followed : Verdict.Violated($"missing: {string.Join(' ', missing.AsEnumerable())}");
    }

    // Words without letters that are numbers or punctuation may stand at a Japanese place.
    private static FunctionCheck Japanese(int n) => new(text =>
    {
        List<string> words = BenchText.Split(text);
        for (long i = n - 1L; i < words.Count; i += n)
        {
            string word = BenchText.Trim(words[(int)i]);
            if (word.Length > 0 && !IsNumber(word) && !word.Any(c => c is (>= '\u3040' and <= '\u30FF') or (>= '\u4E00' and <= '\u9FFF')))
                return Verdict.Violated($"word {i + 1} is {Phrase.Quote(word)}, which is not Japanese");
        }
        return Verdict.Followed;
    });

    // str.isdigit: decimal digits and those in superscript, subscript or circles.
    private static bool IsNumber(string word)
    {
        for (int i = 0; i < word.Length;)
        {
            if (CharUnicodeInfo.GetDigitValue(word, i) < 0)
                return false;
            CodePoints.At(word, i, out int length);
            i += length;
        }
        return true;
    }

    private static FunctionCheck Keywords((string Keyword, int Count)[] keywords) => new(text =>
    {
        string lower = PythonText.Lower(text);
        foreach (var (keyword, count) in keywords)
        {
            int found = BenchText.Occurrences(lower, PythonText.Lower(keyword));
            if (found != count)
                return Verdict.Violated($"{Phrase.Quote(keyword)} found {Phrase.Count(found, "time")}, {count} asked for");
        }
        return Verdict.Followed;
    });
}
