using AspireIF.Instructions.Checkers.IfEval;
using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Checkers.FinalAnswers;

/// <summary>Whether the final answer is the expected one.</summary>
/// <param name="expected">For a choice anything that <see cref="ChoiceLetter.Parse"/> reads.</param>
public sealed class FinalAnswerCheck(AnswerKind kind, string expected) : IConstraintCheck
{
    public Verdict Check(string response) => kind == AnswerKind.Math ? CheckMath(response) : CheckChoice(response);

    private Verdict CheckMath(string response)
    {
        if (Boxed.FindLast(response) is not { } found)
            return Verdict.Violated("no final answer in \\boxed{}");
        return MathAnswer.AreEqual(found, expected) ? Verdict.Followed : Verdict.Violated($"the final answer is {Phrase.Quote(found)}, not {Phrase.Quote(expected)}");
    }

    private Verdict CheckChoice(string response)
    {
        if (ChoiceLetter.Find(response) is not { } found)
            return Verdict.Violated("no choice is named at the end");
        return found == ChoiceLetter.Parse(expected) ? Verdict.Followed : Verdict.Violated($"the choice is {found}, not {expected}");
    }
}
