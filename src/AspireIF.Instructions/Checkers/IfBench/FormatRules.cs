using AspireIF.Instructions.Checkers.IfEval;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Text;

namespace AspireIF.Instructions.Checkers.IfBench;

/// <summary>The group format: how the answer is laid out.</summary>
internal static class FormatRules
{
    private const int LeastBracketDepth = 5, LeastQuoteDepth = 3;

    public static ConstraintType[] All { get; } =
    [
        Rule("format:parentheses", "Nest parentheses (and [brackets {and braces}]) at least 5 levels deep.", Parentheses),
        Rule("format:quotes", "Include quotes within quotes within quotes, at least 3 levels deep, alternating between double quotes and single quotes.", Quotes),
        Rule("format:newline", "Write each word on a new line.", WordsOnLines),
        Rule("format:emoji", "Please use an emoji at the end of every sentence.", EmojiSentences),
        Rule("format:line_indent", "Create stairs by incrementally indenting each new line.", Stairs),
        Rule("format:quote_unquote", "Every quoted phrase must be followed by an unquoted explanation.", QuoteExplanation),
        Rule("format:thesis", "Each section must begin with a thesis statement in italics, use HTML to indicate the italics.", Thesis),
        Rule("format:sub-bullets",
            "Your response must include bullet points denoted by * and at least one sub-bullet point denoted by - for each bullet point.", SubBullets),
        Rule("format:no_bullets_bullets",
            "Your answer must contain at least two sentences ending in a period followed by at least two bullet points denoted by *.", SentencesThenBullets),
        Rule("format:title_case", "Write the entire response in title case (capitalize the first letter of every major word).", TitleCase),
        Rule("format:output_template",
            "Use this exact template for your response: My Answer: [answer] My Conclusion: [conclusion] Future Outlook: [outlook]", Template),
        Rule("format:no_whitespace", "The output should not contain any whitespace.", NoWhitespace),
        new("format:options", [new("options", ParameterKind.String)],
            a => $"Answer with one of the following options: {a.RequireString("options")}. Do not give any explanation.")
        {
            Bind = a => new OptionsCheck(a.RequireString("options")),
        },
        new("format:list", [new("sep", ParameterKind.String)],
            a => $"Answer with a list of items, instead of bullet points use {a.RequireString("sep")}.")
        {
            Bind = a => List(a.RequireString("sep")),
        },
    ];

    private static ConstraintType Rule(string id, string text, Func<string, Verdict> check) => new(id, [], _ => text) { Bind = _ => new FunctionCheck(check) };

    private static Verdict Parentheses(string text)
    {
        var open = new Stack<char>();
        int deepest = 0, deepestEver = 0;
        foreach (char c in text)
        {
            if (c is '(' or '[' or '{')
            {
                open.Push(c);
                deepest = Math.Max(deepest, open.Count);
                deepestEver = Math.Max(deepestEver, deepest);
            }
            else if (c is ')' or ']' or '}')
            {
                if (open.TryPeek(out char opening) && (opening, c) is ('(', ')') or ('[', ']') or ('{', '}'))
                {
                    open.Pop();
                    if (deepest >= LeastBracketDepth)
                        return Verdict.Followed;
                }
                else
                {
                    open.Clear();
                    deepest = 0;
                }
            }
        }
        return Verdict.Violated($"brackets are nested {Phrase.Count(deepestEver, "level")} deep or not closed, at least {LeastBracketDepth} asked for");
    }

    private static Verdict Quotes(string text)
    {
        var open = new Stack<char>();
        int deepest = 0;
        foreach (char c in text)
        {
            if (open.TryPeek(out char opening) && opening == c)
            {
                open.Pop();
                if (deepest - open.Count >= LeastQuoteDepth)
                    return Verdict.Followed;
            }
            else if (c is '"' or '\'')
            {
                open.Push(c);
                deepest = Math.Max(deepest, open.Count);
            }
        }
        return Verdict.Violated($"no quotes nested {LeastQuoteDepth} levels deep and closed");
    }

    private static Verdict WordsOnLines(string text)
    {
        string stripped = BenchText.Strip(BenchText.WithoutPunctuation(text));
        int lines = stripped.Split('\n').Count(l => l.Length > 0), words = BenchText.Split(stripped).Count;
        return lines == words ? Verdict.Followed : Verdict.Violated($"{Phrase.Count(words, "word")} found on {Phrase.Count(lines, "line")}, one on each asked for");
    }

    // The emoji may also stand at the start of the next sentence: that is where a sentence splitter leaves one that follows the full stop.
    private static Verdict EmojiSentences(string text)
    {
        string[] sentences = [.. BenchText.Sentences(text).Select(s => BenchText.Strip(BenchText.WithoutPunctuation(s)))];
        for (int i = 0; i < sentences.Length; i++)
        {
            if (sentences[i].Length == 0)
                return Verdict.Violated($"sentence {i + 1} has no words and no emoji");
            int last = CodePoints.Before(sentences[i], sentences[i].Length, out int length);
            if (Emoji.IsEmoji(last) || length < sentences[i].Length && Emoji.IsEmoji(CodePoints.Before(sentences[i], sentences[i].Length - length, out _)))
                continue;
            if (i + 1 == sentences.Length || sentences[i + 1].Length == 0 || !Emoji.IsEmoji(BenchText.First(sentences[i + 1])))
                return Verdict.Violated($"sentence {i + 1} does not end with an emoji");
        }
        return Verdict.Followed;
    }

    private static Verdict Stairs(string text)
    {
        List<string> kept = WithoutBlankLines(text.Split('\n'));
        for (int i = 1; i < kept.Count; i++)
        {
            if (Indent(kept[i]) <= Indent(kept[i - 1]))
                return Verdict.Violated($"{Phrase.Quote(kept[i])} is indented by {Indent(kept[i])}, the line before by {Indent(kept[i - 1])}");
        }
        return Verdict.Followed;

        static int Indent(string line) => line.Length - line.AsSpan().TrimStart(' ').Length;
    }

    // The official program removes from the list that it walks over: after a blank line the next one is not looked at, and it is the first
    // equal line that goes.
    private static List<string> WithoutBlankLines(string[] lines)
    {
        var blank = new Dictionary<string, Queue<int>>();
        for (int i = 0; i < lines.Length; i++)
        {
            if (PythonText.IsBlank(lines[i]))
                (blank.TryGetValue(lines[i], out var same) ? same : blank[lines[i]] = new()).Enqueue(i);
        }
        var removed = new HashSet<int>();
        for (int i = 0; i < lines.Length; i++)
        {
            if (blank.TryGetValue(lines[i], out var same))
            {
                removed.Add(same.Dequeue());
                i++;
            }
        }
        return [.. lines.Where((_, i) => !removed.Contains(i))];
    }

    private static Verdict QuoteExplanation(string text)
    {
        string joined = string.Concat(BenchText.Split(text.Replace("'\"'", "", StringComparison.Ordinal)));
        if (joined.Contains("\"\"", StringComparison.Ordinal))
            return Verdict.Violated("two quoted phrases stand next to each other");
        ReadOnlySpan<char> stripped = joined.AsSpan().Trim("0123456789!#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");
        return stripped.EndsWith('"') ? Verdict.Violated("the answer ends with a quoted phrase") : Verdict.Followed;
    }

    private static Verdict Thesis(string text)
    {
        int start = IndexOfEither(text, "<i>", "<em>");
        if (start < 0)
            return Verdict.Violated("no italics (<i> or <em>) found");
        string rest = text[start..];
        int end = IndexOfEither(rest, "</i>", "</em>");
        if (end < 0)
            return Verdict.Violated("the italics are not closed");
        if (end <= 3 || PythonText.IsBlank(rest.AsSpan(3..end)))
            return Verdict.Violated("the italics are empty");
        return PythonText.IsBlank(rest.AsSpan(end + 4)) ? Verdict.Violated("no text follows the thesis") : Verdict.Followed;

        static int IndexOfEither(string text, string first, string second) =>
            text.IndexOf(first, StringComparison.Ordinal) is var i and >= 0 ? i : text.IndexOf(second, StringComparison.Ordinal);
    }

    private static Verdict SubBullets(string text)
    {
        string[] bullets = text.Split('*');
        for (int i = 1; i < bullets.Length; i++)
        {
            if (!bullets[i].Contains('-'))
                return Verdict.Violated($"bullet point {i} has no sub-bullet point");
        }
        return Verdict.Followed;
    }

    private static Verdict SentencesThenBullets(string text)
    {
        int sentences = 0, bullets = 0;
        bool inSentences = true;
        foreach (string line in text.Split('\n'))
        {
            string stripped = BenchText.Strip(line);
            if (stripped.StartsWith('*'))
            {
                inSentences = false;
                if (sentences < 2)
                    return Verdict.Violated($"{Phrase.Count(sentences, "sentence")} before the first bullet point, at least 2 asked for");
                bullets++;
            }
            else if (inSentences)
            {
                int found = Sentences.Count(stripped);
                inSentences = found > 0; // a blank line ends the sentences
                sentences += found;
            }
            else
            {
                return Verdict.Violated($"{Phrase.Quote(stripped)} stands where a bullet point should");
            }
        }
        return bullets >= 2 ? Verdict.Followed : Verdict.Violated($"{Phrase.Count(bullets, "bullet point")} found, at least 2 asked for");
    }

    private static Verdict TitleCase(string text)
    {
        foreach (string word in TreebankWords.Tokenize(text))
        {
            int first = CodePoints.At(word, 0, out int length);
            ReadOnlySpan<char> rest = word.AsSpan(length);
            if (CodePoints.IsLower(first) && (rest.IsEmpty || PythonText.IsUpper(rest) || PythonText.IsLower(rest)) && IsLetter(word))
                return Verdict.Violated($"{Phrase.Quote(word)} does not start with a capital letter");
        }
        return Verdict.Followed;

        static bool IsLetter(string word) => System.Text.Rune.TryGetRuneAt(word, 0, out var rune) && System.Text.Rune.IsLetter(rune);
    }

    private static Verdict Template(string text)
    {
        foreach (string part in (string[])["My Answer:", "My Conclusion:", "Future Outlook:"])
        {
            if (!text.Contains(part, StringComparison.Ordinal))
                return Verdict.Violated($"{Phrase.Quote(part)} is missing");
        }
        return Verdict.Followed;
    }

    private static Verdict NoWhitespace(string text) => PythonText.IndexOfSpace(text) is var i and >= 0
        ? Verdict.Violated("whitespace found", new TextSpan(i, i + 1))
        : Verdict.Followed;

    private static FunctionCheck List(string separator) => new(text =>
        BenchText.Occurrences(text, separator) is var count and < 2
            ? Verdict.Violated($"{Phrase.Quote(separator)} found {Phrase.Count(count, "time")}, at least 2 asked for")
            : Verdict.Followed);
}
