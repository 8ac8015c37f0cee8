namespace AspireIF.Cli.Console;

internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>A curve in so many characters, each the mean of its share of the values; scaled from the least to the greatest.</summary>
    public static string Of(IReadOnlyList<double> values, int width)
    {
        width = Math.Min(width, values.Count);
        double[] means = [.. Enumerable.Range(0, width).Select(i =>
            values.Skip(i * values.Count / width).Take((i + 1) * values.Count / width - i * values.Count / width).Average())];
        double low = means.Min(), range = Math.Max(means.Max() - low, 1e-12);
        return string.Concat(means.Select(m => Bars[(int)Math.Round((m - low) / range * (Bars.Length - 1))]));
    }
}
