using System.Buffers;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Text;

namespace AspireIF.Instructions.Checkers.IfEval;

/// <summary>
/// change_case:capital_word_frequency: Treebank words that are upper case. Tokenizing is slow and hardly any word has capitals throughout,
/// so only stretches between white space that have a capital are looked at, and only those with odd punctuation are tokenized.
/// </summary>
internal static class CapitalWords
{
    // ASCII but for the capitals; anything else may be one.
    private static readonly SearchValues<char> NoCapitals = SearchValues.Create([.. Enumerable.Range(0, 128).Select(c => (char)c).Where(c => !char.IsAsciiLetterUpper(c))]);
    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> Closers = SearchValues.Create(")]}>\"");
    private static readonly SearchValues<char> WordCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-/");
    private static readonly string[] Contractions = ["cannot", "gimme", "gonna", "gotta", "lemme", "wanna"];

    public static ConstraintType Type { get; } = new(
        "change_case:capital_word_frequency",
        [new("capital_frequency", ParameterKind.Integer), new("capital_relation", ParameterKind.Relation)],
        a => $"In your response, words with all capital letters should appear {Phrase.Count(Read(a), "time")}.")
    {
        Bind = a => new CountCheck("all-capital word", Read(a), Count),
    };

    private static Comparison Read(ConstraintArguments arguments) => Comparison.Read(arguments, "capital_relation", "capital_frequency");

    /// <summary>How many of the text's Treebank words are upper case.</summary>
    public static int Count(string response)
    {
        ReadOnlySpan<char> text = response;
        int count = 0;
        for (int i = 0; i < text.Length;)
        {
            int found = text[i..].IndexOfAnyExcept(NoCapitals);
            if (found < 0)
                break;
            int start = i + found, end = start + 1;
            while (start > i && !CodePoints.IsSpace(text[start - 1]))
                start--;
            while (end < text.Length && !CodePoints.IsSpace(text[end]))
                end++;
            int words = CountIn(text, start, end);
            if (words < 0)
                return CountUpper(TreebankWords.Tokenize(text));
            count += words;
            i = end;
        }
        return count;
    }

    // The upper case words of a stretch without white space; -1 when that depends on where sentences end.
    private static int CountIn(ReadOnlySpan<char> text, int start, int end)
    {
        bool upper = false, lower = false, plain = true;
        foreach (char c in text[start..end])
        {
            if (char.IsAsciiLetterUpper(c))
                upper = true;
            else if (char.IsAsciiLetterLower(c))
                lower = true;
            else if (!char.IsAsciiDigit(c))
                plain = false;
        }
        if (plain && !IsContraction(text[start..end]))
            return upper && !lower ? 1 : 0;
        return upper || HasCapital(text[start..end]) ? CountInUnusual(text, start, end) : 0;
    }

    // A capital beyond ASCII.
    private static bool HasCapital(ReadOnlySpan<char> text)
    {
        for (int i = 0, length; i < text.Length; i += length)
        {
            if (CodePoints.IsUpper(CodePoints.At(text, i, out length)))
                return true;
        }
        return false;
    }

    private static int CountInUnusual(ReadOnlySpan<char> text, int start, int end)
    {
        // One word with punctuation before or after it only.
        ReadOnlySpan<char> stretch = text[start..end], core = stretch;
        while (!core.IsEmpty && IsEdge(core[0]))
            core = core[1..];
        while (!core.IsEmpty && IsEdge(core[^1]))
            core = core[..^1];
        if (!core.ContainsAnyExcept(WordCharacters) && !core.Contains("..", StringComparison.Ordinal) && !core.Contains("--", StringComparison.Ordinal)
            && !ContainsContraction(core))
            return PythonText.IsUpper(core) ? 1 : 0;
        if (CountWithClitic(core, end < text.Length ? text[end] : ' ', core.Length == stretch.Length) is { } known)
            return known;
        // Where a colon, an apostrophe or a backquote stands beside what may be the end of a sentence, that decides; and "'tis" splits after a space,
        // which the start of a sentence is too.
        int apostrophe = stretch.IndexOfAny('\'', '`');
        int ender = stretch.IndexOfAny('.', '?', '!');
        if (stretch.Contains(".:", StringComparison.Ordinal)
            || apostrophe >= 0 && ender >= 0 && stretch[(ender + 1)..].ContainsAnyExcept(Closers)
            || apostrophe >= 0 && start > 0 && text[start - 1] != ' '
                && (stretch.Contains("'tis", StringComparison.OrdinalIgnoreCase) || stretch.Contains("'twas", StringComparison.OrdinalIgnoreCase)))
            return -1;
        // With the character after it: clitics split off before a space, not before a line break, and at the end of the text.
        int inside = CountTokens(PythonText.IsBlank(text[end..]) ? stretch : text[start..(end + 1)]);
        // A clitic before a period splits off only where that is the last one of a sentence.
        if (!stretch.Contains('.') || apostrophe < 0 && !stretch.Contains("wanna", StringComparison.OrdinalIgnoreCase))
            return inside;
        return inside == CountTokens($"{stretch} a") && inside == CountTokens(stretch) ? inside : -1;
    }

    // The commonest words with an apostrophe: "Don't", "It's", "I'm"; null for others.
    private static int? CountWithClitic(ReadOnlySpan<char> word, char next, bool alone)
    {
        int apostrophe = word.IndexOf('\'');
        if (apostrophe < 1 || apostrophe == word.Length - 1)
            return null;
        ReadOnlySpan<char> before = word[..apostrophe], after = word[(apostrophe + 1)..];
        if (before.ContainsAnyExcept(Letters) || after.ContainsAnyExcept(Letters) || !after.ContainsAnyInRange('a', 'z'))
            return null;
        // Whether or not something splits off ("n't" takes the n with it), every part has a small letter.
        if (before.TrimEnd('n').ContainsAnyInRange('a', 'z'))
            return 0;
        return alone && next == ' ' && !before.ContainsAnyInRange('a', 'z') && after is "s" or "m" or "d" or "ll" or "re" or "ve" ? 1 : null;
    }

    private static int CountTokens(ReadOnlySpan<char> text)
    {
        var tokens = new List<string>();
        TreebankWords.TokenizeSentence(text, tokens);
        return CountUpper(tokens);
    }

    private static bool IsEdge(char c) => c is '.' or ',' or ':' or ';' or '!' or '?' or '(' or ')' or '[' or ']' or '"' or '*' or '#' or '<' or '>' or '{' or '}' or '“' or '”';

    // Words that the Treebank splits in two.
    private static bool IsContraction(ReadOnlySpan<char> word)
    {
        foreach (string contraction in Contractions)
        {
            if (word.Equals(contraction, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static bool ContainsContraction(ReadOnlySpan<char> words)
    {
        foreach (string contraction in Contractions)
        {
            if (words.Contains(contraction, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static int CountUpper(List<string> tokens)
    {
        int count = 0;
        foreach (string token in tokens)
        {
            if (PythonText.IsUpper(token))
                count++;
        }
        return count;
    }
}
