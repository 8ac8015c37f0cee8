using AspireIF.Instructions.Decomposition;
using AspireIF.Tests;

namespace AspireIF.Instructions.Tests.Decomposition;

[Collection(nameof(Alone))]
public sealed class LongPromptTests
{
    [Theory]
    [InlineData("\"")]
    [InlineData("*")]
    [InlineData("word ")]
    [InlineData("[<<'*x ")]
    [InlineData("input : ")]
    [InlineData("five hundred ")]
    [InlineData("repeat the request\n")]
    [InlineData("P.")]
    public void Time_grows_with_the_length_of_the_prompt_only(string piece)
    {
        InstructionDecomposer.Decompose(Repeated(piece, 1000));
        TimeSpan time = Cost.ProcessorTime(() => InstructionDecomposer.Decompose(Repeated(piece, 400_000)));
        // A quadratic step would take minutes.
        Assert.True(time < TimeSpan.FromSeconds(10), $"{time.TotalSeconds:F1} s");

        static string Repeated(string piece, int length) => string.Concat(Enumerable.Repeat(piece, length / piece.Length));
    }
}
