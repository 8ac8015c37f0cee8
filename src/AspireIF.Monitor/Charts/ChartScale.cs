using System.Globalization;

namespace AspireIF.Monitor.Charts;

/// <summary>Where values lie in the picture of a chart, and its marks on the left.</summary>
public sealed class ChartScale
{
    public const int Width = 420, Height = 170;
    private const int Left = 44, Right = 10, Top = 8, Bottom = 20, Marks = 4;

    private readonly LineChart _chart;
    private readonly double _low, _high;

    public ChartScale(LineChart chart)
    {
        _chart = chart;
        double low = chart.Lines.Min(line => line.Points.Min(point => point.Value)), high = chart.Lines.Max(line => line.Points.Max(point => point.Value));
        double step = RoundStep(Math.Max(high - low, Math.Max(Math.Abs(high), 1e-6) * 0.05) / Marks);
        _low = Math.Floor(low / step) * step;
        _high = Math.Max(Math.Ceiling(high / step) * step, _low + step);
        Ticks = [.. Enumerable.Range(0, (int)Math.Round((_high - _low) / step) + 1).Select(i => _low + (i * step))];
    }

    public IReadOnlyList<double> Ticks { get; }

    public static int PlotLeft => Left;

    public static int PlotRight => Width - Right;

    public static int PlotBottom => Height - Bottom;

    public double X(double step)
    {
        double span = _chart.LastStep - _chart.FirstStep;
        return Left + (span == 0 ? 0.5 : (step - _chart.FirstStep) / span) * (Width - Left - Right);
    }

    public double Y(double value) => Top + ((_high - value) / (_high - _low) * (Height - Top - Bottom));

    /// <summary>The points of a polyline.</summary>
    public string Points(ChartLine line) => string.Join(' ', line.Points.Select(point => $"{Number(X(point.Step))},{Number(Y(point.Value))}"));

    public static string Number(double coordinate) => coordinate.ToString("0.#", CultureInfo.InvariantCulture);

    public string Label(double value) => _chart.Unit == ChartUnit.Share
        ? (100 * value).ToString("0.#", CultureInfo.InvariantCulture) + "%"
        : value.ToString(Math.Abs(value) switch { >= 100 => "0", >= 10 => "0.#", >= 0.1 => "0.###", _ => "0.#####" }, CultureInfo.InvariantCulture);

    /// <summary>1, 2 or 5 times a power of ten, at least <paramref name="step"/>.</summary>
    private static double RoundStep(double step)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return (step / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * power;
    }
}
