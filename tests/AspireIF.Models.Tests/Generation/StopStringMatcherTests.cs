using AspireIF.Models.Generation;
using CsCheck;

namespace AspireIF.Models.Tests.Generation;

public sealed class StopStringMatcherTests
{
    [Fact]
    public void Text_ends_before_the_stop_string_that_ends_first_however_it_is_cut()
    {
        var text = Gen.Char["ab"].Array[0, 30].Select(c => new string(c));
        var stops = Gen.Char["ab"].Array[1, 4].Select(c => new string(c)).List[0, 3];
        Gen.Select(text, stops, Gen.Int[1, 5].List[0, 40]).Sample((text, stops, cuts) =>
        {
            var expected = Naive(text, stops);

            var matcher = new StopStringMatcher(stops);
            var emitted = "";
            var at = 0;
            foreach (var cut in cuts)
            {
                var next = Math.Min(text.Length, at + cut);
                emitted += matcher.Append(text[at..next]);
                Assert.StartsWith(emitted, expected.Before);
                at = next;
            }
            emitted += matcher.Append(text[at..]);
            emitted += matcher.Flush();

            Assert.Equal(expected, (emitted, matcher.Matched));
        });
    }

    [Fact]
    public void Only_what_may_begin_a_stop_string_is_held_back()
    {
        var matcher = new StopStringMatcher(["END"]);

        Assert.Equal("one ", matcher.Append("one E"));
        Assert.Equal("E two ", matcher.Append(" two EN"));
        Assert.Equal("", matcher.Append("D more"));
        Assert.Equal("END", matcher.Matched);
    }

    private static (string Before, string? Stop) Naive(string text, IReadOnlyList<string> stops)
    {
        for (var end = 1; end <= text.Length; end++)
            if (stops.Where(s => text[..end].EndsWith(s, StringComparison.Ordinal)).MaxBy(s => s.Length) is { } stop)
                return (text[..(end - stop.Length)], stop);
        return (text, null);
    }
}
