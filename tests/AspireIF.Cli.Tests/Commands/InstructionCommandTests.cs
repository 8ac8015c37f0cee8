using System.Text.Json;
using AspireIF.Tests;

namespace AspireIF.Cli.Tests.Commands;

public sealed class InstructionCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aspireif-instructions-").FullName;

    [Fact]
    public async Task Decompose_writes_what_the_contract_says()
    {
        const string prompt = "Write a note about tea. Do not use any commas. Write it in a cheerful tone. Use less than 20 words. Use at least 50 words.";
        var outcome = await CommandProcess.RunAsync(["decompose", "--input", "-", "--output", "-", "--json"], JsonSerializer.Serialize(new { prompt, mine = 1 }) + "\n{}\n");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(2, outcome.Lines.Length);
        JsonElement row = Json(outcome.Lines[0]);
        Assert.Equal(1, row.GetProperty("mine").GetInt32());
        Assert.Equal("Write a note about tea.", row.GetProperty("seed").GetString());
        JsonElement[] constraints = [.. row.GetProperty("constraints").EnumerateArray()];
        Assert.Equal(4, constraints.Length);
        JsonElement commas = Assert.Single(constraints, c => c.GetProperty("id").GetString() == "punctuation:no_comma");
        Assert.True(commas.GetProperty("hard").GetBoolean());
        Assert.Equal(JsonValueKind.Null, commas.GetProperty("category").ValueKind);
        Assert.Contains("commas", prompt[commas.GetProperty("start").GetInt32()..commas.GetProperty("end").GetInt32()], StringComparison.Ordinal);
        JsonElement soft = Assert.Single(constraints, c => !c.GetProperty("hard").GetBoolean());
        Assert.Equal("style", soft.GetProperty("category").GetString());
        Assert.Equal(JsonValueKind.Array, row.GetProperty("unplaced").ValueKind);
        JsonElement contradiction = Assert.Single(row.GetProperty("contradictions").EnumerateArray());
        Assert.NotEqual(contradiction.GetProperty("first").GetInt32(), contradiction.GetProperty("second").GetInt32());

        JsonElement counts = Json(outcome.Lines[1]);
        Assert.Equal(1, counts.GetProperty("count").GetInt32());
        Assert.Equal(1, counts.GetProperty("errors").GetInt32());
        Assert.Contains("standard input:2", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ladder_adds_one_constraint_a_level_and_ends_with_the_prompt()
    {
        const string prompt = "Write a note about tea. Do not use any commas. Use at least 50 words.";
        var outcome = await CommandProcess.RunAsync(["ladder", "--input", "-"], JsonSerializer.Serialize(new { key = "k", prompt }) + "\n");

        JsonElement[] levels = [.. outcome.Lines.Select(Json)];
        Assert.Equal(["k/0", "k/1", "k/2"], levels.Select(l => l.GetProperty("key").GetString()));
        Assert.Equal([0, 1, 2], levels.Select(l => l.GetProperty("instruction_id_list").GetArrayLength()));
        Assert.Equal("Write a note about tea.", levels[0].GetProperty("prompt").GetString());
        Assert.Equal(prompt, levels[2].GetProperty("prompt").GetString());
    }

    [Fact]
    public async Task Synthesize_gives_the_asked_number_of_rows_the_same_each_time()
    {
        string seeds = Path.Combine(_folder, "seeds.txt");
        File.WriteAllText(seeds, "Describe how rain forms.\nList three uses of salt.\n");
        var first = await CommandProcess.RunAsync(["synthesize", "-i", seeds, "--rows", "40", "--seed", "9"]);
        var second = await CommandProcess.RunAsync(["synthesize", "-i", seeds, "--rows", "40", "--seed", "9"]);

        Assert.Equal(40, first.Lines.Length);
        Assert.Equal(first.Output, second.Output);
        Assert.All(first.Lines.Select(Json), row => Assert.Equal(row.GetProperty("level").GetInt32(), row.GetProperty("constraint").GetArrayLength()));
    }

    [Fact]
    public async Task Primer_rows_can_be_verified()
    {
        string rows = Path.Combine(_folder, "primer.jsonl");
        var made = await CommandProcess.RunAsync(["primer", "--split", "held-out-topics", "-n", "50", "-p", "1", "-o", rows, "--json"]);
        var verified = await CommandProcess.RunAsync(["verify", "-i", rows, "--json"]);

        Assert.Equal(50, Json(made.Lines[^1]).GetProperty("count").GetInt32());
        Assert.Equal(50, Json(verified.Lines[^1]).GetProperty("count").GetInt32());
        // The author satisfies everything at probability 1, but for limits that cannot be met together now and then.
        Assert.True(Json(verified.Lines[^1]).GetProperty("instruction_strict").GetDouble() > 0.97);
    }

    [Fact]
    public async Task The_tour_runs_to_its_end()
    {
        var outcome = await CommandProcess.RunAsync(["tour"]);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("punctuation:no_comma", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("2 commas found", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("./run verify --help", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_public_rows_build_their_ladders()
    {
        string file = SharedData.Path("verlif_train_sample.jsonl.gz");
        var outcome = await CommandProcess.RunAsync(["ladder", "-i", file, "-o", Path.Combine(_folder, "ladders.jsonl"), "--json"]);
        JsonElement counts = Json(outcome.Lines[^1]);
        Assert.Equal(119, counts.GetProperty("count").GetInt32());
        Assert.Equal(119 * 6, counts.GetProperty("levels").GetInt32());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static JsonElement Json(string line) => JsonDocument.Parse(line).RootElement;
}
