using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Curriculum;
using AspireIF.Instructions.Datasets;
using AspireIF.Tests;

namespace AspireIF.Instructions.Tests.Curriculum;

public sealed class LadderTests
{
    private static Constraint Soft(string text) => new("soft:open", ConstraintArguments.Empty, text) { Category = SoftCategory.Open };

    private static Instruction Ask(string seed, params string[] texts) => new("k", seed, [.. texts.Select(Soft)]);

    [Fact]
    public void The_seed_is_the_first_level_as_it_is()
    {
        Instruction instruction = Ask("  write a poem \n", "rhyme", "in at most 80 words");
        IReadOnlyList<LadderLevel> ladder = Ladder.Of(instruction);
        Assert.Equal("  write a poem \n", ladder[0].Prompt);
        Assert.Equal([0, 1, 2], ladder.Select(l => l.Level));
        Assert.Equal([0, 1, 2], ladder.Select(l => l.Constraints.Count));
    }

    [Theory]
    [InlineData("in at most 80 words", "Answer in at most 80 words.")]
    [InlineData(", and end with a question", "End with a question.")]
    [InlineData("and without commas", "Answer without commas.")]
    [InlineData("containing the word \"red\"", "Give an answer containing the word \"red\".")]
    [InlineData("a title in <<angular brackets>>", "Include a title in <<angular brackets>>.")]
    [InlineData("at least three paragraphs", "Use at least three paragraphs.")]
    [InlineData("do not shout!", "Do not shout!")]
    [InlineData("End with \"Any questions?\"", "End with \"Any questions?\"")]
    [InlineData("Use bullets like:\n* one\n* two", "Use bullets like:\n* one\n* two")]
    [InlineData("Be brief;", "Be brief.")]
    [InlineData("", "")]
    public void A_clause_becomes_a_sentence(string clause, string sentence) => Assert.Equal(sentence, ConstraintSentence.Of(clause));

    [Theory]
    [InlineData("Write a poem", "Write a poem. Be brief. Answer without commas.")]
    [InlineData("Why is the sky blue", "Why is the sky blue? Be brief. Answer without commas.")]
    [InlineData("Is it late?", "Is it late? Be brief. Answer without commas.")]
    public void Sentences_follow_a_seed_of_one_paragraph(string seed, string expected) =>
        Assert.Equal(expected, Ladder.Of(Ask(seed, "be brief", "without commas"), new LadderOptions { Style = JoinStyle.Sentences })[2].Prompt);

    [Fact]
    public void The_other_styles()
    {
        Instruction instruction = Ask("Write a poem", "be brief", "without commas");
        string Text(JoinStyle style) => Ladder.Of(instruction, new LadderOptions { Style = style })[2].Prompt;
        Assert.Equal("Write a poem\n\nBe brief. Answer without commas.", Text(JoinStyle.Paragraph));
        Assert.Matches("^Write a poem\n\n[A-Z][^\n]+:\n- Be brief.\n- Answer without commas.$", Text(JoinStyle.Bullets));
        Assert.Matches("^Write a poem\n\n[A-Z][^\n]+:\n1. Be brief.\n2. Answer without commas.$", Text(JoinStyle.Numbers));
    }

    [Theory]
    [InlineData("Sort these.\ninput : b, a")]
    [InlineData("Summarise the text below:")]
    public void Constraints_stay_apart_from_an_input(string seed)
    {
        for (ulong random = 0; random < 50; random++)
            Assert.All(Ladder.Of(Ask(seed, "be brief", "be kind"), new LadderOptions { Seed = random }).Skip(1), l => Assert.StartsWith(seed + "\n\n", l.Prompt, StringComparison.Ordinal));
    }

    [Fact]
    public void Each_level_continues_the_one_before_and_the_joining_varies_with_the_seed()
    {
        var texts = new HashSet<string>();
        for (ulong random = 0; random < 60; random++)
        {
            IReadOnlyList<LadderLevel> ladder = Ladder.Of(Ask("Write a poem.", "be brief", "without commas", "as a pirate"), new LadderOptions { Seed = random });
            for (int k = 2; k < ladder.Count; k++)
                Assert.StartsWith(ladder[k - 1].Prompt, ladder[k].Prompt, StringComparison.Ordinal);
            texts.Add(ladder[^1].Prompt);
        }
        Assert.InRange(texts.Count, 8, 10);
    }

    [Fact]
    public void No_heading_follows_a_request_that_is_to_be_repeated()
    {
        Instruction instruction = new("k", "Sing.", [new("combination:repeat_prompt", ConstraintArguments.Of(("prompt_to_repeat", "Sing.")), "First repeat the request above."), Soft("Be kind.")]);
        for (ulong random = 0; random < 30; random++)
            Assert.Matches("^Sing.\\s+First repeat the request above. Be kind.$", Ladder.Of(instruction, new LadderOptions { Seed = random })[2].Prompt);
    }

    [Fact]
    public void Orders()
    {
        Instruction instruction = new("k", "Sing.",
        [
            new("keywords:letter_frequency", ConstraintArguments.Empty, "many e"), new("detectable_format:json_format", ConstraintArguments.Empty, "JSON"),
            new("detectable_format:title", ConstraintArguments.Empty, "title"), new("keywords:existence", ConstraintArguments.Empty, "word"),
        ]);
        string[] Order(ConstraintOrder order, ulong seed = 0) => [.. Ladder.Of(instruction, new LadderOptions { Order = order, Seed = seed })[^1].Constraints.Select(c => c.Text)];
        Assert.Equal(["many e", "JSON", "title", "word"], Order(ConstraintOrder.AsGiven));
        // JSON is cheapest; a title and many letters conflict with it and come last.
        Assert.Equal(["JSON", "word", "title", "many e"], Order(ConstraintOrder.EasiestFirst));
        Assert.Equal(Order(ConstraintOrder.Random, 3), Order(ConstraintOrder.Random, 3));
        Assert.Equal(24, Enumerable.Range(0, 600).Select(s => string.Join(' ', Order(ConstraintOrder.Random, (ulong)s))).Distinct().Count());
    }

    [Fact]
    public void The_ladder_of_a_training_row_ends_in_its_prompt_and_grows_along_it()
    {
        foreach (DatasetRow row in DatasetReader.ReadLines(SharedData.Path("verlif_train_sample.jsonl.gz")))
        {
            IReadOnlyList<LadderLevel> ladder = Ladder.Of(row.ToInstruction());
            Assert.Equal(6, ladder.Count);
            Assert.Equal(row.Prompt, ladder[5].Prompt);
            Assert.StartsWith(ladder[0].Prompt, row.Prompt!, StringComparison.Ordinal);
            for (int k = 1; k < 5; k++)
            {
                Assert.True(ladder[k].Prompt.Length > ladder[k - 1].Prompt.Length);
                Assert.Contains(ladder[k].Constraints[^1].Text.Trim(), ladder[k].Prompt, StringComparison.Ordinal);
                Assert.DoesNotContain(row.Constraints![k].Text.Trim(), ladder[k].Prompt[ladder[0].Prompt.Length..], StringComparison.Ordinal);
            }
        }
    }
}
