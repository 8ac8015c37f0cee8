namespace AspireIF.Models.Generation.Cuda;

/// <summary>
/// Numbers of 8 bits: a sign, 4 bits of exponent with bias 7, 3 of mantissa; no infinities, and one NaN of each sign (Micikevicius et al. 2022, "FP8 Formats for Deep Learning").
/// What the kernels do in instructions of their own, for looking into their weights.
/// </summary>
internal static class E4M3
{
    public const float Largest = 448;

    private const int SmallestExponent = -6, MantissaBits = 3;

    public static float ToFloat(byte code)
    {
        var (exponent, mantissa) = (code >> MantissaBits & 15, code & 7);
        if ((code & 127) == 127)
            return float.NaN;
        var size = exponent == 0 ? MathF.ScaleB(mantissa, SmallestExponent - MantissaBits) : MathF.ScaleB(8 + mantissa, exponent - 7 - MantissaBits);
        return code < 128 ? size : -size;
    }

    /// <summary>The nearest code, the even one of two; beyond the largest number that one.</summary>
    public static byte Nearest(float value)
    {
        var sign = float.IsNegative(value) ? 128 : 0;
        if (float.IsNaN(value))
            return (byte)(sign | 127);
        var size = MathF.Min(MathF.Abs(value), Largest);
        var exponent = Math.Max(SmallestExponent, size == 0 ? SmallestExponent : MathF.ILogB(size));
        // Steps of the mantissa above the exponent's first number; a full mantissa carries into the exponent by itself.
        var steps = (int)MathF.Round(MathF.ScaleB(size, MantissaBits - exponent), MidpointRounding.ToEven);
        return (byte)(sign | ((exponent - SmallestExponent) * 8 + steps));
    }
}
