using System.Text;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Text;
using AspireIF.Instructions.Text.Patterns;

namespace AspireIF.Instructions.Checkers.IfEval;

/// <summary>detectable_content:number_placeholders and postscript.</summary>
internal static class Content
{
    public static ConstraintType NumberOfPlaceholders { get; } = new(
        "detectable_content:number_placeholders",
        [new("num_placeholders", ParameterKind.Integer)],
        a => $"The response must contain at least {Phrase.Count(a.RequireCount("num_placeholders"), "placeholder")} in square brackets, such as [address].")
    {
        Bind = a => new CountCheck("placeholder", new Comparison(Relation.AtLeast, a.RequireCount("num_placeholders")), CountPlaceholders),
    };

    public static ConstraintType Postscript { get; } = new(
        "detectable_content:postscript",
        [new("postscript_marker", ParameterKind.String)],
        a => $"At the end of your response, add a postscript starting with {ReadMarker(a)}")
    {
        Bind = a => new PostscriptCheck(ReadMarker(a)),
    };

    private static string ReadMarker(ConstraintArguments arguments) => PythonText.Strip(arguments.RequireString("postscript_marker")).ToString();

    // \[.*?\]
    private static int CountPlaceholders(string response)
    {
        ReadOnlySpan<char> text = response;
        int count = 0;
        while (true)
        {
            int open = text.IndexOf('[');
            if (open < 0)
                return count;
            text = text[(open + 1)..];
            int close = text.IndexOfAny(']', '\n');
            if (close < 0)
                return count;
            if (text[close] == ']')
                count++;
            text = text[(close + 1)..];
        }
    }

    /// <summary>The marker stands somewhere in the lower-cased answer. Other than the two that IFEval has, it is a regular expression.</summary>
    private sealed class PostscriptCheck : ResponseCheck
    {
        private readonly string _marker;
        private readonly string? _literal;
        private readonly PythonPattern? _pattern;
        private readonly string? _problem;

        public PostscriptCheck(string marker)
        {
            _marker = marker;
            string lower = PythonText.Lower(marker);
            if (marker is "P.P.S" or "P.S.")
                return;
            if (PythonPattern.IsLiteral(lower))
            {
                _literal = lower;
                return;
            }
            try
            {
                _pattern = new PythonPattern($@"\s*{lower}.*$", multiLine: true);
            }
            catch (PatternException e)
            {
                _problem = $"the marker {Phrase.Quote(marker)} is no valid regular expression ({e.Message})";
            }
        }

        protected override Verdict CheckText(string response)
        {
            if (_problem is not null)
                return Verdict.Violated(_problem);
            try
            {
                return IsFound(response) ? Verdict.Followed : Verdict.Violated($"no postscript starting with {Phrase.Quote(_marker)}");
            }
            catch (TimeoutException)
            {
                return Verdict.Violated($"the marker {Phrase.Quote(_marker)} takes too long to search for");
            }
        }

        private bool IsFound(string response) => _marker switch
        {
            "P.S." => FindInitials(response, 1, endsInPeriod: true),
            "P.P.S" => FindInitials(response, 2, endsInPeriod: false),
            _ when _pattern is not null => _pattern.Search(PythonText.Lower(response)) is not null,
            _ when Ascii.IsValid(response) && Ascii.IsValid(_literal) => response.Contains(_literal!, StringComparison.OrdinalIgnoreCase),
            _ => PythonText.Lower(response).Contains(_literal!, StringComparison.Ordinal),
        };

        // p\.\s? as often as asked, then s and perhaps a period; no letter but P and S lower-cases to p or s.
        private static bool FindInitials(ReadOnlySpan<char> text, int count, bool endsInPeriod)
        {
            for (int start = 0; ; start++)
            {
                int found = text[start..].IndexOfAny('p', 'P');
                if (found < 0)
                    return false;
                start += found;
                int i = start;
                bool matches = true;
                for (int n = 0; n < count && matches; n++)
                {
                    matches = i + 1 < text.Length && text[i] is 'p' or 'P' && text[i + 1] == '.';
                    i += 2;
                    if (matches && i < text.Length && CodePoints.IsSpace(text[i]))
                        i++;
                }
                if (matches && i < text.Length && text[i] is 's' or 'S' && (!endsInPeriod || i + 1 < text.Length && text[i + 1] == '.'))
                    return true;
            }
        }
    }
}
