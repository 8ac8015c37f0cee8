using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Checkers.FinalAnswers;

/// <summary>The two types of questions with a verifiable answer; their argument "answer" is the right one.</summary>
public static class FinalAnswerTypes
{
    public const string Math = "answer:math";
    public const string Choice = "answer:choice";

    public static IReadOnlyList<ConstraintType> All { get; } =
    [
        new(Math, [new("answer", ParameterKind.String)], _ => "Put your final answer in \\boxed{}.")
        {
            Bind = arguments => new FinalAnswerCheck(AnswerKind.Math, Answer(arguments, a => a.Length > MathAnswer.Longest || MathAnswer.Canonical(a).Length > 0, "a number or formula")),
        },
        new(Choice, [new("answer", ParameterKind.String)], _ => "End with the letter of the right choice.")
        {
            Bind = arguments => new FinalAnswerCheck(AnswerKind.Choice, Answer(arguments, a => ChoiceLetter.Parse(a) is not null, "the letter of a choice")),
        },
    ];

    private static string Answer(ConstraintArguments arguments, Func<string, bool> accepts, string expected)
    {
        string answer = arguments.RequireString("answer");
        return accepts(answer) ? answer : throw new ConstraintArgumentException("answer", answer, expected);
    }
}
