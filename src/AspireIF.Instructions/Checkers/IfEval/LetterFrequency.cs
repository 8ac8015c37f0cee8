using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Text;

namespace AspireIF.Instructions.Checkers.IfEval;

/// <summary>keywords:letter_frequency: how often one character appears in the lower-cased answer.</summary>
internal static class LetterFrequency
{
    public static ConstraintType Type { get; } = new(
        "keywords:letter_frequency",
        [new("letter", ParameterKind.String), new("let_frequency", ParameterKind.Integer), new("let_relation", ParameterKind.Relation)],
        a => $"In your response, the letter \"{Read(a)}\" should appear {Phrase.Count(Comparison.Read(a, "let_relation", "let_frequency"), "time")}.")
    {
        Bind = Bind,
    };

    private static CountCheck Bind(ConstraintArguments arguments)
    {
        string letter = Read(arguments);
        var comparison = Comparison.Read(arguments, "let_relation", "let_frequency");
        return new CountCheck("\"" + letter + "\"-character", comparison, Counter(letter));
    }

    private static Func<string, int> Counter(string letter)
    {
        // A space is stripped to nothing, İ becomes two code points: IFEval then looks up what no single character equals.
        if (CodePoints.Count(letter) != 1)
            return _ => 0;
        char lower = letter[0];
        if (char.IsAsciiLetter(lower))
        {
            char upper = char.ToUpperInvariant(lower);
            char? twin = lower switch
            {
                'i' => '\u0130',
                'k' => '\u212A',
                _ => null,
            };
            return text => text.AsSpan().Count(lower) + text.AsSpan().Count(upper) + (twin is { } t ? text.AsSpan().Count(t) : 0);
        }
        if (char.IsAscii(lower))
            return text => text.AsSpan().Count(lower);
        return text => PythonText.Lower(text).AsSpan().Count(letter);
    }

    private static string Read(ConstraintArguments arguments)
    {
        string letter = arguments.RequireString("letter");
        return CodePoints.Count(letter) == 1
            ? PythonText.Lower(PythonText.Strip(letter).ToString())
            : throw new ConstraintArgumentException("letter", $"\"{letter}\"", "one character");
    }
}
