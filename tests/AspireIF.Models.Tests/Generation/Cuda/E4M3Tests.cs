using AspireIF.Models.Generation.Cuda;

namespace AspireIF.Models.Tests.Generation.Cuda;

public sealed class E4M3Tests
{
    public static TheoryData<int> Codes => [.. Enumerable.Range(0, 256).Where(code => (code & 127) != 127)];

    [Theory]
    [InlineData(0x00, 0)]
    [InlineData(0x01, 0.001953125f)] // 2^-9
    [InlineData(0x07, 0.013671875f)]
    [InlineData(0x08, 0.015625f)] // 2^-6
    [InlineData(0x38, 1)]
    [InlineData(0xb9, -1.125f)]
    [InlineData(0x7e, 448)]
    public void Codes_are_the_formats_numbers(int code, float number) => Assert.Equal(number, E4M3.ToFloat((byte)code));

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_number_is_its_own_nearest(int code) => Assert.Equal((byte)code, E4M3.Nearest(E4M3.ToFloat((byte)code)));

    [Fact]
    public void Ties_go_to_the_even_code()
    {
        for (var code = 0; code < 0x7e; code++)
        {
            var middle = (E4M3.ToFloat((byte)code) + E4M3.ToFloat((byte)(code + 1))) / 2;
            Assert.Equal((code + 1) / 2 * 2, E4M3.Nearest(middle));
            Assert.Equal(code, E4M3.Nearest(MathF.BitDecrement(middle)));
            Assert.Equal(code + 1, E4M3.Nearest(MathF.BitIncrement(middle)));
        }
    }

    [Fact]
    public void What_is_too_large_is_the_largest_and_NaN_stays()
    {
        Assert.Equal(0x7e, E4M3.Nearest(float.PositiveInfinity));
        Assert.Equal(0xfe, E4M3.Nearest(-1e6f));
        Assert.True(float.IsNaN(E4M3.ToFloat(E4M3.Nearest(float.NaN))));
        Assert.Equal(0x80, E4M3.Nearest(-1e-9f));
    }
}
