using AspireIF.Models.Generation;

namespace AspireIF.Models.Tests.Generation;

public sealed class PhiloxTests
{
    // The known answers of Random123 1.14, file kat_vectors, "philox4x32 10".
    [Theory]
    [InlineData(new uint[] { 0, 0, 0, 0 }, new uint[] { 0, 0 }, new uint[] { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 })]
    [InlineData(
        new uint[] { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff }, new uint[] { 0xffffffff, 0xffffffff },
        new uint[] { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd })]
    [InlineData(
        new uint[] { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 }, new uint[] { 0xa4093822, 0x299f31d0 },
        new uint[] { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 })]
    public void Gives_the_published_answers(uint[] counter, uint[] key, uint[] expected)
    {
        var (x0, x1, x2, x3) = Philox.Block((counter[0], counter[1], counter[2], counter[3]), (key[0], key[1]));

        Assert.Equal(expected, new[] { x0, x1, x2, x3 });
    }

    [Fact]
    public void Uniform_numbers_fill_the_unit_interval_evenly()
    {
        var counts = new int[64];
        const int draws = 200_000;
        for (var i = 0; i < draws; i++)
        {
            var u = Philox.Uniform((ulong)(i % 7), (ulong)i);
            Assert.InRange(u, 0, 1 - double.Epsilon);
            counts[(int)(u * counts.Length)]++;
        }

        var expected = (double)draws / counts.Length;
        var chiSquare = counts.Sum(c => (c - expected) * (c - expected) / expected);
        Assert.True(chiSquare < 120, $"chi-square {chiSquare} of 63 degrees of freedom"); // p = 2e-5
    }
}
