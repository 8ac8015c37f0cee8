using AspireIF.Instructions.Checkers.IfEval;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Text;

namespace AspireIF.Instructions.Checkers.IfBench;

/// <summary>The group words: what each word must be like, or what stands where.</summary>
internal static class WordRules
{
    public static ConstraintType[] All { get; } =
    [
        Rule("words:alphabet", "Each word must start with the next letter of the alphabet, looping back to 'A' after 'Z'.", Alphabet),
        Rule("words:vowel", "Write a paragraph using words that contain only three types of vowels.", Vowels),
        Rule("words:consonants", "Ensure each word in your response has at least one consonant cluster (two or more consonants together).", Consonants),
        Rule("words:palindrome", "Include at least 10 single-word palindromes, each at least 5 characters long.", Palindromes),
        Rule("words:prime_lengths", "Use only words with lengths that are prime numbers.", PrimeLengths),
        Rule("words:start_verb", "The response must start with a verb.", StartVerb),
        Rule("words:odd_even_syllables", "Alternate between words with odd and even numbers of syllables.", OddEvenSyllables),
        Rule("words:last_first", "The last word of each sentence must become the first word of the next sentence.", LastFirst),
        Rule("words:paragraph_last_first", "Each paragraph must end with the same word it started with; separate paragraphs with a newline.", ParagraphLastFirst),
        Rule("words:no_consecutive", "No two consecutive words can share the same first letter.", NoConsecutive),
        new("words:repeats", [new("small_n", ParameterKind.Integer)],
            a => $"The response should not repeat any word more than {a.RequireCount("small_n")} times.")
        {
            Bind = a => Repeats(a.RequireCount("small_n")),
        },
        new("words:keywords_specific_position", [new("keyword", ParameterKind.String), new("n", ParameterKind.Integer), new("m", ParameterKind.Integer)],
            a => $"Include keyword {BenchText.Strip(a.RequireString("keyword"))} in the {Counts.Ordinal(Counts.Position(a, "n"))} sentence, as the {Counts.Ordinal(Counts.Position(a, "m"))} word of that sentence.")
        {
            Bind = a => KeywordAt(BenchText.Strip(a.RequireString("keyword")), Counts.Position(a, "n"), Counts.Position(a, "m")),
        },
        new("words:words_position", [new("keyword", ParameterKind.String)],
            a => $"The second word in your response and the second to last word in your response should be the word {BenchText.Strip(a.RequireString("keyword"))}.")
        {
            Bind = a => SecondAndSecondToLast(BenchText.Strip(a.RequireString("keyword"))),
        },
    ];

    private static ConstraintType Rule(string id, string text, Func<string, Verdict> check) => new(id, [], _ => text) { Bind = _ => new FunctionCheck(check) };

    private static Verdict Alphabet(string text)
    {
        List<string> words = BenchText.Split(BenchText.WithoutPunctuation(text));
        if (words.Count == 0)
            return Verdict.Violated("no words found");
        int letter = char.ToLowerInvariant(words[0][0]) - 'a';
        if (letter is < 0 or > 25)
            return Verdict.Violated($"the first word, {Phrase.Quote(words[0])}, does not start with a letter from A to Z");
        foreach (string word in words.Skip(1))
        {
            letter = (letter + 1) % 26;
            if (PythonText.Lower(word)[0] != 'a' + letter)
                return Verdict.Violated($"{Phrase.Quote(word)} should start with {(char)('A' + letter)}");
        }
        return Verdict.Followed;
    }

    private static Verdict Vowels(string text)
    {
        string paragraph = PythonText.Lower(BenchText.Strip(text));
        if (paragraph.Contains('\n'))
            return Verdict.Violated("more than one paragraph found, one asked for");
        string vowels = string.Concat("aeiou".Where(v => paragraph.Contains(v)));
        return vowels.Length <= 3 ? Verdict.Followed : Verdict.Violated($"{vowels.Length} types of vowels found ({vowels}), at most 3 asked for");
    }

    private static Verdict Consonants(string text)
    {
        foreach (string word in BenchText.Split(PythonText.Lower(text)))
        {
            bool cluster = false;
            for (int i = 1; i < word.Length && !cluster; i++)
                cluster = IsConsonant(word[i - 1]) && IsConsonant(word[i]);
            if (!cluster)
                return Verdict.Violated($"{Phrase.Quote(word)} has no consonant cluster");
        }
        return Verdict.Followed;

        static bool IsConsonant(char c) => char.IsAsciiLetterLower(c) && !"aeiou".Contains(c);
    }

    private static Verdict Palindromes(string text)
    {
        int count = BenchText.Split(PythonText.Lower(BenchText.WithoutPunctuation(text))).Count(IsPalindrome);
        return count >= 10 ? Verdict.Followed : Verdict.Violated($"{Phrase.Count(count, "palindrome")} of 5 or more characters found, at least 10 asked for");

        static bool IsPalindrome(string word)
        {
            int[] letters = LettersOf(word);
            return letters.Length >= 5 && letters.AsSpan().SequenceEqual(letters.Reverse().ToArray());
        }
    }

    private static Verdict PrimeLengths(string text)
    {
        foreach (string word in BenchText.Split(BenchText.WithoutPunctuation(text)))
        {
            int length = CodePoints.Count(word);
            // As in the official check, lengths above 97 do not count as prime.
            if (length is < 2 or > 97 || Enumerable.Range(2, length - 2).Any(d => length % d == 0))
                return Verdict.Violated($"{Phrase.Quote(word)} has {Phrase.Count(length, "letter")}, which is not a prime number");
        }
        return Verdict.Followed;
    }

    private static Verdict StartVerb(string text)
    {
        string? first = TreebankWords.Tokenize(text).FirstOrDefault();
        return first is not null && Verbs.IsVerb(first) ? Verdict.Followed : Verdict.Violated($"the answer starts with {Phrase.Quote(first ?? "")}, which is no verb");
    }

    private static Verdict OddEvenSyllables(string text)
    {
        string? previous = null;
        foreach (string word in BenchText.Split(PythonText.Lower(BenchText.WithoutPunctuation(text))))
        {
            if (previous is not null && Syllables.Count(previous) % 2 == Syllables.Count(word) % 2)
                return Verdict.Violated($"{Phrase.Quote(previous)} and {Phrase.Quote(word)} both have an {(Syllables.Count(word) % 2 == 0 ? "even" : "odd")} number of syllables");
            previous = word;
        }
        return Verdict.Followed;
    }

    private static Verdict LastFirst(string text)
    {
        List<string> sentences = BenchText.Sentences(text);
        for (int i = 0; i + 1 < sentences.Count; i++)
        {
            string? last = BenchText.Split(BenchText.TrimEnd(sentences[i])).LastOrDefault();
            string? first = BenchText.Split(BenchText.TrimStart(sentences[i + 1])).FirstOrDefault();
            if (last is null || first is null)
                return Verdict.Violated($"sentence {(last is null ? i + 1 : i + 2)} has no words");
            if (PythonText.Lower(last) != PythonText.Lower(first))
                return Verdict.Violated($"sentence {i + 1} ends with {Phrase.Quote(last)}, sentence {i + 2} starts with {Phrase.Quote(first)}");
        }
        return Verdict.Followed;
    }

    private static Verdict ParagraphLastFirst(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            List<string> words = BenchText.Split(BenchText.Trim(PythonText.Lower(BenchText.Strip(line))));
            if (words.Count > 0 && words[0] != words[^1])
                return Verdict.Violated($"a paragraph starts with {Phrase.Quote(words[0])} and ends with {Phrase.Quote(words[^1])}");
        }
        return Verdict.Followed;
    }

    private static Verdict NoConsecutive(string text)
    {
        List<string> words = BenchText.Split(BenchText.WithoutPunctuation(PythonText.Lower(text)));
        for (int i = 1; i < words.Count; i++)
        {
            if (BenchText.First(words[i]) == BenchText.First(words[i - 1]))
                return Verdict.Violated($"{Phrase.Quote(words[i - 1])} and {Phrase.Quote(words[i])} start with the same letter");
        }
        return Verdict.Followed;
    }

    private static FunctionCheck Repeats(int most) => new(text =>
    {
        var counts = new Dictionary<string, int>();
        foreach (string word in BenchText.Split(BenchText.WithoutPunctuation(PythonText.Lower(text))))
        {
            counts[word] = counts.GetValueOrDefault(word) + 1;
            if (counts[word] > most)
                return Verdict.Violated($"{Phrase.Quote(word)} occurs more than {Phrase.Count(most, "time")}");
        }
        return Verdict.Followed;
    });

    private static FunctionCheck KeywordAt(string keyword, int sentence, int position) => new(text =>
    {
        List<TextSpan> sentences = Sentences.Split(text);
        if (sentences.Count < sentence)
            return Verdict.Violated($"{Phrase.Count(sentences.Count, "sentence")} found, at least {sentence} needed");
        List<string> words = TreebankWords.Tokenize(sentences[sentence - 1].Of(text));
        words.RemoveAll(w => !w.EnumerateRunes().Any(r => CodePoints.IsWord(r.Value) && r.Value != '_'));
        if (words.Count < position)
            return Verdict.Violated($"sentence {sentence} has {Phrase.Count(words.Count, "word")}, at least {position} needed", sentences[sentence - 1]);
        return PythonText.Lower(words[position - 1]) == PythonText.Lower(keyword)
            ? Verdict.Followed
            : Verdict.Violated($"word {position} of sentence {sentence} is {Phrase.Quote(words[position - 1])}, not {Phrase.Quote(keyword)}", sentences[sentence - 1]);
    });

    // Of a final punctuation mark only one is skipped, and it must be a mark of its own ("." but not "...").
    private static FunctionCheck SecondAndSecondToLast(string keyword) => new(text =>
    {
        List<string> words = TreebankWords.Tokenize(text);
        int last = words.Count >= 1 && BenchText.Punctuation.Contains(words[^1], StringComparison.Ordinal) ? words.Count - 3 : words.Count - 2;
        if (words.Count < 2 || last < 0)
            return Verdict.Violated($"only {Phrase.Count(words.Count, "word")} found");
        string expected = PythonText.Lower(keyword);
        return PythonText.Lower(words[1]) == expected && PythonText.Lower(words[last]) == expected
            ? Verdict.Followed
            : Verdict.Violated($"the second word is {Phrase.Quote(words[1])}, the second to last {Phrase.Quote(words[last])}; both should be {Phrase.Quote(keyword)}");
    });

    private static int[] LettersOf(string word)
    {
        var letters = new List<int>(word.Length);
        for (int i = 0; i < word.Length;)
        {
            letters.Add(CodePoints.At(word, i, out int length));
            i += length;
        }
        return [.. letters];
    }
}
