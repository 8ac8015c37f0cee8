using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Decomposition;

namespace AspireIF.Instructions.Tests.Decomposition;

public sealed class ContradictionsTests
{
    [Theory]
    [InlineData("Write a poem. Use at least 50 words. Use less than 20 words.")]
    [InlineData("Write a poem. Do not use commas. Finish with the phrase \"well, well\".")]
    [InlineData("Write a poem. Answer in all capital letters. No capital letters are allowed.")]
    [InlineData("Write a poem. Include the word \"moon\". Do not use the word \"moon\".")]
    [InlineData("Write a poem. Answer only in German. Your entire response must be in all capital letters.")]
    [InlineData("Write a poem. Use exactly 2 paragraphs separated by ***. Use exactly 3 paragraphs separated by ***.")]
    public void What_no_answer_can_satisfy_is_named(string prompt) => Assert.Single(InstructionDecomposer.Decompose(prompt).Contradictions);

    [Theory]
    [InlineData("Write a poem. Use at least 20 words. Use less than 50 words.")]
    [InlineData("Write a poem. Do not use commas. Finish with the phrase \"well well\".")]
    [InlineData("Write a poem. Include the word \"moon\". Do not use the word \"moonlight\".")]
    public void What_can_be_satisfied_is_not(string prompt) => Assert.Empty(InstructionDecomposer.Decompose(prompt).Contradictions);

    [Fact]
    public void Types_that_may_stand_together_do_so_in_either_order()
    {
        string[] ids = [.. ConstraintCatalog.All.Select(t => t.Id)];
        Assert.All(ids, a => Assert.All(ids, b => Assert.Equal(Conflicts.MayStandTogether(a, b), Conflicts.MayStandTogether(b, a))));
        Assert.False(Conflicts.MayStandTogether("change_case:english_capital", "change_case:english_lowercase"));
        Assert.True(Conflicts.MayStandTogether("punctuation:no_comma", "detectable_format:title"));
    }
}
