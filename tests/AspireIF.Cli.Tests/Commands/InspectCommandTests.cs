using System.Text.Json;
using AspireIF.Models.Configuration;
using AspireIF.Models.Transformer;

namespace AspireIF.Cli.Tests.Commands;

public sealed class InspectCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("inspect");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Parameters_tensors_and_memory_are_those_of_the_saved_model()
    {
        var (folder, parameters) = SaveModel();
        var outcome = await CommandProcess.RunAsync(["inspect", folder, "--json", "--tensors", "--sequences", "3", "--context", "96", "--tokens", "500"]);
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
        using var report = JsonDocument.Parse(outcome.Output);
        var root = report.RootElement;
        Assert.Equal("Qwen2", root.GetProperty("family").GetString());
        Assert.Equal(parameters.Values.Sum(), root.GetProperty("parameters").GetInt64());
        var tensors = root.GetProperty("tensors").EnumerateArray().ToDictionary(t => t.GetProperty("name").GetString()!, t => t.GetProperty("bytes").GetInt64());
        Assert.Equal(parameters.ToDictionary(p => p.Key, p => 4 * p.Value), tensors);

        var generation = root.GetProperty("generation");
        Assert.Equal(96, generation.GetProperty("maxContext").GetInt32());
        Assert.True(generation.GetProperty("cacheTokens").GetInt64() >= 3 * 96);
        // Keys and values in fp32: 2 layers, 2 heads of 16.
        Assert.Equal(2 * 2 * 2 * 16 * 4, generation.GetProperty("pageBytes").GetInt64() / generation.GetProperty("pageTokens").GetInt64());
        var training = root.GetProperty("training");
        Assert.Equal(4 * parameters.Values.Sum(), training.GetProperty("weights").GetInt64());
        Assert.Equal(8 * parameters.Values.Sum(), training.GetProperty("optimiser").GetInt64());
        Assert.Equal(12 * parameters.Values.Sum(), root.GetProperty("mixedTraining").GetProperty("optimiser").GetInt64());
    }

    [Fact]
    public async Task A_plan_for_a_gpu_tells_whether_it_fits_and_what_takes_less()
    {
        var folder = SaveModel().Folder;
        var fits = await CommandProcess.RunAsync(["inspect", folder, "--gpu", "80", "--reference"]);
        Assert.True(fits.ExitCode == 0, fits.Errors);
        Assert.Contains(fits.Lines, line => line.StartsWith("  reference", StringComparison.Ordinal));
        Assert.Contains(fits.Lines, line => line.Contains(": fits, ", StringComparison.Ordinal));

        var small = await CommandProcess.RunAsync(["inspect", folder, "--gpu", "1"]);
        Assert.Contains("does not fit", small.Output, StringComparison.Ordinal);
        Assert.Contains("policy.update.recompute=true", small.Output, StringComparison.Ordinal);
        await Fails([folder, "--gpu", "0"], "--gpu is 0");
    }

    [Fact]
    public async Task Without_a_list_of_all_tensors_the_layers_stand_together()
    {
        var outcome = await CommandProcess.RunAsync(["inspect", SaveModel().Folder]);
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
        Assert.Contains(outcome.Lines, line => line.Contains("model.layers.*.mlp.up_proj.weight", StringComparison.Ordinal) && line.Contains("x 2", StringComparison.Ordinal));
        Assert.DoesNotContain("model.layers.0.", outcome.Output);
    }

    [Fact]
    public async Task A_folder_that_is_no_model_is_an_error_that_says_why()
    {
        await Fails([Path.Combine(_folder.FullName, "none")], "there is no folder");
        await Fails([_folder.FullName], "config.json: is missing");
        var folder = SaveModel().Folder;
        await Fails([folder, "--sequences", "0"], "--sequences is 0");
        var configuration = Path.Combine(folder, "config.json");
        var text = await File.ReadAllTextAsync(configuration, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(configuration, text.Replace("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await Fails([folder], "lack tensor 'model.layers.2.");
        File.Delete(Path.Combine(folder, "model.safetensors"));
        await Fails([folder], "has neither model.safetensors");
    }

    private static async Task Fails(string[] arguments, string message)
    {
        var outcome = await CommandProcess.RunAsync(["inspect", .. arguments]);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(message, outcome.Errors);
        Assert.Equal("", outcome.Output);
    }

    /// <summary>A float32 model of two layers, and the number of elements of each of its parameters.</summary>
    private (string Folder, Dictionary<string, long> Parameters) SaveModel()
    {
        var folder = Path.Combine(_folder.FullName, "tiny");
        using var model = DecoderModel.Create(new ModelConfiguration
        {
            Family = ModelFamily.Qwen2, VocabularySize = 320, HiddenSize = 48, IntermediateSize = 104, Layers = 2, QueryHeads = 4, KeyValueHeads = 2,
            HeadDimension = 16, MaxPositions = 512, TiedEmbeddings = true, QueryKeyValueBias = true,
        });
        model.Save(folder);
        return (folder, model.Parameters.ToDictionary(p => p.Key, p => p.Value.numel()));
    }
}
