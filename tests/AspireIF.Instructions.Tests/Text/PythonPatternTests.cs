using System.Diagnostics;
using AspireIF.Instructions.Text.Patterns;

namespace AspireIF.Instructions.Tests.Text;

/// <summary>Expected values are CPython 3.11's.</summary>
public sealed class PythonPatternTests
{
    [Theory]
    [InlineData("a*", "baac", 4)]
    [InlineData("", "\U0001D400b", 3)]
    [InlineData("a|ab|b", "abab", 4)]
    [InlineData(@"\w+", "cafe\u0301 x² ½", 3)]
    [InlineData(@"(?:a|ab)(?:c|bcd)(d*)", "abcd", 1)]
    [InlineData(@"(a+)+$", "aaa\n", 1)]
    [InlineData(@"\bcat\b", "cat concat cat_ cat's", 2)]
    [InlineData(@"[^\W\d_]+", "ab1_é", 2)]
    [InlineData(@"x{,2}", "xxx", 3)]
    [InlineData(@"{", "{{", 2)]
    [InlineData(@"a{,}b", "aab b", 2)]
    [InlineData(@"(a)?b(?(1)c|d)", "abc bd bc", 2)]
    [InlineData(@"(?P<q>['""]).*?(?P=q)", "'a' \"b' c\"", 2)]
    [InlineData(@"(?<=\d)%", "5% %", 1)]
    [InlineData(@"(?<![a-z])x", "ax x", 1)]
    [InlineData(@"a(?#comment)b", "ab", 1)]
    [InlineData(@"(?x) a  b # c", "ab", 1)]
    [InlineData(@"a++b", "aaab", 1)]
    [InlineData(@"(?>a|ab)c", "abc", 0)]
    [InlineData(@"\d", "٣3²", 2)]
    [InlineData(@"\s", "\x1c\u200b\u3000", 2)]
    [InlineData(@".", "a\n\U0001F600", 2)]
    [InlineData(@"[]a]", "]a", 2)]
    [InlineData(@"\x41\u0042\103", "ABC", 1)]
    public void Finds_what_Python_finds(string pattern, string text, int count) => Assert.Equal(count, new PythonPattern(pattern).Count(text));

    [Theory]
    [InlineData("kiss", "KIſſ Kıss kİSS", 3)]
    [InlineData("σας", "ΣΑΣ σασ", 2)]
    [InlineData("straße", "STRASSE straẞe", 1)]
    [InlineData("[a-z]+", "ſK é", 1)]
    [InlineData("(?-i:a)B", "ab Ab aB", 2)]
    [InlineData(@"(a)\1", "aA", 1)]
    public void Ignores_case_as_Python_does(string pattern, string text, int count) => Assert.Equal(count, new PythonPattern(pattern, ignoreCase: true).Count(text));

    [Theory]
    [InlineData("(")]
    [InlineData(")")]
    [InlineData("*a")]
    [InlineData("a**")]
    [InlineData("^*")]
    [InlineData("[z-a]")]
    [InlineData("[a")]
    [InlineData(@"\")]
    [InlineData(@"\y")]
    [InlineData(@"\1")]
    [InlineData("(?<=a+)b")]
    [InlineData("a(?i)b")]
    [InlineData("(?P<a>x)(?P<a>y)")]
    [InlineData("a{2,1}")]
    [InlineData("((a{1000}){1000}){1000}")]
    public void An_invalid_pattern_is_an_error(string pattern) => Assert.Throws<PatternException>(() => new PythonPattern(pattern));

    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("(a|a)*b")]
    [InlineData("(x+x+)+y")]
    [InlineData("(.*)*=.*")]
    [InlineData("(?=(a*)*b)a")]
    [InlineData(@"(a*)*\1b")]
    [InlineData(@"(\w+\s?)+$!")]
    [InlineData("(?:a?){500}a{500}")]
    public void No_pattern_runs_for_long(string pattern)
    {
        string text = new('a', 50_000);
        var compiled = new PythonPattern(pattern, ignoreCase: true);
        var clock = Stopwatch.StartNew();
        // Either an answer or a refusal; without a bound most of these would run for longer than the universe is old.
        try
        {
            _ = compiled.Search(text);
            _ = compiled.Count(text);
        }
        catch (TimeoutException)
        {
        }
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"it took {clock.Elapsed}");
    }
}
