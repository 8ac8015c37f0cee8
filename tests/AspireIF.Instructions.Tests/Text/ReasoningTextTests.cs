using AspireIF.Instructions.Text;

namespace AspireIF.Instructions.Tests.Text;

public sealed class ReasoningTextTests
{
    [Theory]
    [InlineData("<think>hm</think>\n\nHello.", "Hello.", "Hello.")]
    [InlineData("a</think>b</think> c ", "c ", "c ")]
    [InlineData("<think>still", null, "<think>still")]
    [InlineData("Hello.", null, "Hello.")]
    [InlineData("<think>cut</think>", "", "")]
    [InlineData("", null, "")]
    public void Only_what_follows_the_thoughts_is_judged(string response, string? strict, string lenient)
    {
        Assert.Equal(strict, ReasoningText.Answer(response, MissingReasoningEnd.ScoreZero));
        Assert.Equal(lenient, ReasoningText.Answer(response, MissingReasoningEnd.JudgeEverything));
    }
}
