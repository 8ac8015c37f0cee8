using System.Runtime.InteropServices;
using AspireIF.Models.Native;

namespace AspireIF.Models.Tests.Native;

public sealed class OutOfGpuMemoryTests
{
    [Fact]
    public void The_message_names_the_part_and_what_takes_less()
    {
        var error = Assert.Throws<OutOfGpuMemoryException>(() => OutOfGpuMemoryException.Explain("a backward pass", "turn on recompute",
            () => throw new ExternalException("CUDA out of memory. Tried to allocate 2.00 GiB.\nmore")));
        Assert.Contains("in a backward pass: turn on recompute.", error.Message, StringComparison.Ordinal);
        Assert.Contains("Tried to allocate 2.00 GiB.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_errors_pass_as_they_are() =>
        Assert.Equal("shape", Assert.Throws<ExternalException>(() => OutOfGpuMemoryException.Explain("a", "b", () => throw new ExternalException("shape"))).Message);
}
