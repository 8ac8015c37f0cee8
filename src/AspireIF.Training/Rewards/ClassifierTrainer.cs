using AspireIF.Instructions;
using AspireIF.Instructions.Constraints;
using AspireIF.Models.Tokenization;
using AspireIF.Models.Transformer;
using AspireIF.Training.Optimisation;
using static TorchSharp.torch;
using AdamW = AspireIF.Training.Optimisation.AdamW;

namespace AspireIF.Training.Rewards;

/// <summary>Where a classifier's training stands.</summary>
/// <param name="Loss">Mean cross-entropy of the update, in nats.</param>
public sealed record ClassifierStep(int Step, int Steps, double Loss);

/// <summary>
/// Trains a classifier on pseudo-labels: cross-entropy, early stopping on held-out instructions, then one temperature for its logits. Deterministic at the same number of threads.
/// </summary>
public static class ClassifierTrainer
{
    /// <param name="classifier">With a two-class head: a fresh one, or one to go on from. The returned model owns it.</param>
    /// <param name="heldOut">Of other instructions than <paramref name="training"/>.</param>
    /// <param name="precision">Wanted of the threshold.</param>
    /// <exception cref="ArgumentException">The options have problems, or labels of one class only.</exception>
    public static RewardModel Train(
        DecoderModel classifier, Tokenizer tokenizer, IReadOnlyList<LabelledAnswer> training, IReadOnlyList<LabelledAnswer> heldOut, ClassifierOptions options, double precision,
        Action<ClassifierStep>? report = null, CancellationToken cancellation = default)
    {
        if (options.Problems() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join("; ", problems), nameof(options));
        foreach (var (labels, name) in new[] { (training, nameof(training)), (heldOut, nameof(heldOut)) })
        {
            if (labels.SelectMany(l => l.Labels).Select(l => l.Satisfied).Distinct().Count() < 2)
                throw new ArgumentException($"the {name} labels hold {labels.Sum(l => l.Labels.Count)} pairs of one class only; a classifier needs both: give more instructions with soft constraints", name);
        }
        if (options.Kind == RewardModelKind.LikelihoodRatio)
            return FitRatio(classifier, tokenizer, training, heldOut, options, precision, report);
        var format = new RewardFormat(tokenizer, classifier.Configuration.MaxPositions);
        PrefixGroup[] groups = Encode(format, training), held = Encode(format, heldOut);
        foreach (var parameter in classifier.Parameters.Values)
            parameter.requires_grad = true;
        using (var parameters = new FlatParameters(classifier.Parameters.Select(p => (p.Key, p.Value))))
        using (var optimiser = new AdamW(parameters, new AdamWOptions { WeightDecay = options.WeightDecay, EightBitMoments = options.EightBitMoments }))
        {
            Fit(classifier, parameters, optimiser, training, groups, heldOut, held, options, report, cancellation);
            Detach(classifier);
        }
        float[][] margins = ClassifierPass.Logits(classifier, held, options.MicroBatchTokens);
        double temperature = Calibrate(margins, heldOut);
        ScoredLabel[] scored = Scored(margins, heldOut, temperature);
        return new RewardModel(classifier, tokenizer,
            new RewardModelDescription(RewardFormat.Version, temperature, RewardReport.PrecisionThreshold(scored, precision), RewardReport.Of(scored)), options.MicroBatchTokens);
    }

    private static RewardModel FitRatio(
        DecoderModel model, Tokenizer tokenizer, IReadOnlyList<LabelledAnswer> training, IReadOnlyList<LabelledAnswer> heldOut, ClassifierOptions options, double precision, Action<ClassifierStep>? report)
    {
        var compared = ComparedDemands.Of(training.SelectMany(l => l.Labels).Select(l => l.Constraint), options.Alternatives, options.Contraries);
        using var ratio = new LikelihoodRatio(model, tokenizer, compared, options.MicroBatchTokens);
        var weights = new LabelWeights(training, options);
        var fit = NoisyLogisticFit.Of([.. training.Zip(ratio.Evidence(Asked(training)), (l, e) => l.Labels.Zip(e, (c, x) => ((double)x, c.Satisfied, weights.Of(c)))).SelectMany(x => x)]);
        ScoredLabel[] scored = Scored([.. ratio.Evidence(Asked(heldOut)).Select(e => e.Select(x => (float)(x - fit.Offset)).ToArray())], heldOut, fit.Temperature);
        RewardReport held = RewardReport.Of(scored);
        report?.Invoke(new(1, 1, held.Loss));
        return new RewardModel(model, tokenizer, new(RewardFormat.Version, fit.Temperature, RewardReport.PrecisionThreshold(scored, precision), held)
        {
            Kind = RewardModelKind.LikelihoodRatio, Offset = fit.Offset, Compared = compared, Noise = fit.Noise,
        }, options.MicroBatchTokens);
    }

    private static (string, IReadOnlyList<Constraint>)[] Asked(IReadOnlyList<LabelledAnswer> labels) => [.. labels.Select(l => (l.Answer, (IReadOnlyList<Constraint>)[.. l.Labels.Select(c => c.Constraint)]))];

    /// <summary>How a classifier agrees with labels that it was not trained on.</summary>
    public static RewardReport Agreement(RewardModel model, IReadOnlyList<LabelledAnswer> labels)
    {
        double[][] probabilities = model.Score(Asked(labels));
        return RewardReport.Of([.. labels.Zip(probabilities, (l, p) => l.Labels.Zip(p, (c, probability) => new ScoredLabel(probability, c.Satisfied, c.Constraint.Category))).SelectMany(s => s)]);
    }

    private static PrefixGroup[] Encode(RewardFormat format, IReadOnlyList<LabelledAnswer> labels) => [.. labels.Select(l => format.Encode(l.Answer, [.. l.Labels.Select(c => c.Constraint.Text)]))];

    private static void Fit(
        DecoderModel classifier, FlatParameters parameters, AdamW optimiser, IReadOnlyList<LabelledAnswer> training, PrefixGroup[] groups,
        IReadOnlyList<LabelledAnswer> heldOut, PrefixGroup[] held, ClassifierOptions options, Action<ClassifierStep>? report, CancellationToken cancellation)
    {
        int perEpoch = (groups.Length + options.BatchAnswers - 1) / options.BatchAnswers, steps = perEpoch * options.Epochs;
        int lookEvery = Math.Max(1, perEpoch / options.LooksPerEpoch);
        var schedule = new LearningRateSchedule(options.LearningRate, (long)(options.WarmupShare * steps), steps, ScheduleShape.Linear);
        var weights = new LabelWeights(training, options);
        double best = double.PositiveInfinity;
        int looksSince = 0, step = 0;
        using Tensor bestValues = parameters.Values.detach().to(CPU, copy: true); // not on a GPU, which has better use for the memory
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            int[] order = [.. Enumerable.Range(0, groups.Length)];
            SplitMix64.For(options.Seed, (ulong)epoch).Shuffle(order);
            foreach (int[] batch in order.Chunk(options.BatchAnswers))
            {
                cancellation.ThrowIfCancellationRequested();
                double loss = Update(classifier, parameters, optimiser, training, groups, batch, weights, options, schedule.At(step));
                step++;
                report?.Invoke(new(step, steps, loss));
                if (step % lookEvery != 0 && step != steps)
                    continue;
                double look = HeldOutLoss(classifier, heldOut, held, options);
                if (look < best)
                {
                    (best, looksSince) = (look, 0);
                    bestValues.copy_(parameters.Values.detach());
                }
                else if (++looksSince >= options.Patience)
                {
                    Restore(parameters, bestValues);
                    return;
                }
            }
        }
        Restore(parameters, bestValues);
    }

    private static void Restore(FlatParameters parameters, Tensor values)
    {
        using var noGrad = no_grad();
        parameters.Values.copy_(values);
    }

    // The flat buffers go when training ends: the classifier's tensors become their own again.
    private static void Detach(DecoderModel classifier)
    {
        using var noGrad = no_grad();
        foreach (var parameter in classifier.Parameters.Values)
        {
            using var scope = NewDisposeScope();
            parameter.grad = null;
            parameter.requires_grad = false;
            parameter.set_(parameter.detach().clone());
        }
    }

    private static double Update(
        DecoderModel classifier, FlatParameters parameters, AdamW optimiser, IReadOnlyList<LabelledAnswer> labels, PrefixGroup[] groups, int[] batch,
        LabelWeights weights, ClassifierOptions options, double rate)
    {
        double total = batch.Sum(i => labels[i].Labels.Sum(weights.Of)), loss = 0;
        parameters.ZeroGradients();
        foreach (int[] micro in ClassifierPass.Cut(groups, batch, options.MicroBatchTokens))
        {
            using var scope = NewDisposeScope();
            Tensor logits = classifier.Classify(PackedBatch.OfGroups([.. micro.Select(i => groups[i])]), options.Recompute).to(ScalarType.Float32); // [branches, 2]
            LabelledConstraint[] judged = [.. micro.SelectMany(i => labels[i].Labels)];
            Tensor targets = tensor(judged.Select(c => c.Satisfied ? 1L : 0).ToArray(), device: logits.device).unsqueeze(1);
            Tensor each = tensor(judged.Select(c => (float)(weights.Of(c) / total)).ToArray(), device: logits.device);
            Tensor sum = -(nn.functional.log_softmax(logits, 1).gather(1, targets).squeeze(1) * each).sum();
            sum.backward();
            loss += sum.item<float>();
        }
        using Tensor norm = parameters.ClipGradients(options.ClipNorm);
        optimiser.Step(rate);
        return loss;
    }

    private static double HeldOutLoss(DecoderModel classifier, IReadOnlyList<LabelledAnswer> heldOut, PrefixGroup[] held, ClassifierOptions options) =>
        Loss(ClassifierPass.Logits(classifier, held, options.MicroBatchTokens), heldOut, 1);

    private static double Loss(float[][] margins, IReadOnlyList<LabelledAnswer> labels, double temperature) =>
        Scored(margins, labels, temperature).Average(s => -Math.Log(Math.Max(1e-12, s.Satisfied ? s.Probability : 1 - s.Probability)));

    private static ScoredLabel[] Scored(float[][] margins, IReadOnlyList<LabelledAnswer> labels, double temperature) =>
        [.. labels.Zip(margins, (l, m) => l.Labels.Zip(m, (c, margin) => new ScoredLabel(RewardModel.Probability(margin, temperature), c.Satisfied, c.Constraint.Category))).SelectMany(s => s)];

    /// <summary>The temperature of least held-out loss (Guo et al., ICML 2017, section 4.2), by golden-section search over its logarithm: the loss has one minimum.</summary>
    private static double Calibrate(float[][] margins, IReadOnlyList<LabelledAnswer> labels)
    {
        double ratio = (Math.Sqrt(5) - 1) / 2, low = Math.Log(0.05), high = Math.Log(20);
        while (high - low > 1e-3)
        {
            double a = high - ratio * (high - low), b = low + ratio * (high - low);
            if (Loss(margins, labels, Math.Exp(a)) < Loss(margins, labels, Math.Exp(b)))
                high = b;
            else
                low = a;
        }
        return Math.Exp((low + high) / 2);
    }
}
