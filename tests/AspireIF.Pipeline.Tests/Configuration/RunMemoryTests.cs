using AspireIF.Models.Configuration;
using AspireIF.Models.Transformer;
using AspireIF.Pipeline.Configuration;
using AspireIF.Training.Rewards;

namespace AspireIF.Pipeline.Tests.Configuration;

public sealed class RunMemoryTests
{
    // What the driver says of an H100 with 80 GB.
    private const long Memory = 81_559L << 20;

    private static readonly string Primer = Path.Combine(AppContext.BaseDirectory.Split("tests")[0], "models", "primer");

    private static readonly ModelConfiguration Qwen15 = new()
    {
        Family = ModelFamily.Qwen2, VocabularySize = 151_936, HiddenSize = 1536, IntermediateSize = 8960, Layers = 28, QueryHeads = 12, KeyValueHeads = 2, HeadDimension = 128,
        MaxPositions = 32_768, TiedEmbeddings = true, QueryKeyValueBias = true,
    };

    [Theory]
    [InlineData("qwen2.5-1.5b-1gpu", true)]
    [InlineData("r1-distill-qwen-1.5b-1gpu", false)] // its head is not the embedding's transpose
    public void A_preset_for_one_gpu_fits_it_while_the_classifier_is_renewed(string preset, bool tied)
    {
        IReadOnlyList<MemoryPart> parts = RunMemory.Of(Load(preset), Qwen15 with { TiedEmbeddings = tied });
        Assert.Equal(["learner", "reference", "rollouts", "classifiers that score", "classifier in training"], parts.Select(part => part.Name));
        Assert.True(parts.Sum(part => part.Bytes) < Memory, RunMemory.Describe(parts, Memory));
        Assert.DoesNotContain("lower", RunMemory.Describe(parts, Memory), StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_is_said_with_what_takes_less()
    {
        RunConfiguration run = Load("qwen2.5-1.5b-1gpu");
        run = run with { Generation = run.Generation with { MemoryMiB = 40_960 }, Reward = run.Reward with { Training = new ClassifierOptions() } };
        Assert.Contains("lower generation.memoryMiB", RunMemory.Describe(RunMemory.Of(run, Qwen15), Memory), StringComparison.Ordinal);
    }

    private static RunConfiguration Load(string preset) => ConfigurationLoader.Load(preset, [$"model.path={Primer}", "data.sources=[\"primer\"]", "data.instructions=10"]);
}
