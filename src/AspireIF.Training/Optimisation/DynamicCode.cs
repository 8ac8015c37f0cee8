namespace AspireIF.Training.Optimisation;

/// <summary>
/// The 256 numbers from -1 (or 0) to 1 that 8 bits stand for under dynamic quantisation (Dettmers et al., "8-bit Optimizers via Block-wise Quantization", ICLR 2022, section 1.3): seven
/// decades, each finer than the one below it. Without a sign its bit makes every decade twice as fine (section 2.2).
/// </summary>
internal static class DynamicCode
{
    public const int Count = 256;

    private const int Decades = 7;

    /// <summary>In ascending order; a number's code is its place.</summary>
    public static float[] Numbers(bool signed)
    {
        var numbers = new List<double> { 0, 1 };
        for (int decade = 0; decade < Decades; decade++)
        {
            // The middles of so many equal parts of 0.1 to 1, times a power of ten.
            int parts = signed ? 1 << decade : 2 << decade;
            double scale = Math.Pow(10, decade - Decades + 1);
            for (int part = 0; part < parts; part++)
            {
                double number = scale * (0.1 + (0.9 * (part + 0.5) / parts));
                numbers.Add(number);
                if (signed)
                    numbers.Add(-number);
            }
        }
        return [.. numbers.Order().Select(number => (float)number)];
    }

    /// <summary>Halfway between neighbours: a number's code is how many of these lie below it. [255]</summary>
    public static float[] Borders(float[] numbers) => [.. numbers.Zip(numbers.Skip(1), (low, high) => (low + high) / 2)];
}
