using System.Globalization;
using AspireIF.Instructions.Checkers.IfEval;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Text;

namespace AspireIF.Instructions.Checkers.IfBench;

/// <summary>The group custom, apart from its CSV types: tasks whose answer is known, at least in its form.</summary>
internal static class Tasks
{
    private static readonly string[] CapitalsFromNorthToSouth =
    [
        "Reykjavik", "Helsinki", "Oslo", "Tallinn", "Stockholm", "Riga", "Moscow", "Copenhagen", "Vilnius", "Minsk", "Dublin", "Berlin", "Amsterdam", "Warsaw",
        "London", "Brussels", "Prague", "Luxembourg", "Paris", "Vienna", "Bratislava", "Budapest", "Vaduz", "Chisinau", "Bern", "Ljubljana", "Zagreb",
    ];

    public static ConstraintType[] All { get; } =
    [
        Rule("custom:multiples", "Count from 10 to 50 but only print multiples of 7.", Multiples),
        Rule("custom:mcq_count_length",
            "Generate 4 multiple choice questions with 5 options each about '20th century art history'. Each question should start with the label \"Question\". "
            + "The questions should get progressively longer. Do not provide an explanation.", Questions.Check),
        Rule("custom:reverse_newline", "List the countries of Africa in reverse alphabetical order, each on a new line.", ReverseCountries),
        Rule("custom:word_reverse",
            "What animal is the national symbol of the US? Respond to this query, but make your sentence in reverse order of what it should be, per word.", WordReverse),
        Rule("custom:character_reverse",
            "What animal is the national symbol of the US? Respond to this query, but make your sentence in reverse order of what it should be, per letter.",
            text => PythonText.Lower(text).Contains("elgae dlab", StringComparison.Ordinal) ? Verdict.Followed : Verdict.Violated("\"elgae dlab\" is missing")),
        Rule("custom:sentence_alphabet", "Tell me a 26-sentence story where each sentence's first word starts with the letters of the alphabet in order.", SentenceAlphabet),
        Rule("custom:european_capitals_sort",
            "Give me the names of all capital cities of European countries whose latitude is higher than 45 degrees. List the capital cities without country names, "
            + "separated by commas, sorted by latitude, from highest to lowest.", Capitals),
        Rule("custom:date_format_list",
            "List the start dates of all the battles Napoleon fought separated by commas, use the following date format: YYYY-MM-DD. Do not provide an explanation.", Dates),
    ];

    private static ConstraintType Rule(string id, string text, Func<string, Verdict> check) => new(id, [], _ => text) { Bind = _ => new FunctionCheck(check) };

    private static Verdict Multiples(string text)
    {
        List<string> numbers = BenchText.Numbers(text);
        return numbers.SequenceEqual(["14", "21", "28", "35", "42", "49"])
            ? Verdict.Followed
            : Verdict.Violated($"the numbers are {Phrase.Quote(string.Join(", ", numbers))}, not 14, 21, 28, 35, 42, 49");
    }

    private static Verdict ReverseCountries(string text)
    {
        string[] lines = [.. text.Split('\n').Select(l => BenchText.Trim(l)).Where(l => l.Length > 0).SkipWhile(l => !l.Contains("Zimbabwe", StringComparison.Ordinal)).Select(PlainLetters.Of)];
        if (lines.Length < 52)
            return Verdict.Violated($"{Phrase.Count(lines.Length, "line")} from Zimbabwe on found, at least 52 asked for");
        for (int i = 1; i < lines.Length; i++)
        {
            if (string.CompareOrdinal(lines[i - 1], lines[i]) < 0)
                return Verdict.Violated($"{Phrase.Quote(lines[i])} stands after {Phrase.Quote(lines[i - 1])}");
        }
        return Verdict.Followed;
    }

    // Read backwards, the answer must name the bald eagle and be one sentence.
    private static Verdict WordReverse(string text)
    {
        List<string> words = BenchText.Split(BenchText.WithoutPunctuation(PythonText.Lower(text)));
        words.Reverse();
        string forwards = string.Join(' ', words);
        if (!forwards.Contains("bald eagle", StringComparison.Ordinal))
            return Verdict.Violated("read backwards, the answer does not name the bald eagle");
        return Sentences.Count(forwards) == 1 ? Verdict.Followed : Verdict.Violated("read backwards, the answer is not one sentence");
    }

    private static Verdict SentenceAlphabet(string text)
    {
        List<string> sentences = BenchText.Sentences(text);
        if (sentences.Count != 26)
            return Verdict.Violated($"{Phrase.Count(sentences.Count, "sentence")} found, 26 asked for");
        for (int i = 0; i < sentences.Count; i++)
        {
            string? word = BenchText.Split(sentences[i]).FirstOrDefault();
            if (word is null || PythonText.Lower(word)[0] != 'a' + i)
                return Verdict.Violated($"sentence {i + 1} starts with {Phrase.Quote(word ?? "")}, not with {(char)('A' + i)}");
        }
        return Verdict.Followed;
    }

    private static Verdict Capitals(string text)
    {
        string[] cities = [.. PlainLetters.Of(text).Split(',').Where(c => !PythonText.IsBlank(c)).Select(c => BenchText.Strip(c))];
        for (int i = 0; i < Math.Min(cities.Length, CapitalsFromNorthToSouth.Length); i++)
        {
            if (cities[i] != CapitalsFromNorthToSouth[i])
                return Verdict.Violated($"{Phrase.Quote(cities[i])} stands where {CapitalsFromNorthToSouth[i]} should");
        }
        return cities.Length == CapitalsFromNorthToSouth.Length
            ? Verdict.Followed
            : Verdict.Violated($"{Phrase.Count(cities.Length, "name")} found, {CapitalsFromNorthToSouth.Length} asked for");
    }

    // Dates of Napoleon's lifetime, written YYYY-MM-DD; the day fits the month, 29 February in any year.
    private static Verdict Dates(string text)
    {
        foreach (string part in text.Split(','))
        {
            string date = BenchText.Strip(part);
            if (date.Length != 10 || date[4] != '-' || date[7] != '-' || Digits(date[..4]) is not { } year || Digits(date[5..7]) is not { } month || Digits(date[8..]) is not { } day)
                return Verdict.Violated($"{Phrase.Quote(date)} is not a date written YYYY-MM-DD");
            if (year is < 1769 or > 1821)
                return Verdict.Violated($"{date} is not within Napoleon's lifetime");
            if (month > 12 || day > (month is 2 ? 29 : month is 4 or 6 or 9 or 11 ? 30 : month is 0 ? int.MaxValue : 31))
                return Verdict.Violated($"{date} is no date");
        }
        return Verdict.Followed;
    }

    private static int? Digits(string text) =>
        text.All(char.IsDigit) ? text.Aggregate(0, (n, c) => n * 10 + (int)CharUnicodeInfo.GetNumericValue(c)) : null;
}
