using System.Collections;
using AspireIF.Pipeline.Configuration;

namespace AspireIF.Pipeline.Tests.Configuration;

public sealed class ConfigurationLoaderTests
{
    private static readonly Hashtable NoEnvironment = [];

    public static TheoryData<string> AllPresets => [.. Presets.Names];

    [Fact]
    public void Settings_go_over_the_environment_and_that_over_the_preset()
    {
        var environment = new Hashtable { ["ASPIREIF__POLICY__steps"] = "11", ["ASPIREIF__policy__PromptsPerStep"] = "3", ["OTHER"] = "x" };
        RunConfiguration configuration = ConfigurationLoader.Load("quickstart", ["policy.steps=12", "data.sources=[\"primer\"]", "generation.topP=0.5", "generation.eightBitWeights=true"], environment);
        Assert.Equal(12, configuration.Policy.Steps);
        Assert.Equal(3, configuration.Policy.PromptsPerStep);
        Assert.Equal(0.5, configuration.Generation.TopP);
        Assert.True(configuration.Generation.EightBitWeights);
        Assert.Equal(["primer"], configuration.Data.Sources);
    }

    [Fact]
    public void Every_problem_is_listed_at_once()
    {
        var error = Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load(
            "quickstart", ["policy.stepz=3", "policy.steps=many", "generation=5", "nonsense", "data.order=backwards"], NoEnvironment));
        Assert.Contains(error.Problems, p => p.Contains("policy.stepz is not a setting; did you mean steps?", StringComparison.Ordinal));
        Assert.Contains(error.Problems, p => p.Contains("policy.steps is \"many\"; it must be a whole number", StringComparison.Ordinal));
        Assert.Contains(error.Problems, p => p.Contains("generation is 5; it is a section", StringComparison.Ordinal));
        Assert.Contains(error.Problems, p => p.Contains("'nonsense' is not key=value", StringComparison.Ordinal));
        Assert.Contains(error.Problems, p => p.Contains("data.order is \"backwards\"; it must be one of as-given, easiest-first, random", StringComparison.Ordinal));
    }

    [Fact]
    public void Values_out_of_range_and_missing_files_are_listed_together()
    {
        var error = Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load(
            "quickstart", ["policy.steps=0", "generation.topP=2", "model.path=/nowhere/model", "data.sources=[\"/nowhere/seeds.jsonl\"]", "policy.update.learningRate=-1"], NoEnvironment));
        Assert.Equal(5, error.Problems.Count);
        Assert.Contains(error.Problems, p => p.StartsWith("policy.steps is 0", StringComparison.Ordinal));
        Assert.Contains(error.Problems, p => p.StartsWith("generation.topP is 2", StringComparison.Ordinal));
        Assert.Contains(error.Problems, p => p.Contains("/nowhere/model", StringComparison.Ordinal));
        Assert.Contains(error.Problems, p => p.Contains("/nowhere/seeds.jsonl does not exist", StringComparison.Ordinal));
        Assert.Contains(error.Problems, p => p.StartsWith("policy.update.learningRate is -1", StringComparison.Ordinal));
    }

    [Fact]
    public void An_unknown_preset_names_those_that_there_are()
    {
        var error = Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load("quickstrat", [], NoEnvironment));
        Assert.Contains("quickstart", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(AllPresets))]
    public void Every_preset_is_read_and_survives_being_kept_with_a_run(string preset)
    {
        // The model and data of a preset for larger machines are not here: only they may be missing.
        RunConfiguration configuration;
        try
        {
            configuration = ConfigurationLoader.Load(preset, [], NoEnvironment);
        }
        catch (ConfigurationException error)
        {
            Assert.All(error.Problems, p => Assert.Matches("^(model.path|data.sources|data.verifiable)", p));
            configuration = ConfigurationLoader.Load(preset, ["model.path=models/primer", "data.sources=[\"primer\"]", "data.instructions=10", "data.verifiable=[]"], NoEnvironment);
        }
        string kept = ConfigurationLoader.Format(configuration);
        Assert.Equal(kept, ConfigurationLoader.Format(ConfigurationLoader.Parse(kept)));
    }
}
