using AspireIF.Instructions.Checkers.FinalAnswers;
using AspireIF.Instructions.Tests.Fuzzing;
using CsCheck;

namespace AspireIF.Instructions.Tests.FinalAnswers;

public sealed class BoxedTests
{
    [Theory]
    [InlineData(@"So \boxed{5}.", "5")]
    [InlineData(@"First \boxed{4}, no: $\boxed{\frac{1}{2}}$", @"\frac{1}{2}")]
    [InlineData(@"\boxed {x^{2}}", "x^{2}")]
    [InlineData(@"\fbox{7}", "7")]
    [InlineData(@"\boxed{\{1, 2\}}", @"\{1, 2\}")]
    [InlineData(@"\boxed{\boxed{3}}", @"\boxed{3}")]
    [InlineData(@"{ \boxed{8} and an open brace {", "8")]
    [InlineData(@"} } \boxed{9}", "9")]
    [InlineData(@"\boxed{6} then \boxed{7", "6")]
    [InlineData(@"\boxed{}", "")]
    [InlineData(@"\boxed 5", null)]
    [InlineData(@"boxed{5}", null)]
    [InlineData(@"\\boxed{5}", null)]
    [InlineData("", null)]
    public void The_last_closed_box_is_found(string text, string? content) => Assert.Equal(content, Boxed.FindLast(text));

    [Fact]
    public void What_is_put_into_a_box_comes_out_again_whatever_stands_before() =>
        Gen.Select(FuzzText.Any, Gen.String[Gen.Char["ab12{}\\^_ ,"], 0, 20].Where(IsBalanced)).Sample((before, content) =>
            Boxed.FindLast(before.Replace("\\", "", StringComparison.Ordinal) + $" \\boxed{{{content}}} that is all.") == content, iter: 2000);

    private static bool IsBalanced(string text)
    {
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] is '{' or '}' && (depth += text[i] == '{' ? 1 : -1) < 0)
                return false;
        }
        return depth == 0 && !text.EndsWith('\\');
    }
}
