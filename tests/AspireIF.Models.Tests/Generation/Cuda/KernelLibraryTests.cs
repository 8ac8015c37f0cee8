using AspireIF.Models.Generation.Cuda;

namespace AspireIF.Models.Tests.Generation.Cuda;

public sealed class KernelLibraryTests
{
    [Theory]
    [InlineData("product")]
    [InlineData("wide")]
    [InlineData("attention")]
    [InlineData("rows")]
    [InlineData("sample")]
    [InlineData("pack")]
    public void The_kernels_travel_in_the_library_and_need_no_header(string file)
    {
        var source = KernelLibrary.Source(file);
        Assert.Contains("extern \"C\" __global__", source);
        Assert.DoesNotContain("#include", source);
    }
}
