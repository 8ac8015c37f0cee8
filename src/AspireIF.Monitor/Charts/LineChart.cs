namespace AspireIF.Monitor.Charts;

public enum ChartUnit
{
    Number,

    /// <summary>0 to 1, shown as percent.</summary>
    Share,
}

/// <summary>A line of a chart: a value at each of some steps, in their order.</summary>
public sealed record ChartLine(string Name, IReadOnlyList<(double Step, double Value)> Points)
{
    public double Last => Points[^1].Value;
}

/// <summary>Curves over the steps of a run.</summary>
public sealed record LineChart(string Title, ChartUnit Unit, IReadOnlyList<ChartLine> Lines)
{
    /// <summary>Lines without a point are left out.</summary>
    public static LineChart Of(string title, IReadOnlyList<(string Name, (double Step, double Value)[] Points)> lines, ChartUnit unit = ChartUnit.Number) =>
        new(title, unit, [.. lines.Where(line => line.Points.Length > 0).Select(line => new ChartLine(line.Name, line.Points))]);

    public double FirstStep => Lines.Min(line => line.Points[0].Step);

    public double LastStep => Lines.Max(line => line.Points[^1].Step);
}
