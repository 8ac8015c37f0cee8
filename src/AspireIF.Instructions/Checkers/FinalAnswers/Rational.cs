using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace AspireIF.Instructions.Checkers.FinalAnswers;

/// <summary>An exact number, read from canonical LaTeX (<see cref="CanonicalLatex"/>). Equal when the values are.</summary>
internal readonly partial record struct Rational
{
    private const int LargestExponent = 1000;

    private readonly BigInteger _numerator, _denominator;

    private Rational(BigInteger numerator, BigInteger denominator)
    {
        BigInteger divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        _numerator = numerator / divisor;
        _denominator = denominator / divisor;
    }

    /// <summary>
    /// A decimal number (<c>-0.5</c>), a fraction of them (<c>\frac{1}{2}</c>), a mixed number (<c>1\frac{1}{2}</c>), or a decimal number times a power
    /// of ten (<c>3\times 10^{8}</c>); null for anything else and for a division by zero.
    /// </summary>
    public static Rational? Parse(string canonical)
    {
        if (Decimal().Match(canonical) is { Success: true } simple)
            return Signed(simple, Number(simple.Groups["a"].Value));
        if (Fraction().Match(canonical) is { Success: true } fraction)
        {
            Rational over = Number(fraction.Groups["a"].Value), under = Number(fraction.Groups["b"].Value);
            if (under._numerator.IsZero)
                return null;
            BigInteger whole = fraction.Groups["whole"] is { Length: > 0 } group ? BigInteger.Parse(group.Value, CultureInfo.InvariantCulture) : BigInteger.Zero;
            BigInteger denominator = over._denominator * under._numerator;
            return Signed(fraction, new Rational(over._numerator * under._denominator + whole * denominator, denominator));
        }
        if (Scientific().Match(canonical) is { Success: true } power
            && int.TryParse(power.Groups["e"].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int exponent) && Math.Abs(exponent) <= LargestExponent)
        {
            Rational factor = power.Groups["a"].Length > 0 ? Number(power.Groups["a"].Value) : new Rational(1, 1);
            BigInteger scale = BigInteger.Pow(10, Math.Abs(exponent));
            return Signed(power, exponent < 0 ? new Rational(factor._numerator, factor._denominator * scale) : new Rational(factor._numerator * scale, factor._denominator));
        }
        return null;
    }

    private static Rational Signed(Match match, Rational value) =>
        match.Groups["sign"].Value == "-" ? new Rational(-value._numerator, value._denominator) : value;

    private static Rational Number(string digits)
    {
        int point = digits.IndexOf('.', StringComparison.Ordinal);
        return point < 0
            ? new Rational(BigInteger.Parse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), BigInteger.One)
            : new Rational(BigInteger.Parse(digits.Remove(point, 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), BigInteger.Pow(10, digits.Length - point - 1));
    }

    [GeneratedRegex(@"^(?<sign>-?)(?<a>[0-9]+(\.[0-9]+)?)\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Decimal();

    [GeneratedRegex(@"^(?<sign>-?)(?<whole>[0-9]*)\\frac\{(?<a>[0-9]+(\.[0-9]+)?)\}\{(?<b>-?[0-9]+(\.[0-9]+)?)\}\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Fraction();

    [GeneratedRegex(@"^(?<sign>-?)((?<a>[0-9]+(\.[0-9]+)?)(\\times |\\cdot |\*))?10\^\{(?<e>-?[0-9]+)\}\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Scientific();
}
