using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Text;
using AspireIF.Instructions.Text.Patterns;

namespace AspireIF.Instructions.Checkers.IfEval;

/// <summary>detectable_format:multiple_sections: <c>\s?Section\s?\d+\s?</c> marks the sections, the word between being a regular expression.</summary>
internal static class Sections
{
    public static ConstraintType Type { get; } = new(
        "detectable_format:multiple_sections",
        [new("section_spliter", ParameterKind.String), new("num_sections", ParameterKind.Integer)],
        a => $"Your response must have at least {Phrase.Count(a.RequireCount("num_sections"), "section")}, the beginning of each marked with {Read(a)} X, such as {Read(a)} 1.")
    {
        Bind = a => new SectionCheck(Read(a), a.RequireCount("num_sections")),
    };

    private static string Read(ConstraintArguments arguments) => PythonText.Strip(arguments.RequireString("section_spliter")).ToString();

    private sealed class SectionCheck : ResponseCheck
    {
        private readonly string _word;
        private readonly int _asked;
        private readonly PythonPattern? _pattern;
        private readonly string? _problem;

        public SectionCheck(string word, int asked)
        {
            (_word, _asked) = (word, asked);
            if (word.Length > 0 && PythonPattern.IsLiteral(word))
                return;
            try
            {
                _pattern = new PythonPattern($@"\s?{word}\s?\d+\s?");
            }
            catch (PatternException e)
            {
                _problem = $"the section word {Phrase.Quote(word)} is no valid regular expression ({e.Message})";
            }
        }

        protected override Verdict CheckText(string response)
        {
            if (_problem is not null)
                return Verdict.Violated(_problem);
            int found;
            try
            {
                // re.split puts what groups have captured among the parts.
                found = _pattern is null ? Count(response) : _pattern.Count(response) * (1 + _pattern.GroupCount);
            }
            catch (TimeoutException)
            {
                return Verdict.Violated($"the section word {Phrase.Quote(_word)} takes too long to search for");
            }
            return found >= _asked ? Verdict.Followed : Verdict.Violated($"{Phrase.Count(found, "section")} marked with {Phrase.Quote(_word)} found, at least {_asked} asked for");
        }

        private int Count(ReadOnlySpan<char> text)
        {
            int count = 0;
            for (int found; (found = text.IndexOf(_word)) >= 0;)
            {
                int i = found + _word.Length;
                if (i < text.Length && CodePoints.IsSpace(text[i]))
                    i++;
                int digits = i;
                for (int length; i < text.Length && CodePoints.IsDigit(CodePoints.At(text, i, out length));)
                    i += length;
                if (i == digits)
                {
                    text = text[(found + 1)..];
                    continue;
                }
                count++;
                if (i < text.Length && CodePoints.IsSpace(text[i]))
                    i++;
                text = text[i..];
            }
            return count;
        }
    }
}
