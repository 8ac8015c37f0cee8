using AspireIF.Models.Tokenization;
using CsCheck;

namespace AspireIF.Tests.Tokenization;

public sealed class CanonicalCompositionTests
{
    // What Python's unicodedata.normalize("NFC", s) gives.
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("\u00E9", "\u00E9")]
    [InlineData("\u212B", "\u00C5")]
    [InlineData("s\u0307\u0323", "\u1E69")]
    [InlineData("s\u0323\u0307", "\u1E69")]
    [InlineData("a\u0315\u0300\u05AE\u0301", "\u00E0\u05AE\u0301\u0315")]
    [InlineData("\u0958", "\u0915\u093C")]
    [InlineData("\u0F69", "\u0F40\u0FB5")]
    [InlineData("\u0344", "\u0308\u0301")]
    [InlineData("\u1100\u1161\u11A8", "\uAC01")]
    [InlineData("\uAC00\u11A8", "\uAC01")]
    [InlineData("\uAC01\u11A8", "\uAC01\u11A8")]
    [InlineData("\U0001D15F", "\U0001D158\U0001D165")]
    [InlineData("\U00011099\U000110BA", "\U0001109A")]
    [InlineData("\uF900\uD800x", "\u8C48\uD800x")]
    public void Form_C_is_the_reference_s(string text, string expected) =>
        Assert.Equal(expected, CanonicalComposition.Shared.Normalize(text));

    [Fact]
    public void Twice_is_once() => RandomText.Strings.Sample(
        text =>
        {
            var once = CanonicalComposition.Shared.Normalize(text);
            return CanonicalComposition.Shared.Normalize(once) == once;
        },
        iter: 50_000);
}
