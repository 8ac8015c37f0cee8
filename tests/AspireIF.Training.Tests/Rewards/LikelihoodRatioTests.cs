using AspireIF.Instructions;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Primer;
using AspireIF.Models.Tokenization;
using AspireIF.Training.Rewards;

namespace AspireIF.Training.Tests.Rewards;

public sealed class LikelihoodRatioTests(ITestOutputHelper output)
{
    private static readonly string Primer = Path.Combine(AppContext.BaseDirectory.Split("tests")[0], "models", "primer");

    [Fact]
    public void The_base_models_own_ratio_tells_answers_written_for_a_constraint_from_others()
    {
        // Two answers of the primer's author to each instruction: one for its soft constraint, one for nothing.
        LabelledAnswer[] labels = [.. PrimerGenerator.Instructions(PrimerSplit.Train, 5).Where(i => i.Messages.Count == 1 && i.Constraints.Any(c => !c.IsHard)).Take(120).SelectMany((i, n) =>
        {
            Constraint soft = i.Constraints.First(c => !c.IsHard);
            return new[] { PrimerAuthor.Write(i, SplitMix64.For(6, (ulong)n), 1).Answer, PrimerAuthor.Plain(i.Topic, SplitMix64.For(7, (ulong)n)) }
                .Select((answer, plain) => new LabelledAnswer(i.Key, 1 - plain, answer, [new(soft, plain == 0, LabelSource.Ladder)]));
        })];
        var (training, heldOut) = PseudoLabels.Split(labels, 0.5);
        var options = new ClassifierOptions { Kind = RewardModelKind.LikelihoodRatio };
        using RewardModel model = ClassifierTrainer.Train(RewardModel.LoadStart(Primer, options.Kind), Tokenizer.Load(Primer), training, heldOut, options, 0.9);
        output.WriteLine($"{model.Description}");
        Assert.InRange(model.Description.HeldOut.Accuracy, 0.75, 1);

        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            model.Save(Path.Combine(folder, "reward"));
            using RewardModel loaded = RewardModel.Load(Path.Combine(folder, "reward"));
            (string, IReadOnlyList<Constraint>)[] asked = [.. heldOut.Take(8).Select(l => (l.Answer, (IReadOnlyList<Constraint>)[.. l.Labels.Select(c => c.Constraint)]))];
            Assert.Equal(model.Score(asked), loaded.Score(asked));
            Assert.Equal(RewardModelKind.LikelihoodRatio, loaded.Description.Kind);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void An_answer_longer_than_the_context_is_judged_by_what_fits_behind_the_longest_demand()
    {
        Constraint[] asked = [.. PrimerGenerator.Instructions(PrimerSplit.Train, 5).SelectMany(i => i.Constraints).Where(c => !c.IsHard).DistinctBy(c => c.Id).Take(3)];
        asked[0] = asked[0] with { Text = string.Concat(Enumerable.Repeat(asked[0].Text + " ", 10)) };
        var description = new RewardModelDescription(RewardFormat.Version, 1, 0.5, null!) { Kind = RewardModelKind.LikelihoodRatio, Compared = ComparedDemands.Of(asked, 1, 1) };
        using var model = new RewardModel(RewardModel.LoadStart(Primer, description.Kind), Tokenizer.Load(Primer), description);
        double[] scores = model.Score([(string.Concat(Enumerable.Repeat("Sewing joins cloth with thread. ", 200)), asked)])[0];
        Assert.All(scores, s => Assert.InRange(s, 0, 1));
    }

    [Fact]
    public void A_logistic_function_is_found_again()
    {
        const double Temperature = 1.7, Offset = 4.2;
        // Weights in place of drawn labels: each point is satisfied with its probability.
        var labels = Enumerable.Range(-40, 121).Select(i => i / 5.0).SelectMany(x =>
        {
            double p = 1 / (1 + Math.Exp(-(x - Offset) / Temperature));
            return new[] { (x, 1.0, 100 * p), (x, 0.0, 100 * (1 - p)) };
        }).ToArray();
        LogisticFit fit = LogisticFit.Of(labels);
        Assert.Equal(Temperature, fit.Temperature, 2);
        Assert.Equal(Offset, fit.Offset, 2);
    }

    [Fact]
    public void A_fit_exists_where_the_labels_are_separable()
    {
        LogisticFit fit = LogisticFit.Of([(1, 0, 1), (2, 0, 1), (3, 1, 1), (4, 1, 1)]);
        Assert.InRange(fit.Offset, 2, 3);
        Assert.InRange(fit.Temperature, 0, 1);
    }

    [Fact]
    public void Labels_that_say_satisfied_too_often_do_not_move_the_threshold()
    {
        const double Temperature = 1.2, Offset = 3, Noise = 0.3;
        // A third of the violations are labelled "satisfied"; no satisfied one "violated".
        var labels = Enumerable.Range(-40, 81).Select(i => Offset + i / 4.0).SelectMany(x =>
        {
            double truth = 1 / (1 + Math.Exp(-(x - Offset) / Temperature)), yes = truth + Noise * (1 - truth);
            return new[] { (x, true, 100 * yes), (x, false, 100 * (1 - yes)) };
        }).ToArray();
        NoisyLogisticFit fit = NoisyLogisticFit.Of(labels);
        Assert.Equal(Noise, fit.Noise, 2);
        Assert.Equal(Offset, fit.Offset, 1);
        Assert.Equal(Temperature, fit.Temperature, 1);
        LogisticFit plain = LogisticFit.Of([.. labels.Select(l => (l.x, l.Item2 ? 1.0 : 0, l.Item3))]);
        Assert.True(plain.Offset < Offset - 0.3, $"without regard to the noise the threshold is {plain.Offset}");
    }
}
