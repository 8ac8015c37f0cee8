using AspireIF.Instructions.Text;

namespace AspireIF.Instructions.Tests.Text;

public sealed class TreebankWordsTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("DON'T STOP.", new[] { "DO", "N'T", "STOP", "." })]
    [InlineData("I can't; you cannot, they're gonna.", new[] { "I", "ca", "n't", ";", "you", "can", "not", ",", "they", "'re", "gon", "na", "." })]
    [InlineData("\"Hi,\" she said at 5:30 (maybe).", new[] { "``", "Hi", ",", "''", "she", "said", "at", "5:30", "(", "maybe", ")", "." })]
    [InlineData("Good muffins cost $3.88\nin New York.  Please buy me\ntwo of them.\nThanks.",
        new[] { "Good", "muffins", "cost", "$", "3.88", "in", "New", "York", ".", "Please", "buy", "me", "two", "of", "them", ".", "Thanks", "." })]
    [InlineData("The 'quoted' word -- and state-of-the-art*", new[] { "The", "'quoted", "'", "word", "--", "and", "state-of-the-art", "*" })]
    [InlineData("“Smart” quotes… and more...", new[] { "“", "Smart", "”", "quotes…", "and", "more", "..." })]
    public void Tokenizes_as_the_Penn_Treebank_does(string text, string[] expected) => Assert.Equal(expected, TreebankWords.Tokenize(text));
}
