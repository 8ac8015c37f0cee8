using AspireIF.Instructions.Checkers;
using AspireIF.Instructions.Decomposition;
using AspireIF.Pipeline.Configuration;
using AspireIF.Pipeline.Data;
using AspireIF.Pipeline.DataPrep;
using AspireIF.Tests;

namespace AspireIF.Pipeline.Tests.DataPrep;

public sealed class InstructionSourcesTests : IDisposable
{
    private static readonly string Primer = Path.Combine(AppContext.BaseDirectory.Split("tests")[0], "models", "primer");

    private readonly string _folder = Directory.CreateTempSubdirectory("aspireif-sources-").FullName;

    [Fact]
    public async Task The_primer_gives_ladders_and_held_out_sets_and_the_same_ones_again()
    {
        var configuration = new RunConfiguration { Data = new() { Instructions = 50 }, Evaluation = new() { Answers = 5, FinalAnswers = 10 } };
        var (data, report) = await ReadAsync(configuration);
        Assert.Equal(50, data.Training.Count);
        Assert.Equal(50, report.Instructions);
        Assert.Equal(["held-out-combinations", "held-out-phrasings", "held-out-topics"], data.Evaluation.Keys.Order());
        Assert.All(data.Evaluation.Values, set => Assert.Equal(10, set.Count));
        Assert.All(data.Training, item => Assert.Equal(item.Constraints.Count + 1, item.Levels.Count));
        var (again, _) = await ReadAsync(configuration);
        Assert.Equal(data.Training.Select(i => i.Levels[^1][^1].Content), again.Training.Select(i => i.Levels[^1][^1].Content));
    }

    [Fact]
    public async Task Tasks_get_constraints_and_prompts_are_taken_apart()
    {
        string tasks = Write("tasks.txt", "Describe the owl.\nExplain why the sky is blue.\n");
        string prompts = Write("prompts.jsonl", """{"prompt":"Write about tea. Use no commas. Write in a cheerful tone."}""" + "\n");
        var (data, report) = await ReadAsync(new RunConfiguration { Data = new() { Sources = [tasks, prompts], HeldOutShare = 0, Instructions = 0, MinConstraints = 3, MaxConstraints = 3 } });
        Assert.Equal(2, report.Synthesised);
        Assert.Equal(3, data.Training[0].Constraints.Count);
        LadderItem tea = data.Training[^1];
        Assert.Equal("punctuation:no_comma", tea.Constraints[0].Id);
        Assert.Contains(tea.Constraints, c => !c.IsHard);
        Assert.Equal("Write about tea. Use no commas. Write in a cheerful tone.", tea.Levels[^1][0].Content);
    }

    [Fact]
    public async Task A_broken_line_is_told_with_its_place_and_the_rest_is_used_unless_strict()
    {
        string file = Write("seeds.jsonl", """{"instruction":"Describe the owl."}""" + "\n{broken\n" + """{"instruction":"Describe the fox."}""" + "\n");
        var data = new DataSettings { Sources = [file], HeldOutShare = 0, Instructions = 0 };
        var (read, report) = await ReadAsync(new RunConfiguration { Data = data });
        Assert.Equal(2, read.Training.Count);
        Assert.Contains("seeds.jsonl:2", Assert.Single(report.Skipped), StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(new RunConfiguration { Data = data with { Strict = true } }));
        Assert.Contains("seeds.jsonl:2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_models_context_cannot_hold_is_skipped_with_the_reason()
    {
        string file = Write("seeds.txt", "Describe the owl.\n" + string.Join(' ', Enumerable.Repeat("word", 3000)) + "\n");
        var (data, report) = await ReadAsync(new RunConfiguration { Data = new() { Sources = [file], HeldOutShare = 0, Instructions = 0 } });
        Assert.Single(data.Training);
        Assert.Contains("context leaves room", Assert.Single(report.Skipped), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Questions_with_an_answer_are_prompts_with_one_hard_constraint()
    {
        string questions = Write("math.jsonl", """{"prompt":"What is 3 + 4?","answer":"7","kind":"math"}""" + "\n");
        var (data, _) = await ReadAsync(new RunConfiguration { Data = new() { Instructions = 1, Verifiable = [questions] } });
        LadderItem question = Assert.Single(data.Verifiable);
        Assert.True(Assert.Single(question.Constraints).IsHard);
        Assert.True(Verifier.Verify(question.Constraints, "It is \\boxed{7}.").FollowsAllStrict);
        Assert.False(Verifier.Verify(question.Constraints, "It is \\boxed{8}.").FollowsAllStrict);
    }

    [Fact]
    public async Task The_public_seeds_and_prompts_are_usable_and_every_hard_constraint_can_be_checked()
    {
        string[] sources = [SharedData.Path("verlif_seed_data.jsonl.gz"), SharedData.Path("verlif_train_sample.jsonl.gz"), SharedData.Path("ifeval_input_data.jsonl")];
        var (data, report) = await ReadAsync(new RunConfiguration { Data = new() { Sources = sources, Instructions = 0 } });
        int read = data.Training.Count + data.Evaluation.Values.Sum(set => set.Count);
        // 1,500 seeds, 119 rows and 541 prompts; some prompts do not fit the small model's context of 512.
        Assert.Equal(2160, read + report.Skipped.Count);
        Assert.All(report.Skipped, line => Assert.Contains("context leaves room", line, StringComparison.Ordinal));
        Assert.All(data.Training, item => new Verifier(item.Constraints).Verify("An answer."));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Task<(PreparedData Data, PreparationReport Report)> ReadAsync(RunConfiguration configuration) => new InstructionSources(
        configuration, PromptRoom.Of(Primer, configuration.Generation), (prompts, _) => Task.FromResult<IReadOnlyList<DecomposedInstruction>>([.. prompts.Select(InstructionDecomposer.Decompose)]))
        .ReadAsync(TestContext.Current.CancellationToken);

    private string Write(string name, string content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}
