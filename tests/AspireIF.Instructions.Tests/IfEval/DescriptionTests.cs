using AspireIF.Instructions.Checkers.IfEval;
using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Tests.IfEval;

/// <summary>What people read: a constraint as an instruction, and why an answer does not follow it.</summary>
public sealed class DescriptionTests
{
    private static readonly (string Name, object Value)[] Arguments =
    [
        ("keywords", new[] { "sea", "C**" }), ("keyword", "sea"), ("frequency", 2), ("relation", "at most"), ("forbidden_words", new[] { "sky" }), ("letter", "q"), ("let_frequency", 1),
        ("let_relation", "less than"), ("language", "fr"), ("num_sentences", 1), ("num_paragraphs", 3), ("num_words", 3), ("nth_paragraph", 2), ("first_word", "Then"),
        ("num_placeholders", 1), ("postscript_marker", "P.S."), ("num_bullets", 2), ("num_highlights", 1), ("section_spliter", "Part"), ("num_sections", 2),
        ("prompt_to_repeat", "Write on."), ("end_phrase", "The end."), ("capital_frequency", 2), ("capital_relation", "at least"),
    ];

    [Fact]
    public void Every_type_reads_as_one_instruction()
    {
        foreach (ConstraintType type in IfEvalTypes.All)
        {
            string text = type.Describe(Of(type));
            Assert.True(char.IsUpper(text[0]) && !text.Contains('\n') && !text.Contains('{'), text);
        }
        Assert.Equal("In your response, the word \"sea\" should appear at most 2 times.", Describe("keywords:frequency"));
        Assert.Equal("Include the keywords \"sea\" and \"C**\" in your response.", Describe("keywords:existence"));
        Assert.Equal("Your response should contain at most 1 sentence.", Describe("length_constraints:number_sentences"));
        Assert.Equal("Your entire response should be in French, no other language is allowed.", Describe("language:response_language"));
    }

    [Theory]
    [InlineData("keywords:existence", "A sea.", "\"C**\" is no valid regular expression (multiple repeat at position 2)")]
    [InlineData("keywords:frequency", "Sea, sea, sea.", "\"sea\" appears 3 times, at most 2 asked for")]
    [InlineData("keywords:forbidden_words", "The Sky is high.", "the forbidden word \"Sky\" is used")]
    [InlineData("length_constraints:number_sentences", "One. Two.", "2 sentences found, at most 1 asked for")]
    [InlineData("length_constraints:nth_paragraph_first_word", "A\n\nB\n\nC", "paragraph 2 starts with \"B\", not \"Then\"")]
    [InlineData("detectable_format:json_format", "{\"a\" 1}", "no valid JSON: ':' expected at character 5 of 7")]
    [InlineData("combination:two_responses", "a******a", "the two responses are the same")]
    [InlineData("startend:end_checker", "No more.", "the answer ends with \"No more.\", not with \"The end.\"")]
    [InlineData("change_case:english_capital", "NOT ALl", "not all letters are capital")]
    public void A_violation_says_why(string id, string response, string reason)
    {
        ConstraintType type = ConstraintCatalog.Find(id)!;
        Assert.Equal(reason, type.Bind!(Of(type)).Check(response).Reason);
    }

    private static string Describe(string id) => ConstraintCatalog.Find(id)!.Describe(Of(ConstraintCatalog.Find(id)!));

    private static ConstraintArguments Of(ConstraintType type) =>
        ConstraintArguments.Of([.. type.Parameters.Select(p => (p.Name, (object?)Arguments.First(a => a.Name == p.Name).Value))]);
}
