using AspireIF.Instructions.Checkers.IfEval;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Text;

namespace AspireIF.Instructions.Checkers.IfBench;

/// <summary>custom:mcq_count_length: four questions labelled "Question 1", each longer than the one before and with five options A to E.</summary>
internal static class Questions
{
    private const string Label = "Question";

    public static Verdict Check(string text)
    {
        if (!text.StartsWith(Label, StringComparison.Ordinal))
            return Verdict.Violated($"the answer does not start with {Phrase.Quote(Label)}");
        List<string> questions = Cut(text);
        if (questions.Count != 4)
            return Verdict.Violated($"{Phrase.Count(questions.Count, "question")} found, 4 asked for");
        int previous = -1;
        for (int i = 0; i < questions.Count; i++)
        {
            var (length, options) = Measure(questions[i]);
            if (options != 5)
                return Verdict.Violated($"question {i + 1} has {Phrase.Count(options, "option")}, 5 asked for");
            if (length <= previous)
                return Verdict.Violated($"question {i + 1} has {Phrase.Count(length, "character")}, the one before {previous}");
            previous = length;
        }
        return Verdict.Followed;
    }

    // What lies between labels ("Question 3:"), without what is blank.
    private static List<string> Cut(string text)
    {
        var parts = new List<string>();
        int start = 0;
        for (int i = text.IndexOf(Label + " ", StringComparison.Ordinal); i >= 0; i = text.IndexOf(Label + " ", i + 1, StringComparison.Ordinal))
        {
            int end = i + Label.Length + 1;
            int digits = end;
            while (end < text.Length && CodePoints.At(text, end, out int length) is var c && CodePoints.IsDigit(c))
                end += length;
            if (end == digits)
                continue;
            if (end < text.Length && ".|):;".Contains(text[end]))
                end++;
            parts.Add(text[start..i]);
            start = end;
        }
        parts.Add(text[start..]);
        return [.. parts.Select(p => BenchText.Strip(p)).Where(p => p.Length > 0)];
    }

    private static (int Length, int Options) Measure(string question)
    {
        var heading = new System.Text.StringBuilder();
        int options = 0;
        foreach (string line in question.Split('\n'))
        {
            string stripped = BenchText.Strip(line);
            if (IsOption(stripped))
                options++;
            else if (options == 0)
                heading.Append(' ').Append(stripped);
        }
        return (CodePoints.Count(PythonText.Strip(heading.ToString())), options);
    }

    // "A) text", "b. text"
    private static bool IsOption(string line)
    {
        if (line.Length < 3 || line[0] is not ((>= 'A' and <= 'E') or (>= 'a' and <= 'e')) || line[1] is not ('.' or '|' or ')'))
            return false;
        string text = BenchText.Strip(line.AsSpan(2));
        return text.Length > 0 && CodePoints.IsWord(BenchText.First(text));
    }
}
