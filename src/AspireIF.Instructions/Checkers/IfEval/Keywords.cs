using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Text;

namespace AspireIF.Instructions.Checkers.IfEval;

/// <summary>keywords:existence, keywords:frequency, keywords:forbidden_words.</summary>
internal static class Keywords
{
    public static ConstraintType Existence { get; } = new(
        "keywords:existence",
        [new("keywords", ParameterKind.Strings)],
        a => Read(a, "keywords") is var keywords && keywords.Count == 1
            ? $"Include the keyword {Phrase.List(keywords)} in your response."
            : $"Include the keywords {Phrase.List(keywords)} in your response.")
    {
        Bind = a => new ExistenceCheck(Read(a, "keywords")),
    };

    public static ConstraintType Frequency { get; } = new(
        "keywords:frequency",
        [new("keyword", ParameterKind.String), new("frequency", ParameterKind.Integer), new("relation", ParameterKind.Relation)],
        a => $"In your response, the word {Phrase.List([ReadKeyword(a)])} should appear {Phrase.Count(Comparison.Read(a, "relation", "frequency"), "time")}.")
    {
        Bind = a => new FrequencyCheck(ReadKeyword(a), Comparison.Read(a, "relation", "frequency")),
    };

    public static ConstraintType ForbiddenWords { get; } = new(
        "keywords:forbidden_words",
        [new("forbidden_words", ParameterKind.Strings)],
        a => Read(a, "forbidden_words") is var words && words.Count == 1
            ? $"Do not use the word {Phrase.List(words)} in your response."
            : $"Do not use the words {Phrase.List(words, "or")} in your response.")
    {
        Bind = a => new ForbiddenCheck(Read(a, "forbidden_words")),
    };

    private static string ReadKeyword(ConstraintArguments arguments)
    {
        string keyword = arguments.RequireString("keyword");
        return keyword.Length > 0 ? PythonText.Strip(keyword).ToString() : throw new ConstraintArgumentException("keyword", "empty", "a word");
    }

    private static IReadOnlyList<string> Read(ConstraintArguments arguments, string name)
    {
        IReadOnlyList<string> keywords = arguments.RequireStrings(name);
        return keywords.Count > 0 ? keywords : throw new ConstraintArgumentException(name, "[]", "a list of at least one string");
    }

    private sealed class ExistenceCheck(IReadOnlyList<string> keywords) : ResponseCheck
    {
        private readonly KeywordPattern[] _patterns = [.. keywords.Select(k => new KeywordPattern(k))];

        protected override Verdict CheckText(string response)
        {
            for (int i = 0; i < _patterns.Length; i++)
            {
                KeywordPattern pattern = _patterns[i];
                try
                {
                    if (pattern.Problem is { } problem)
                        return Verdict.Violated(problem);
                    if (pattern.Find(response) is null)
                        return Verdict.Violated($"the keyword {Phrase.Quote(keywords[i])} is missing");
                }
                catch (TimeoutException)
                {
                    return Verdict.Violated(pattern.TooCostly);
                }
            }
            return Verdict.Followed;
        }
    }

    private sealed class FrequencyCheck(string keyword, Comparison comparison) : ResponseCheck
    {
        private readonly KeywordPattern _pattern = new(keyword);

        protected override Verdict CheckText(string response)
        {
            if (_pattern.Problem is { } problem)
                return Verdict.Violated(problem);
            try
            {
                int found = _pattern.Count(response);
                return comparison.Holds(found)
                    ? Verdict.Followed
                    : Verdict.Violated($"{Phrase.Quote(keyword)} appears {Phrase.Count(found, "time")}, {comparison} asked for", _pattern.Find(response));
            }
            catch (TimeoutException)
            {
                return Verdict.Violated(_pattern.TooCostly);
            }
        }
    }

    private sealed class ForbiddenCheck(IReadOnlyList<string> words) : ResponseCheck
    {
        private readonly KeywordPattern[] _patterns = [.. words.Select(w => new KeywordPattern(w, wholeWord: true))];

        protected override Verdict CheckText(string response)
        {
            foreach (KeywordPattern pattern in _patterns)
            {
                try
                {
                    if (pattern.Problem is { } problem)
                        return Verdict.Violated(problem);
                    if (pattern.Find(response) is { } where)
                        return Verdict.Violated($"the forbidden word {Phrase.Quote(where.Of(response))} is used", where);
                }
                catch (TimeoutException)
                {
                    return Verdict.Violated(pattern.TooCostly);
                }
            }
            return Verdict.Followed;
        }
    }
}
