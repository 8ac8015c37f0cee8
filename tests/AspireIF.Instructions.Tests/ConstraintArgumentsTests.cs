using System.Text.Json;
using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Tests;

public sealed class ConstraintArgumentsTests
{
    [Fact]
    public void Null_and_absent_are_equal_and_whole_doubles_are_integers()
    {
        var full = Parse("""{"num_words": 300.0, "relation": "at least", "capital_relation": null}""");
        var bare = Parse("""{"relation": "at least", "num_words": 300}""");

        Assert.Equal(full, bare);
        Assert.Equal(300, full.RequireInt32("num_words"));
        Assert.Null(full.FindString("capital_relation"));
    }

    [Fact]
    public void A_wrong_argument_is_named_with_its_value()
    {
        var error = Assert.Throws<ConstraintArgumentException>(() => Parse("""{"num_words": "many"}""").RequireInt32("num_words"));
        Assert.Contains("num_words", error.Message, StringComparison.Ordinal);
        Assert.Contains("many", error.Message, StringComparison.Ordinal);
    }

    private static ConstraintArguments Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return ConstraintArguments.FromJson(document.RootElement);
    }
}
