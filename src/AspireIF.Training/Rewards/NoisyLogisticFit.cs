namespace AspireIF.Training.Rewards;

/// <summary>
/// A logistic function of one number, p = 1 / (1 + exp(-(x - Offset) / Temperature)), fitted to labels of which those that say "no" are right and a share of those
/// that say "yes" is not: p(label yes | x) = p + Noise (1 - p) (class-conditional noise, Natarajan et al., NeurIPS 2013). Pseudo-labels are such: an answer that nobody asked for a
/// thing hardly ever shows it, and one that was asked does as often as the policy obeys.
/// </summary>
/// <param name="Noise">That a label says "yes" where the truth is "no", in [0, 1).</param>
internal readonly record struct NoisyLogisticFit(double Temperature, double Offset, double Noise)
{
    private const int Rounds = 200;

    /// <summary>Of least weighted cross-entropy, by expectation and maximisation (Dempster, Laird and Rubin, 1977): which "yes" are true is what is not seen.</summary>
    public static NoisyLogisticFit Of(IReadOnlyList<(double X, bool Yes, double Weight)> labels)
    {
        LogisticFit fit = LogisticFit.Of([.. labels.Select(l => (l.X, l.Yes ? 1.0 : 0, l.Weight))]);
        double noise = 0.1, no = labels.Where(l => !l.Yes).Sum(l => l.Weight);
        for (int round = 0; round < Rounds; round++)
        {
            double before = noise, mistaken = 0;
            var truths = new (double, double, double)[labels.Count];
            for (int i = 0; i < truths.Length; i++)
            {
                var (x, yes, weight) = labels[i];
                double p = fit.At(x), truth = yes ? p / (p + noise * (1 - p)) : 0;
                mistaken += yes ? weight * (1 - truth) : 0;
                truths[i] = (x, truth, weight);
            }
            noise = mistaken / (mistaken + no);
            fit = LogisticFit.Of(truths);
            if (Math.Abs(noise - before) < 1e-5)
                break;
        }
        return new(fit.Temperature, fit.Offset, noise);
    }
}
