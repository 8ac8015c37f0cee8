using System.Globalization;
using AspireIF.Monitor.Charts;
using CsCheck;

namespace AspireIF.Hosting.Tests;

public sealed class ChartScaleTests
{
    [Fact]
    public void Marks_are_round_and_embrace_the_values()
    {
        ChartScale scale = Scale([(0, 0.13), (10, 0.87)], ChartUnit.Share);

        Assert.Equal(["0%", "20%", "40%", "60%", "80%", "100%"], scale.Ticks.Select(scale.Label));
    }

    [Fact]
    public void One_point_and_equal_values_have_a_place()
    {
        Assert.InRange(Scale([(3, 7)]).X(3), ChartScale.PlotLeft, ChartScale.PlotRight);
        Assert.InRange(Scale([(0, 0), (1, 0)]).Y(0), 0, ChartScale.PlotBottom);
    }

    [Fact]
    public void Every_point_of_any_curve_lies_in_the_picture() => Gen.Double[-1e6, 1e6].Array[1, 50].Sample(values =>
    {
        ChartScale scale = Scale([.. values.Select((value, step) => ((double)step, value))]);
        Assert.InRange(scale.Ticks.Count, 2, 12);
        string points = scale.Points(new ChartLine("", [.. values.Select((value, step) => ((double)step, value))]));
        Assert.All(points.Split(' '), point =>
        {
            double[] place = [.. point.Split(',').Select(part => double.Parse(part, CultureInfo.InvariantCulture))];
            Assert.InRange(place[0], ChartScale.PlotLeft - 0.1, ChartScale.PlotRight + 0.1);
            Assert.InRange(place[1], 0, ChartScale.PlotBottom + 0.1);
        });
    });

    private static ChartScale Scale((double, double)[] points, ChartUnit unit = ChartUnit.Number) => new(LineChart.Of("a chart", [("a line", points)], unit));
}
