using AspireIF.Instructions.Checkers.FinalAnswers;

namespace AspireIF.Instructions.Tests.FinalAnswers;

public sealed class ChoiceLetterTests
{
    [Theory]
    [InlineData("B", 'B')]
    [InlineData("(b)", 'B')]
    [InlineData("**C.**", 'C')]
    [InlineData("D) Paris", 'D')]
    [InlineData("Paris is the capital.\n\nB", 'B')]
    [InlineData("Paris is the capital, so the answer is B.", 'B')]
    [InlineData("The correct answer is (c).", 'C')]
    [InlineData("Answer: **A**", 'A')]
    [InlineData("**Answer:** D", 'D')]
    [InlineData("The answer is B. No, wait, the answer is C", 'C')]
    [InlineData("I would choose option A because it fits.", 'A')]
    [InlineData("Option B is wrong. The final answer is $\\boxed{\\text{(E)}}$.", 'E')]
    [InlineData("\\boxed{B}", 'B')]
    [InlineData("\\boxed{\\textbf{B. } Paris}", 'B')]
    [InlineData("The answer is A", 'A')]
    [InlineData("The answer is A lot of work.", null)]
    [InlineData("The answer is I think unknown.", null)]
    [InlineData("The answer is Paris.", null)]
    [InlineData("\\boxed{42}", null)]
    [InlineData("A cat sat on the mat.", null)]
    [InlineData("A) London\nB) Paris\nC) Rome", null)]
    [InlineData("", null)]
    public void The_last_named_choice_is_found(string response, char? letter) => Assert.Equal(letter, ChoiceLetter.Find(response));
}
