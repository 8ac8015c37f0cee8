using System.Text.RegularExpressions;

namespace AspireIF.Instructions.Checkers.FinalAnswers;

/// <summary>
/// The letter of the choice that an answer to a multiple-choice question ends with. The first of these that the answer has decides:
/// <list type="number">
/// <item>its last <c>\boxed{}</c>: the letter in it, alone or before its text ("B", "(B)", "B. Paris");</item>
/// <item>the last phrase such as "the answer is B", "Answer: (b)", "option C";</item>
/// <item>its last line, when that is a letter alone ("B", "(B)", "**B.**"), or, in an answer of one line, a letter with its text ("B) Paris").</item>
/// </list>
/// A and I in a sentence are words, not letters.
/// </summary>
public static partial class ChoiceLetter
{
    // Only the end of a long answer is searched for a phrase: there the conclusion stands.
    private const int Searched = 4000;

    /// <summary>The capital letter, or null when the answer names none.</summary>
    public static char? Find(string response)
    {
        if (Boxed.FindLast(response) is { } boxed)
            return Parse(boxed.Length <= MathAnswer.Longest ? LatexCleaner.Clean(boxed) : boxed);
        return InPhrase(response[Math.Max(0, response.Length - Searched)..]) ?? OnLastLine(response);
    }

    /// <summary>The letter of a choice as a data set or a box writes it: "B", "(b)", "B.", "B. Paris"; null for other text.</summary>
    public static char? Parse(string choice) =>
        Labelled().Match(choice) is { Success: true } match ? char.ToUpperInvariant(match.Groups["letter"].Value[0]) : null;

    private static char? InPhrase(string text)
    {
        char? last = null;
        for (Match match = Phrase().Match(text); match.Success; match = match.NextMatch())
        {
            string letter = match.Groups["letter"].Value, before = match.Groups["open"].Value, after = match.Groups["after"].Value;
            bool bracketed = before.Contains('(', StringComparison.Ordinal) || before.Contains('[', StringComparison.Ordinal);
            bool word = letter is "A" or "I" && !bracketed && match.Groups["is"].Length > 0 && after.Length == 2 && after[0] == ' ' && char.IsLower(after[1]);
            if (!word && (bracketed || char.IsUpper(letter[0])))
                last = char.ToUpperInvariant(letter[0]);
        }
        return last;
    }

    private static char? OnLastLine(string response)
    {
        ReadOnlySpan<char> text = response.AsSpan().Trim();
        int line = text.LastIndexOf('\n') + 1;
        string last = text[line..].Trim().ToString();
        if (last.Length <= 12 && Alone().Match(last) is { Success: true } alone)
            return char.ToUpperInvariant(alone.Groups["letter"].Value[0]);
        return line == 0 && last.Length <= Searched && Marked().Match(last) is { Success: true } marked ? char.ToUpperInvariant(marked.Groups["letter"].Value[0]) : null;
    }

    [GeneratedRegex(@"^\W*(?<letter>[A-Za-z])(\W.*)?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Labelled();

    [GeneratedRegex(@"\b([Aa]nswer|ANSWER|[Cc]hoice|[Oo]ption)\b\W{0,3}(?<is>(is|was|must be|would be|should be)\b)?(?<open>[\s:=*_""'(\[]{0,8})(?<letter>[A-Za-z])(?<after>\z|[^\w' ]|' | [^\s]?|\s)",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Phrase();

    [GeneratedRegex(@"^[*_""'(\[\s]*(?<letter>[A-Za-z])[*_""')\].\s]*\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Alone();

    [GeneratedRegex(@"^[*_""'(\[\s]*(?<letter>[A-Z])[*_]{0,2}[).:\]]", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Marked();
}
