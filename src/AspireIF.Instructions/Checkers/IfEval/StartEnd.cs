using System.Text;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Text;

namespace AspireIF.Instructions.Checkers.IfEval;

/// <summary>startend:end_checker, startend:quotation, combination:repeat_prompt.</summary>
internal static class StartEnd
{
    public static ConstraintType EndPhrase { get; } = new(
        "startend:end_checker",
        [new("end_phrase", ParameterKind.String)],
        a => $"Finish your response with this exact phrase, with no other words after it: {PythonText.Strip(a.RequireString("end_phrase"))}")
    {
        Bind = a => new EndCheck(PythonText.Strip(a.RequireString("end_phrase")).ToString()),
    };

    public static ConstraintType Quotation { get; } = new(
        "startend:quotation",
        [],
        _ => "Wrap your entire response with double quotation marks.")
    {
        Bind = _ => new FunctionCheck(CheckQuotation),
    };

    public static ConstraintType RepeatPrompt { get; } = new(
        "combination:repeat_prompt",
        [new("prompt_to_repeat", ParameterKind.String)],
        _ => "First repeat the request word for word without change, then give your answer; do not say anything before repeating the request.")
    {
        Bind = a => new StartCheck(a.RequireString("prompt_to_repeat") is { Length: > 0 } prompt
            ? prompt : throw new ConstraintArgumentException("prompt_to_repeat", "empty", "the request to repeat")),
    };

    private static Verdict CheckQuotation(string response)
    {
        ReadOnlySpan<char> text = PythonText.Strip(response);
        if (text[0] != '"')
            return Verdict.Violated($"the answer starts with {Phrase.Quote(Edge(text, start: true))}, not with a double quotation mark");
        if (text.Length == 1 || text[^1] != '"')
            return Verdict.Violated($"the answer ends with {Phrase.Quote(Edge(text, start: false))}, not with a second double quotation mark");
        return Verdict.Followed;
    }

    private static ReadOnlySpan<char> Edge(ReadOnlySpan<char> text, bool start) =>
        text.Length <= 20 ? text : start ? text[..20] : text[^20..];

    private sealed class EndCheck(string phrase) : ResponseCheck
    {
        private readonly string _phrase = PythonText.Lower(phrase);

        protected override Verdict CheckText(string response)
        {
            ReadOnlySpan<char> text = PythonText.Strip(response).Trim('"');
            bool ends = Ascii.IsValid(_phrase) && text.Length >= _phrase.Length && Ascii.IsValid(text[^_phrase.Length..])
                ? text.EndsWith(_phrase, StringComparison.OrdinalIgnoreCase)
                : PythonText.Lower(text.ToString()).EndsWith(_phrase, StringComparison.Ordinal);
            return ends ? Verdict.Followed : Verdict.Violated($"the answer ends with {Phrase.Quote(Edge(text, start: false))}, not with {Phrase.Quote(phrase)}");
        }
    }

    private sealed class StartCheck(string prompt) : ResponseCheck
    {
        private readonly string _prompt = PythonText.Lower(PythonText.Strip(prompt).ToString());

        protected override Verdict CheckText(string response)
        {
            ReadOnlySpan<char> text = PythonText.Strip(response);
            bool starts = Ascii.IsValid(_prompt) && text.Length >= _prompt.Length && Ascii.IsValid(text[.._prompt.Length])
                ? text.StartsWith(_prompt, StringComparison.OrdinalIgnoreCase)
                : PythonText.Lower(text.ToString()).StartsWith(_prompt, StringComparison.Ordinal);
            return starts ? Verdict.Followed : Verdict.Violated($"the answer starts with {Phrase.Quote(Edge(text, start: true))}, not with the request");
        }
    }
}
