using System.Globalization;
using System.Numerics;
using AspireIF.Instructions.Checkers.FinalAnswers;
using AspireIF.Instructions.Tests.Fuzzing;
using CsCheck;

namespace AspireIF.Instructions.Tests.FinalAnswers;

public sealed class MathAnswerTests
{
    [Theory]
    [InlineData("5", "5")]
    [InlineData("5", " $5$. ")]
    [InlineData("5", "5.0")]
    [InlineData("5", "+5")]
    [InlineData("0", "-0")]
    [InlineData("-5", "\u22125")]
    [InlineData("0.5", ".50")]
    [InlineData("0.5", @"\frac{1}{2}")]
    [InlineData("0.5", "1/2")]
    [InlineData(@"\frac12", @"\dfrac{2}{4}")]
    [InlineData(@"\frac1{72}", "1/72")]
    [InlineData(@"-\frac{3}{4}", @"\frac{-3}{4}")]
    [InlineData(@"-\frac{3}{4}", @"\frac{3}{-4}")]
    [InlineData("-3/4", "-0.75")]
    [InlineData(@"1\frac{1}{2}", "3/2")]
    [InlineData("1 1/2", "1.5")]
    [InlineData("-1 1/2", "-1.5")]
    [InlineData("1234567", "1,234,567")]
    [InlineData("1234567.5", @"1{,}234{,}567.50")]
    [InlineData("12345", @"12\,345")]
    [InlineData("12345", @"12,\!345")]
    [InlineData(@"3 \times 10^8", "300000000")]
    [InlineData(@"3 \cdot 10^{-2}", "0.03")]
    [InlineData("10^3", "1000")]
    [InlineData("50", @"50\%")]
    [InlineData("50", "50 %")]
    [InlineData("30", @"30^\circ")]
    [InlineData("30", @"30^{\circ}")]
    [InlineData("30", "30°")]
    [InlineData("30", "30 degrees")]
    [InlineData("18", @"\$18")]
    [InlineData("18", @"18\text{ cm}^2")]
    [InlineData("18", @"18\ \mathrm{cm}^{2}")]
    [InlineData("18", "18 square feet")]
    [InlineData("18", "18cm^2")]
    [InlineData("60", "60 miles per hour")]
    [InlineData("60", "60 km/h")]
    [InlineData(@"9\pi", @"9 \pi \text{ square units}")]
    [InlineData(@"9\pi", "9π")]
    [InlineData("5", "x = 5")]
    [InlineData("5", "x_1=5")]
    [InlineData("2x+1", "f(x) = 2x + 1")]
    [InlineData("x^2", "x^{2}")]
    [InlineData("x^{10}", "x^10")]
    [InlineData(@"\sqrt2", @"\sqrt{2}")]
    [InlineData(@"\frac{\sqrt{3}}{2}", @"\sqrt{3}/2")]
    [InlineData(@"\sqrt[3]{2}", @"\sqrt[3]2")]
    [InlineData(@"\left(\frac{1}{2}, 3\right)", "(0.5,3)")]
    [InlineData("(1,234)", "( 1, 234 )")]
    [InlineData("1, 2", @"1 \text{ and } 2")]
    [InlineData(@"\{1, 2\}", @"\left\{ 2, 1 \right\}")]
    [InlineData(@"(-\infty, 3]", "(-∞,3.0]")]
    [InlineData("Monday", @"\text{monday}")]
    [InlineData(@"\text{New York}", @"\text{new  york}")]
    [InlineData(@"\text{(A)}", "(A)")]
    [InlineData("2a", "2 a")]
    [InlineData(@"\boxed{7}", "7")]
    [InlineData("x \\leq 3", @"x\le3")]
    public void Equal_answers(string a, string b)
    {
        Assert.True(MathAnswer.AreEqual(a, b), $"{MathAnswer.Canonical(a)} / {MathAnswer.Canonical(b)}");
        Assert.True(MathAnswer.AreEqual(b, a));
    }

    [Theory]
    [InlineData("5", "6")]
    [InlineData("5", "-5")]
    [InlineData("5", "")]
    [InlineData("", "")]
    [InlineData("0.33", "1/3")]
    [InlineData("1 1/2", "11/2")]
    [InlineData("1/0", "2/0")]
    [InlineData("0.5", @"50\%")]
    [InlineData("(1,2)", "(2,1)")]
    [InlineData("(1,2)", "[1,2]")]
    [InlineData("(1,234)", "1234")]
    [InlineData(@"\{1,1,2\}", @"\{1,2,2\}")]
    [InlineData("1,2", "1,2,3")]
    [InlineData("5m", "5")]
    [InlineData("5x", "5")]
    [InlineData("A", "a")]
    [InlineData("x", "y")]
    [InlineData("x+y=6", "6")]
    [InlineData(@"2\sqrt{3}", @"\sqrt{12}")]
    [InlineData(@"\sqrt[3]{2}", @"\sqrt{2}")]
    [InlineData(@"\pi r", @"\pir")]
    [InlineData("x^{12}", "x^1 2")]
    [InlineData(@"\frac{1}{2}", @"\frac{2}{1}")]
    public void Unequal_answers(string a, string b)
    {
        Assert.False(MathAnswer.AreEqual(a, b), $"{MathAnswer.Canonical(a)} / {MathAnswer.Canonical(b)}");
        Assert.False(MathAnswer.AreEqual(b, a));
    }

    [Fact]
    public void Numbers_are_equal_exactly_when_their_values_are() =>
        Gen.Select(Gen.Int[-300, 300], Gen.Int[1, 40], Gen.Int[-300, 300], Gen.Int[1, 40], Gen.Int[0, 3], Gen.Int[0, 3]).Sample((a, b, c, d, formA, formB) =>
            MathAnswer.AreEqual(Written(a, b, formA), Written(c, d, formB)) == ((BigInteger)a * d == (BigInteger)c * b), iter: 20_000);

    [Fact]
    public void Thousands_and_zeros_do_not_change_a_number() =>
        Gen.Select(Gen.Long[0, 999_999_999_999], Gen.Int[0, 4]).Sample((number, zeros) =>
        {
            string plain = number.ToString(CultureInfo.InvariantCulture), grouped = number.ToString("N0", CultureInfo.InvariantCulture);
            return MathAnswer.AreEqual(plain, grouped) && MathAnswer.AreEqual(plain, grouped.Replace(",", "{,}", StringComparison.Ordinal))
                && MathAnswer.AreEqual(plain, $"${grouped}.{new string('0', zeros + 1)}\\text{{ m}}$");
        }, iter: 5_000);

    [Fact]
    public void Any_texts_are_compared_without_failing_and_the_relation_is_symmetric()
    {
        Gen<string> latex = FuzzText.OneOf("\\frac", "\\boxed", "\\text", "\\left", "\\sqrt", "{", "}", "[", "]", "(", ")", "\\{", "\\}", "\\", "^", "_", "\\circ", ",", "=", "/", "-", "+", ".", "1", "23", "x", " ", "\\pi", "cm", "%", "$", "\ud800", "é", "\n", "\\and", "{,}", "and")
            .Array[0, 25].Select(string.Concat);
        Gen<string> any = Gen.Frequency((4, latex), (1, FuzzText.Any));
        Gen.Select(any, any).Sample((a, b) =>
        {
            _ = ChoiceLetter.Find(a);
            _ = Boxed.FindLast(b);
            return MathAnswer.AreEqual(a, b) == MathAnswer.AreEqual(b, a) && (a.Length > MathAnswer.Longest || MathAnswer.Canonical(a).Length == 0 || MathAnswer.AreEqual(a, a));
        }, iter: 20_000);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("\\frac")]
    [InlineData("\\boxed{")]
    [InlineData("\\text{")]
    [InlineData("\\{1,")]
    [InlineData("(")]
    [InlineData("1,234")]
    [InlineData("^")]
    [InlineData("answer is ")]
    public void Long_answers_are_judged_too(string piece)
    {
        foreach (int length in (int[])[MathAnswer.Longest, 200_000])
        {
            string text = string.Concat(Enumerable.Repeat(piece, length / piece.Length));
            Assert.False(new FinalAnswerCheck(AnswerKind.Math, "5").Check($"\\boxed{{{text}}}").Satisfied);
            Assert.False(MathAnswer.AreEqual(text, "5"));
            Assert.Null(ChoiceLetter.Find(text));
        }
    }

    private static string Written(int over, int under, int form) => form switch
    {
        0 => $"{over}/{under}",
        1 => $"\\frac{{{over}}}{{{under}}}",
        2 when over >= 0 => $"{over / under} {over % under}/{under}",
        // An exact decimal, where there is one of few digits.
        3 when 10_000 * (long)over % under == 0 => (over / (decimal)under).ToString(CultureInfo.InvariantCulture),
        _ => $"$\\dfrac{{{over}}}{{{under}}}$",
    };
}
