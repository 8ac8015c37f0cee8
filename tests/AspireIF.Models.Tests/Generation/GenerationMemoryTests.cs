using System.Diagnostics;
using AspireIF.Models.Generation;
using AspireIF.Models.Transformer;
using AspireIF.Tests;

namespace AspireIF.Models.Tests.Generation;

[Collection(nameof(Alone))]
public sealed class GenerationMemoryTests
{
    [Fact]
    public void Memory_does_not_grow_with_what_was_generated()
    {
        using var model = DecoderModel.Create(TinyModels.Qwen2, seed: 1);
        using var engine = GenerationEngine.OnCpu(model, new EngineOptions { MaxSequences = 64, Threads = 2 });
        Generate(10_000);
        var before = Used();
        Generate(40_000);
        var grown = Used() - before;

        // Keeping no more than the tokens' numbers, 16 bytes each, would make 640 kB.
        Assert.True(grown.Heap < 300_000, $"the managed heap grew by {grown.Heap:N0} bytes");
        Assert.True(grown.Resident < 20_000_000, $"resident memory grew by {grown.Resident:N0} bytes");

        void Generate(int tokens)
        {
            for (ulong round = 0; round < (ulong)tokens / 2000; round++)
                Task.WhenAll(engine.GenerateGroup(new GenerationRequest([1, 2, 3, (int)round]) { MaxNewTokens = 100 }, [.. Enumerable.Range(0, 20).Select(i => (round << 8) + (ulong)i)]))
                    .Wait();
        }
    }

    private static Memory Used()
    {
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        using var process = Process.GetCurrentProcess();
        return new Memory(heap, process.WorkingSet64);
    }

    private readonly record struct Memory(long Heap, long Resident)
    {
        public static Memory operator -(Memory a, Memory b) => new(a.Heap - b.Heap, a.Resident - b.Resident);
    }
}
