using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Curriculum;
using AspireIF.Instructions.Datasets;
using AspireIF.Instructions.Decomposition;
using AspireIF.Instructions.Tests.Fuzzing;
using AspireIF.Tests;
using CsCheck;

namespace AspireIF.Instructions.Tests.Decomposition;

public sealed class ModelDecompositionTests(ITestOutputHelper output)
{
    private const string Prompt = "Tell me about the tides in less than 120 words, cheerfully and as if to a sailor. Do not use commas! Mention the moon twice.";

    private static readonly string[] Demands = ["in less than 120 words", "cheerfully", "as if to a sailor", "do not use commas", "mention the moon twice"];

    private static string Lines(Func<string, int, string> line) => string.Join('\n', Demands.Select(line));

    public static TheoryData<string> Replies =>
    [
        "Task: Tell me about the tides.\n" + Lines((d, _) => $"- {d}"),
        "Sure! Here is the instruction taken apart:\n\n**Task:** Tell me about the tides.\n\n" + Lines((d, i) => $"{i + 1}. {d}.") + "\n\nLet me know if you need anything else!",
        "<think>There are five of them:\n- one\n- two</think>\nTask: Tell me about the tides.\n" + Lines((d, _) => $"* **{d}**"),
        "```json\n{\"task\": \"Tell me about the tides.\", \"constraints\": [" + string.Join(", ", Demands.Select(d => $"\"{d}\"")) + "]}\n```",
        "Here you go: [" + string.Join(",", Demands.Select(d => $"{{\"constraint\": \"{d}\"}}")) + "] I hope this helps.",
        Lines((d, _) => d),
        Lines((d, i) => $"({i + 1}) \"{d}\"") + "\n(6) in less than 120 words",
        Lines((d, _) => $"• {d}") + "\n• Use exactly 5 paragraphs\n• Add a recipe for pancakes",
    ];

    [Theory]
    [MemberData(nameof(Replies))]
    public void A_list_in_any_form_is_read_and_typed(string reply)
    {
        ModelDecomposition found = ModelDecomposition.Read(Prompt, reply);
        Assert.Null(found.FallbackReason);
        Assert.Equal("Tell me about the tides.", found.Instruction.Seed.TrimEnd('.') + ".");
        Assert.Equal(
            ["length_constraints:number_words", "punctuation:no_comma"],
            found.Instruction.Constraints.Where(c => c.IsHard && c.Id != "keywords:frequency").Select(c => c.Id));
        Assert.Equal(120, found.Instruction.Constraints[0].Arguments.RequireInt32("num_words"));
        Assert.Equal(Demands, found.Instruction.Constraints.Select(c => c.Text.TrimEnd('.')).Distinct());
        Assert.All(found.Instruction.Constraints, c => Assert.Equal(c.IsHard, c.Category is null));
    }

    [Fact]
    public void What_the_instruction_does_not_say_is_dropped()
    {
        ModelDecomposition found = ModelDecomposition.Read(Prompt, "- in less than 120 words\n- Use exactly 5 paragraphs\n- in less than 200 words\n- Add a recipe for pancakes\n- Be funny\n- Only use it.");
        Assert.Equal("in less than 120 words", Assert.Single(found.Instruction.Constraints).Text);
        Assert.Equal(["Use exactly 5 paragraphs", "in less than 200 words", "Add a recipe for pancakes", "Be funny", "Only use it."], found.Dropped);
    }

    [Theory]
    [InlineData("", "the reply is empty")]
    [InlineData(" \n", "the reply is empty")]
    [InlineData("Sure! Here are the demands:", "the reply lists nothing")]
    [InlineData("- Add pancakes\n- Add waffles", "the instruction says nothing of the 2 listed demands")]
    [InlineData("{\"constraints\": []}", "the instruction says nothing of the 1 listed demands")]
    public void A_reply_of_no_use_leaves_it_to_the_rules_and_says_why(string reply, string reason)
    {
        ModelDecomposition found = ModelDecomposition.Read(Prompt, reply);
        Assert.Equal(reason, found.FallbackReason);
        Assert.Equal(InstructionDecomposer.Decompose(Prompt).Constraints, found.Instruction.Constraints);
    }

    [Fact]
    public void A_reply_that_goes_on_and_on_is_not_believed() =>
        Assert.Equal("the reply lists 31 demands, 30 are the most that is believed", ModelDecomposition.Read(Prompt, string.Join('\n', Enumerable.Range(0, 31).Select(i => $"- mention the moon {i}"))).FallbackReason);

    [Fact]
    public void No_demands_is_an_answer()
    {
        ModelDecomposition found = ModelDecomposition.Read("Tell me about the tides.", "Task: Tell me about the tides.\n- none");
        Assert.Null(found.FallbackReason);
        Assert.Empty(found.Instruction.Constraints);
        Assert.Equal("Tell me about the tides.", found.Instruction.Seed);
    }

    [Theory]
    [InlineData("Task: Tell me about the tides in less than 120 words.\n- in less than 120 words")]
    [InlineData("Task: Bake a cake with chocolate.\n- in less than 120 words")]
    [InlineData("- in less than 120 words")]
    public void Where_the_task_is_none_the_listed_demands_are_cut_out_of_the_instruction(string reply) =>
        Assert.Equal("Tell me about the tides cheerfully and as if to a sailor. Do not use commas! Mention the moon twice.", ModelDecomposition.Read(Prompt, reply).Instruction.Seed);

    [Fact]
    public void Demands_in_other_words_without_a_task_leave_the_seed_to_the_rules() =>
        Assert.Equal(InstructionDecomposer.Decompose(Prompt).Seed, ModelDecomposition.Read(Prompt, "- The answer has less than 120 words.").Instruction.Seed);

    [Fact]
    public void The_question_shows_the_instruction_and_how_to_reply()
    {
        string question = ModelDecomposition.Ask($"  {Prompt}\n");
        Assert.EndsWith($"<instruction>\n{Prompt}\n</instruction>", question.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        // The example in it is a reply that is read as it should be.
        string example = question[(question.IndexOf("Explain", StringComparison.Ordinal))..];
        ModelDecomposition found = ModelDecomposition.Read(example[..example.IndexOf('\n', StringComparison.Ordinal)], example[example.IndexOf("Task:", StringComparison.Ordinal)..example.LastIndexOf("<instruction>", StringComparison.Ordinal)]);
        Assert.Equal(["length_constraints:number_words", SoftTypes.RolePlay, "punctuation:no_comma"], found.Instruction.Constraints.Select(c => c.Id));
        Assert.Equal("Explain how bread is made.", found.Instruction.Seed);
    }

    [Fact]
    public void A_model_that_lists_the_texts_of_public_rows_gives_their_types()
    {
        int hard = 0, typed = 0, dropped = 0, all = 0;
        foreach (DatasetRow row in DatasetReader.ReadLines(SharedData.Path("verlif_train_sample.jsonl.gz")))
        {
            ModelDecomposition found = ModelDecomposition.Read(row.Prompt!, string.Join('\n', row.Constraints!.Select(c => $"- {c.Text.Trim().ReplaceLineEndings(" ")}")));
            all += row.Constraints!.Count;
            dropped += found.Dropped.Count;
            foreach (Constraint constraint in row.Constraints!.Where(c => c.IsHard))
            {
                hard++;
                if (found.Instruction.Constraints.Any(c => c.Id == constraint.Id))
                    typed++;
            }
            Assert.Equal(found.Instruction.Constraints.Count + 1, Ladder.Of(new Instruction(row.Key, found.Instruction.Seed, found.Instruction.Constraints)).Count);
        }
        output.WriteLine($"{typed} of {hard} hard constraints typed; {dropped} of {all} dropped");
        Assert.True(typed >= 0.95 * hard, $"{typed} of {hard}");
        Assert.Equal(0, dropped);
    }

    [Fact]
    public void Any_reply_to_any_instruction_is_read() =>
        Gen.Select(FuzzText.Any, FuzzText.Any, FuzzText.OneOf("", "- ", "Task: ", "[\"", "{\"task\": \"", "1. ")).Sample((prompt, reply, start) =>
        {
            ModelDecomposition found = ModelDecomposition.Read(prompt, start + reply);
            Assert.All(found.Instruction.Constraints, c => Assert.NotEmpty(c.Text));
            Assert.All(found.Instruction.Constraints.Where(c => c.IsHard), c => c.Type!.Bind!(c.Arguments));
        }, iter: 1_000);
}
