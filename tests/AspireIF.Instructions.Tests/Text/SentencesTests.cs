using AspireIF.Instructions.Text;

namespace AspireIF.Instructions.Tests.Text;

public sealed class SentencesTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData(" \n ", new string[0])]
    [InlineData("One. Two! Three?", new[] { "One.", "Two!", "Three?" })]
    [InlineData("1. One\n2. Two", new[] { "1.", "One\n2.", "Two" })]
    [InlineData("Dr. Smith met Mr. Brown in Washington. They talked.", new[] { "Dr. Smith met Mr. Brown in Washington.", "They talked." })]
    [InlineData("He said \"Go.\" Then he left.", new[] { "He said \"Go.\"", "Then he left." })]
    [InlineData("Very bad acting!!! I promise.", new[] { "Very bad acting!!!", "I promise." })]
    [InlineData("No breaks here e.g. none", new[] { "No breaks here e.g.", "none" })]
    [InlineData("Wait... what?", new[] { "Wait... what?" })]
    [InlineData("It costs 3.50 dollars. Cheap.", new[] { "It costs 3.50 dollars.", "Cheap." })]
    [InlineData("A line\nand another", new[] { "A line\nand another" })]
    // The examples of NLTK's documentation.
    [InlineData("Punkt knows that the periods in Mr. Smith and Johann S. Bach\ndo not mark sentence boundaries.  And sometimes sentences\ncan start with non-capitalized words.  i is a good variable\nname.",
        new[] { "Punkt knows that the periods in Mr. Smith and Johann S. Bach\ndo not mark sentence boundaries.", "And sometimes sentences\ncan start with non-capitalized words.", "i is a good variable\nname." })]
    [InlineData("(How does it deal with this parenthesis?)  \"It should be part of the\nprevious sentence.\" \"(And the same with this one.)\" ('And this one!')\n\"('(And (this)) '?)\" [(and this. )]",
        new[] { "(How does it deal with this parenthesis?)", "\"It should be part of the\nprevious sentence.\"", "\"(And the same with this one.)\"", "('And this one!')", "\"('(And (this)) '?)\"", "[(and this. )]" })]
    public void Splits_as_Punkt_does(string text, string[] expected)
    {
        Assert.Equal(expected, Sentences.Split(text).Select(s => s.Of(text).ToString()));
        Assert.Equal(expected.Length, Sentences.Count(text));
    }
}
