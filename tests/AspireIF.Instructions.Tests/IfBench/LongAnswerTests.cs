using AspireIF.Instructions.Checkers.IfBench;
using AspireIF.Instructions.Constraints;
using AspireIF.Tests;

namespace AspireIF.Instructions.Tests.IfBench;

[Collection(nameof(Alone))]
public sealed class LongAnswerTests
{
    [Fact]
    public void Long_answers_take_bounded_time()
    {
        IConstraintCheck[] checks = [.. IfBenchTypes.All.Select(t => t.Bind!(IfBenchTests.Sample(t)))];
        foreach (string part in (string[])["\n", "a", "Question ", "Question 1", "((", "\"'", "a. ", ",", "* ", "<i>", "word "])
        {
            string text = string.Concat(Enumerable.Repeat(part, 20_000 / part.Length));
            foreach (var (check, type) in checks.Zip(IfBenchTypes.All))
            {
                TimeSpan time = Cost.ProcessorTime(() => check.Check(text));
                Assert.True(time < TimeSpan.FromSeconds(5), $"{type.Id} took {time} on {part}");
            }
        }
    }
}
