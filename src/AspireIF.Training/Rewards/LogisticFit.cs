namespace AspireIF.Training.Rewards;

/// <summary>A logistic function of one number: p = 1 / (1 + exp(-(x - Offset) / Temperature)), as Platt scaling fits it (Platt, 1999).</summary>
internal readonly record struct LogisticFit(double Temperature, double Offset)
{
    public double At(double x) => 1 / (1 + Math.Exp(-(x - Offset) / Temperature));

    /// <summary>Of least weighted cross-entropy to targets in [0, 1], by Newton's method with a slight pull of the slope to 0, so that it exists for separable labels too.</summary>
    public static LogisticFit Of(IReadOnlyList<(double X, double Y, double Weight)> labels)
    {
        const double ridge = 1e-3;
        double mean = labels.Sum(l => l.X * l.Weight) / labels.Sum(l => l.Weight), slope = 0, intercept = 0;
        for (int step = 0; step < 50; step++)
        {
            double g0 = 0, g1 = ridge * slope, h00 = 1e-9, h01 = 0, h11 = ridge;
            foreach (var (x, y, weight) in labels)
            {
                double centred = x - mean, p = 1 / (1 + Math.Exp(-(slope * centred + intercept))), error = weight * (p - y), curve = weight * p * (1 - p);
                g0 += error;
                g1 += error * centred;
                h00 += curve;
                h01 += curve * centred;
                h11 += curve * centred * centred;
            }
            double determinant = h00 * h11 - h01 * h01;
            double down0 = (h11 * g0 - h01 * g1) / determinant, down1 = (h00 * g1 - h01 * g0) / determinant;
            // Newton's step may overshoot from afar.
            double scale = Math.Min(1, 2 / Math.Max(Math.Abs(down0), Math.Abs(down1)));
            intercept -= scale * down0;
            slope -= scale * down1;
            if (Math.Abs(down0) + Math.Abs(down1) < 1e-9)
                break;
        }
        slope = Math.Max(slope, 1e-3); // evidence never speaks against what it is evidence for
        return new(1 / slope, mean - intercept / slope);
    }
}
