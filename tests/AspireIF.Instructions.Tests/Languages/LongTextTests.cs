using AspireIF.Instructions.Text.Languages;
using AspireIF.Tests;

namespace AspireIF.Instructions.Tests.Languages;

[Collection(nameof(Alone))]
public sealed class LongTextTests
{
    [Fact]
    public void AVeryLongTextTakesNoLongerThanItsFirstPart()
    {
        string text = string.Concat(Enumerable.Repeat("a@http://", 2_000_000));
        TimeSpan time = Cost.ProcessorTime(() => LanguageIdentifier.Identify(text));
        Assert.True(time < TimeSpan.FromSeconds(2), $"{time}");
    }
}
