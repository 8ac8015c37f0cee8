using AspireIF.Instructions.Datasets;
using AspireIF.Tests;

namespace AspireIF.Instructions.Tests.Datasets;

[Collection(nameof(Alone))]
public sealed class DatasetMemoryTests
{
    [Fact]
    public void Memory_does_not_grow_with_the_file()
    {
        using var stream = new Endless("{\"prompt\": \"" + new string('x', 2000) + "\", \"response\": \"y\"}\n", 100_000);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long peak = 0;
        int count = 0;
        foreach (DatasetRow _ in DatasetReader.ReadLines(stream, "endless"))
        {
            if (++count % 20_000 == 0)
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true) - before);
        }
        Assert.Equal(100_000, count);
        // 200 MB of text passed through; what lives is a buffer and a row.
        Assert.InRange(peak, long.MinValue, 4 << 20);
    }
}
