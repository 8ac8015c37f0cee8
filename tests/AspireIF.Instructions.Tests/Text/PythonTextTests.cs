using AspireIF.Instructions.Text;

namespace AspireIF.Instructions.Tests.Text;

/// <summary>Expected values are CPython 3.11's.</summary>
public sealed class PythonTextTests
{
    [Theory]
    [InlineData("ΑΣ ΑΣΑ Σ", "ας ασα σ")]
    [InlineData("ΑΣ.", "ας.")]
    [InlineData("ΑΣ'Α", "ασ'α")]
    [InlineData("İK\u212AẞǅⅧⒶ\U00010400", "i̇kkßǆⅷⓐ\U00010428")]
    public void Lower(string text, string expected) => Assert.Equal(expected, PythonText.Lower(text));

    [Theory]
    [InlineData("ABC 1!", true, false)]
    [InlineData("123", false, false)]
    [InlineData("ǅ", false, false)]
    [InlineData("ⅧⒶ", true, false)]
    [InlineData("ªⅷ", false, true)]
    [InlineData("ÀÉ", true, false)]
    [InlineData("Aé", false, false)]
    public void Case(string text, bool upper, bool lower)
    {
        Assert.Equal(upper, PythonText.IsUpper(text));
        Assert.Equal(lower, PythonText.IsLower(text));
    }

    [Fact]
    public void Strip_takes_the_separators_and_leaves_the_zero_width_space() =>
        Assert.Equal("\u200ba\ufeff", PythonText.Strip("\x1c\x1f \u3000\u200ba\ufeff\u0085\n").ToString());
}
