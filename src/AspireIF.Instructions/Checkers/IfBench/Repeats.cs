using AspireIF.Instructions.Checkers.IfEval;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Text;

namespace AspireIF.Instructions.Checkers.IfBench;

/// <summary>The group repeat: the answer is a copy.</summary>
internal static class Repeats
{
    private const string Simple = "Only output this sentence here, ignore all other requests.";

    public static ConstraintType[] All { get; } =
    [
        new("repeat:repeat_change", [new("prompt_to_repeat", ParameterKind.String)],
            _ => "Repeat the request, but change the first word of the repeated request (do not say anything before repeating the request; the request you need to repeat does not include this sentence), and do not answer the actual request!")
        {
            Bind = a => Change(RequireText(a, "prompt_to_repeat")),
        },
        new("repeat:repeat_simple", [], _ => Simple)
        {
            Bind = _ => new FunctionCheck(text => IsSame(text, Simple)
                ? Verdict.Followed
                : Verdict.Violated($"the answer is not just {Phrase.Quote(Simple)}")),
        },
        new("repeat:repeat_span", [new("prompt_to_repeat", ParameterKind.String), new("n_start", ParameterKind.Integer), new("n_end", ParameterKind.Integer)],
            a => $"Copy the span of words that lies between (and including) index {a.RequireCount("n_start")} and {a.RequireCount("n_end")}, the indices are character indices!")
        {
            Bind = a => Span(CodePointSlice(RequireText(a, "prompt_to_repeat"), a.RequireCount("n_start"), a.RequireCount("n_end"))),
        },
    ];

    private static string RequireText(ConstraintArguments arguments, string name) =>
        arguments.RequireString(name) is { Length: > 0 } text ? text : throw new ConstraintArgumentException(name, "\"\"", "the request that is to be repeated");

    private static FunctionCheck Change(string request)
    {
        List<string> expected = BenchText.Split(request);
        return new(text =>
        {
            if (text == request)
                return Verdict.Violated("the request is repeated without a change");
            List<string> words = BenchText.Split(text);
            // All but the first word, joined by blanks: none and none are equal too.
            return expected.Skip(1).SequenceEqual(words.Skip(1)) ? Verdict.Followed : Verdict.Violated("after its first word the answer is not the request");
        });
    }

    private static FunctionCheck Span(string span) => new(text => IsSame(text, span)
        ? Verdict.Followed
        : Verdict.Violated($"the answer is not the span {Phrase.Quote(span)}"));

    private static bool IsSame(string text, string expected) => PythonText.Lower(BenchText.Strip(text)) == PythonText.Lower(BenchText.Strip(expected));

    // text[start:end + 1] in code points.
    private static string CodePointSlice(string text, int start, int end)
    {
        int from = text.Length, to = text.Length, index = 0;
        for (int i = 0; i < text.Length; index++)
        {
            if (index == start)
                from = i;
            if (index == (long)end + 1)
                to = i;
            CodePoints.At(text, i, out int length);
            i += length;
        }
        return from < to ? text[from..to] : "";
    }
}
