using System.Text.Json;
using AspireIF.Tests;

namespace AspireIF.Cli.Tests.Commands;

public sealed class VerifyCommandTests : IDisposable
{
    private const string Good =
        """{"prompt":"Say it without commas in at least 2 words.","response":"all right","instruction_id_list":["punctuation:no_comma","length_constraints:number_words","tone:kind"],"kwargs":[{},{"num_words":2,"relation":"at least"},{}],"mine":[1,"x"]}""";
    private const string Violating =
        """{"prompt":"Say it without commas.","response":"no, never","instruction_id_list":["punctuation:no_comma"],"kwargs":[{}]}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("aspireif-verify-").FullName;

    [Fact]
    public async Task Verdicts_keep_the_lines_own_keys_and_the_json_line_has_the_scores()
    {
        string input = Write(Good, Violating), output = Path.Combine(_folder, "out.jsonl");
        var outcome = await CommandProcess.RunAsync(["verify", "--input", input, "--verdicts", output, "--json"]);

        Assert.Equal(0, outcome.ExitCode);
        JsonElement scores = Json(Assert.Single(outcome.Lines));
        Assert.Equal(0.5, scores.GetProperty("prompt_strict").GetDouble());
        Assert.Equal(2 / 3.0, scores.GetProperty("instruction_strict").GetDouble(), 12);
        Assert.Equal(0.5, scores.GetProperty("prompt_loose").GetDouble());
        Assert.Equal(2 / 3.0, scores.GetProperty("instruction_loose").GetDouble(), 12);
        Assert.Equal(2, scores.GetProperty("count").GetInt32());
        Assert.Equal(0, scores.GetProperty("errors").GetInt32());

        JsonElement[] rows = [.. File.ReadLines(output).Select(Json)];
        Assert.Equal("""[1,"x"]""", rows[0].GetProperty("mine").GetRawText());
        Assert.Equal("[true,true,null]", rows[0].GetProperty("follow_strict").GetRawText());
        Assert.Equal("[null,null,null]", rows[0].GetProperty("reasons").GetRawText());
        Assert.Equal("[false]", rows[1].GetProperty("follow_loose").GetRawText());
        Assert.Contains("comma", rows[1].GetProperty("reasons")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_lines_are_named_counted_and_skipped()
    {
        string input = Write(Good, "{broken", """{"prompt":"p","instruction_id_list":[],"kwargs":[]}""",
            """{"prompt":"p","response":"r","instruction_id_list":["length_constraints:number_words"],"kwargs":[{"num_words":"many"}]}""", Violating);
        var outcome = await CommandProcess.RunAsync(["verify", "-i", input, "--json"]);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(2, Json(outcome.Lines[^1]).GetProperty("count").GetInt32());
        Assert.Equal(3, Json(outcome.Lines[^1]).GetProperty("errors").GetInt32());
        Assert.Contains($"{input}:2", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains($"{input}:3: field 'response'", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains($"{input}:4: field 'kwargs'", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strict_stops_at_the_first_bad_line_and_leaves_no_half_written_file()
    {
        string input = Write(Good, "{broken", Violating), output = Path.Combine(_folder, "out.jsonl");
        File.WriteAllText(output, "what was there before");
        var outcome = await CommandProcess.RunAsync(["verify", "-i", input, "-o", output, "--strict"]);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains($"{input}:2", outcome.Errors, StringComparison.Ordinal);
        Assert.Equal("what was there before", File.ReadAllText(output));
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public async Task The_standard_streams_serve_as_input_and_output()
    {
        var outcome = await CommandProcess.RunAsync(["verify", "--input", "-", "--verdicts", "-", "--json"], $"{Good}\n{Violating}\n");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(3, outcome.Lines.Length);
        Assert.Equal("[true,true,null]", Json(outcome.Lines[0]).GetProperty("follow_strict").GetRawText());
        Assert.Equal(2, Json(outcome.Lines[2]).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Constraints_may_come_from_a_file_of_prompts()
    {
        string prompts = Write("""{"key":1,"prompt":"p","instruction_id_list":["punctuation:no_comma"],"kwargs":[{}]}""");
        string answers = Path.Combine(_folder, "answers.jsonl");
        File.WriteAllText(answers, """{"prompt":"p","response":"a, b"}""" + "\n" + """{"prompt":"another","response":"a"}""" + "\n");
        var outcome = await CommandProcess.RunAsync(["verify", "-i", answers, "--prompts", prompts, "--json"]);

        Assert.Equal(0, Json(outcome.Lines[^1]).GetProperty("prompt_strict").GetDouble());
        Assert.Equal(1, Json(outcome.Lines[^1]).GetProperty("errors").GetInt32());
        Assert.Contains("answers.jsonl:2: field 'prompt'", outcome.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "verify")]
    [InlineData(2, "verify", "-i", "x", "--no-such-option")]
    [InlineData(2, "no-such-command")]
    [InlineData(1, "verify", "-i", "no-such-file.jsonl")]
    public async Task Wrong_use_has_its_exit_code(int expected, params string[] arguments)
    {
        var outcome = await CommandProcess.RunAsync(arguments);
        Assert.Equal(expected, outcome.ExitCode);
        Assert.NotEmpty(outcome.Errors);
    }

    [Fact]
    public async Task The_public_answers_get_the_official_scores()
    {
        string file = SharedData.Path("ifeval_gpt4_golden.jsonl.gz");
        var outcome = await CommandProcess.RunAsync(["verify", "-i", file, "--json"]);
        JsonElement scores = Json(outcome.Lines[^1]);
        Assert.Equal(0.7708, scores.GetProperty("prompt_strict").GetDouble(), 0.005);
        Assert.Equal(0.8369, scores.GetProperty("instruction_strict").GetDouble(), 0.005);
        Assert.Equal(0.7967, scores.GetProperty("prompt_loose").GetDouble(), 0.005);
        Assert.Equal(0.8561, scores.GetProperty("instruction_loose").GetDouble(), 0.005);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(params string[] lines)
    {
        string path = Path.Combine(_folder, "in.jsonl");
        File.WriteAllLines(path, lines);
        return path;
    }

    private static JsonElement Json(string line) => JsonDocument.Parse(line).RootElement;
}
