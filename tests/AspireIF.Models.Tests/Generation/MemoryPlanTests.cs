using AspireIF.Models.Generation;

namespace AspireIF.Models.Tests.Generation;

public sealed class MemoryPlanTests
{
    [Fact]
    public void The_cache_takes_what_the_budget_leaves()
    {
        var options = new EngineOptions { MaxSequences = 10, MaxContext = 100, Threads = 1 };
        var roomy = GenerationEngine.PlanOnCpu(TinyModels.Qwen2, options);
        // 16 tokens, 2 layers, keys and values of 2 heads of 16 dimensions, fp32.
        Assert.Equal(16 * 2 * 2 * 2 * 16 * 4, roomy.PageBytes);

        var tight = GenerationEngine.PlanOnCpu(TinyModels.Qwen2, options with { MemoryBytes = roomy.FixedBytes + 20 * roomy.PageBytes + 5 });
        Assert.Equal(20, tight.Pages);
        Assert.True(tight.TotalBytes <= roomy.FixedBytes + 20 * roomy.PageBytes + 5);

        var error = Assert.Throws<GenerationException>(
            () => GenerationEngine.PlanOnCpu(TinyModels.Qwen2, options with { MemoryBytes = roomy.FixedBytes + 6 * roomy.PageBytes }));
        Assert.Contains("too small", error.Message);
    }

    [Fact]
    public void Without_a_budget_half_of_the_machine_is_the_limit()
    {
        var plan = GenerationEngine.PlanOnCpu(TinyModels.Qwen2 with { MaxPositions = 1_000_000 }, new EngineOptions { MaxSequences = 100_000, StepRows = 100_000 });

        Assert.InRange(plan.TotalBytes, 0, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);
    }
}
