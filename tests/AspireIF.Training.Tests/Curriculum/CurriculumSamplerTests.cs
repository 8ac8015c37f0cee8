using System.Text.Json;
using AspireIF.Training.Curriculum;

namespace AspireIF.Training.Tests.Curriculum;

public sealed class CurriculumSamplerTests
{
    private static readonly CurriculumItem[] Items = [.. Enumerable.Range(0, 60).Select(i => new CurriculumItem($"i{i}", 1 + i % 3))];

    [Fact]
    public void Every_item_of_a_level_comes_before_any_comes_again()
    {
        var sampler = new CurriculumSampler(Items, new CurriculumSamplerOptions { Mode = CurriculumMode.None });
        foreach (var level in sampler.Draw(600).GroupBy(item => item.Level))
        {
            Assert.InRange(level.Count(), 140, 260);
            foreach (CurriculumItem[] round in level.Chunk(20).Where(round => round.Length == 20))
                Assert.Equal(20, round.Distinct().Count());
        }
    }

    [Fact]
    public void Stages_go_from_level_to_level_and_end_with_all()
    {
        var sampler = new CurriculumSampler(Items, new CurriculumSamplerOptions { Mode = CurriculumMode.Staged, StageDraws = 30 });
        foreach (int level in (int[])[1, 2, 3])
            Assert.All(sampler.Draw(30), item => Assert.Equal(level, item.Level));
        Assert.Equal(3, sampler.Draw(60).Select(item => item.Level).Distinct().Count());
    }

    [Fact]
    public void Levels_near_one_half_are_preferred_and_none_is_forgotten()
    {
        var sampler = new CurriculumSampler(Items, new CurriculumSamplerOptions { Mode = CurriculumMode.Adaptive, LeastWeight = 0.1 });
        for (int i = 0; i < 200; i++)
        {
            sampler.Report(1, 1);
            sampler.Report(2, 0.5);
            sampler.Report(3, 0.1);
        }
        Assert.Equal(0.1 / (0.1 + 1 + 0.36), sampler.Weights[1], 3);
        Assert.Equal(1 / (0.1 + 1 + 0.36), sampler.Weights[2], 3);
        var drawn = sampler.Draw(2000).CountBy(item => item.Level).ToDictionary();
        Assert.InRange(drawn[2], 1250, 1500);
        Assert.InRange(drawn[1], 90, 190);
    }

    [Theory]
    [InlineData(CurriculumMode.None)]
    [InlineData(CurriculumMode.Staged)]
    [InlineData(CurriculumMode.Adaptive)]
    public void Draws_continue_from_a_stored_state(CurriculumMode mode)
    {
        var options = new CurriculumSamplerOptions { Mode = mode, StageDraws = 20, Seed = 5 };
        var whole = new CurriculumSampler(Items, options);
        whole.Draw(37);
        whole.Report(2, 0.1);
        var stored = JsonSerializer.Deserialize<CurriculumState>(JsonSerializer.Serialize(whole.State));
        Assert.Equal(whole.Draw(100), new CurriculumSampler(Items, options, stored).Draw(100));
        Assert.NotEqual(new CurriculumSampler(Items, options).Draw(100), new CurriculumSampler(Items, options with { Seed = 6 }).Draw(100));
    }

    [Fact]
    public void Unknown_levels_empty_curricula_and_unsound_options_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CurriculumSampler(Items, new()).Report(9, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CurriculumSampler(Items, new()).Report(1, 1.5));
        Assert.Throws<ArgumentException>(() => new CurriculumSampler([], new()));
        Assert.Equal(3, new CurriculumSamplerOptions { StageDraws = 0, LeastWeight = 0, Memory = 1 }.Problems().Count);
    }
}
