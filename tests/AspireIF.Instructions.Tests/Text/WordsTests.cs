using AspireIF.Instructions.Text;
using CsCheck;

namespace AspireIF.Instructions.Tests.Text;

public sealed class WordsTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("It's a well-known fact.", 6)]
    [InlineData("foo_bar ½ x² Ⅷ", 4)]
    [InlineData("cafe\u0301 naïve", 2)]
    [InlineData("\U0001D538\U0001D539 \U0001F600", 1)]
    public void Counts_runs_of_word_characters(string text, int expected) => Assert.Equal(expected, Words.Count(text));

    [Fact]
    public void The_vectorised_count_equals_the_words_enumerated() =>
        Gen.OneOf(Gen.String[Gen.Char["ab _.-é9\n"], 0, 200], Gen.String[0, 120]).Sample(text => Words.Count(text) == Words.Split(text).Count, iter: 20_000);
}
