using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Text;

namespace AspireIF.Instructions.Checkers.IfEval;

/// <summary>The types detectable_format:..., multiple_sections aside (<see cref="Sections"/>).</summary>
internal static class Format
{
    private static readonly string[] Options = ["My answer is yes.", "My answer is no.", "My answer is maybe."];

    public static ConstraintType NumberOfBullets { get; } = new(
        "detectable_format:number_bullet_lists",
        [new("num_bullets", ParameterKind.Integer)],
        a => $"Your answer must contain exactly {Phrase.Count(a.RequireCount("num_bullets"), "markdown bullet point")}, such as: * This is a point.")
    {
        Bind = a => new CountCheck("bullet point", new Comparison(Relation.Exactly, a.RequireCount("num_bullets")), CountBullets),
    };

    public static ConstraintType NumberOfHighlights { get; } = new(
        "detectable_format:number_highlighted_sections",
        [new("num_highlights", ParameterKind.Integer)],
        a => $"Highlight at least {Phrase.Count(a.RequireCount("num_highlights"), "section")} in your answer with markdown, i.e. *highlighted section*.")
    {
        Bind = a => new CountCheck("highlighted section", new Comparison(Relation.AtLeast, a.RequireCount("num_highlights")), CountHighlights),
    };

    public static ConstraintType Title { get; } = new(
        "detectable_format:title",
        [],
        _ => "Your answer must contain a title, wrapped in double angular brackets, such as <<poem of joy>>.")
    {
        Bind = _ => new FunctionCheck(CheckTitle),
    };

    public static ConstraintType ConstrainedResponse { get; } = new(
        "detectable_format:constrained_response",
        [],
        _ => $"Answer with one of the following options: {Phrase.List(Options, "or")}.")
    {
        Bind = _ => new FunctionCheck(CheckOptions),
    };

    public static ConstraintType Json { get; } = new(
        "detectable_format:json_format",
        [],
        _ => "Entire output should be wrapped in JSON format; you can use markdown ticks such as ```.")
    {
        Bind = _ => new FunctionCheck(CheckJson),
    };

    // ^\s*\*[^\*].*$ and ^\s*-.*$, both over lines; white space, and the character after a star, may be line breaks.
    private static int CountBullets(string response) => CountBullets(response, '*') + CountBullets(response, '-');

    private static int CountBullets(ReadOnlySpan<char> text, char mark)
    {
        int count = 0, line = 0;
        while (line < text.Length)
        {
            int i = line;
            while (i < text.Length && CodePoints.IsSpace(text[i]))
                i++;
            int rest = i;
            if (i < text.Length && text[i] == mark)
            {
                rest = i + 1;
                if (mark == '-' || rest < text.Length && text[rest] != '*')
                {
                    count++;
                    // The character after a star is taken whatever it is, a line break too.
                    rest += mark == '*' ? 1 : 0;
                }
            }
            int end = rest < text.Length ? text[rest..].IndexOf('\n') : -1;
            if (end < 0)
                return count;
            // The match ends before this line break; the next one may start right there when a line starts there.
            end += rest;
            line = end > i && text[end - 1] == '\n' ? end : end + 1;
        }
        return count;
    }

    // \*[^\n\*]*\* and \*\*[^\n\*]*\*\*, those with something between the stars.
    private static int CountHighlights(string response)
    {
        ReadOnlySpan<char> text = response;
        int first = text.IndexOf('*');
        return first < 0 ? 0 : CountSingle(text[first..]) + CountDouble(text[first..]);
    }

    private static int CountSingle(ReadOnlySpan<char> text)
    {
        int count = 0;
        for (int star; (star = text.IndexOf('*')) >= 0;)
        {
            text = text[(star + 1)..];
            int end = text.IndexOfAny('*', '\n');
            if (end < 0)
                break;
            if (text[end] == '*' && !PythonText.IsBlank(text[..end]))
                count++;
            text = text[(end + 1)..];
        }
        return count;
    }

    private static int CountDouble(ReadOnlySpan<char> text)
    {
        int count = 0;
        for (int stars; (stars = text.IndexOf("**")) >= 0;)
        {
            text = text[stars..];
            int end = text[2..].IndexOfAny('*', '\n');
            if (end < 0)
                break;
            end += 2;
            if (!text[end..].StartsWith("**"))
            {
                // No match here; the next may start at the second star.
                text = text[1..];
                continue;
            }
            if (!PythonText.IsBlank(text[2..end]))
                count++;
            text = text[(end + 2)..];
        }
        return count;
    }

    // <<[^\n]+>>, something other than brackets and white space inside.
    private static Verdict CheckTitle(string response)
    {
        ReadOnlySpan<char> text = response;
        for (int open; (open = text.IndexOf("<<")) >= 0;)
        {
            text = text[open..];
            int lineEnd = text.IndexOf('\n');
            ReadOnlySpan<char> line = lineEnd < 0 ? text : text[..lineEnd];
            int close = line.LastIndexOf(">>");
            if (close > 2 && !PythonText.IsBlank(line[..(close + 2)].TrimStart('<').TrimEnd('>')))
                return Verdict.Followed;
            if (lineEnd < 0)
                break;
            text = text[lineEnd..];
        }
        return Verdict.Violated("no title in double angular brackets");
    }

    private static Verdict CheckOptions(string response)
    {
        foreach (string option in Options)
        {
            if (response.Contains(option, StringComparison.Ordinal))
                return Verdict.Followed;
        }
        return Verdict.Violated($"the answer has none of {Phrase.List(Options)}");
    }

    private static Verdict CheckJson(string response)
    {
        ReadOnlySpan<char> text = PythonText.Strip(response);
        // Python removes each of these prefixes once, in this order, whatever is left.
        foreach (string fence in (ReadOnlySpan<string>)["```json", "```Json", "```JSON", "```"])
        {
            if (text.StartsWith(fence))
                text = text[fence.Length..];
        }
        if (text.EndsWith("```"))
            text = text[..^3];
        text = PythonText.Strip(text);
        return JsonText.FindError(text) is { } error
            ? Verdict.Violated($"no valid JSON: {error.Problem} at character {error.Position} of {text.Length}")
            : Verdict.Followed;
    }
}
