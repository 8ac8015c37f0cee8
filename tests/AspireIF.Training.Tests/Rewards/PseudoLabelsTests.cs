using AspireIF.Instructions.Constraints;
using AspireIF.Training.Rewards;

namespace AspireIF.Training.Tests.Rewards;

public sealed class PseudoLabelsTests
{
    private static readonly Constraint Hard = new("punctuation:no_comma", ConstraintArguments.Empty, "Use no commas.");
    private static readonly Constraint Pirate = Soft("Write as a pirate."), Robot = Soft("Write as a robot."), Sad = Soft("Be sad.");

    [Fact]
    public void The_papers_pairs_are_the_answer_with_and_the_one_just_without()
    {
        var labels = PseudoLabels.Of("k", [Pirate, Hard, Sad], ["o0", "o1", "o2", "o3"], new() { AllLevels = false, Contrastive = false }, _ => []).ToArray();
        Assert.Equal([("o0", Pirate.Text, false), ("o1", Pirate.Text, true), ("o2", Sad.Text, false), ("o3", Sad.Text, true)], Flat(labels));
    }

    [Fact]
    public void All_levels_label_every_answer_for_every_soft_constraint()
    {
        var labels = PseudoLabels.Of("k", [Pirate, Sad], ["o0", "o1", "o2"], new() { Contrastive = false }, _ => []).ToArray();
        Assert.Equal([("o0", Pirate.Text, false), ("o0", Sad.Text, false), ("o1", Pirate.Text, true), ("o1", Sad.Text, false), ("o2", Pirate.Text, true), ("o2", Sad.Text, true)], Flat(labels));
    }

    [Fact]
    public void An_answer_written_for_a_constraint_is_a_negative_for_its_contrary_unless_that_is_asked_too()
    {
        Func<Constraint, IReadOnlyList<Constraint>> contrary = c => c == Pirate ? [Robot] : [];
        var labels = PseudoLabels.Of("k", [Pirate], ["o0", "o1"], new(), contrary).ToArray();
        Assert.Equal([("o0", Pirate.Text, false), ("o1", Pirate.Text, true), ("o1", Robot.Text, false)], Flat(labels));
        Assert.Equal(LabelSource.Contrast, labels[1].Labels[1].Source);
        Assert.DoesNotContain(PseudoLabels.Of("k", [Pirate, Robot], ["o0", "o1", "o2"], new(), contrary), l => l.Labels.Any(c => c.Source == LabelSource.Contrast));
    }

    [Fact]
    public void A_contrary_comes_in_words_in_which_somebody_asks_for_it_and_only_one_for_a_label()
    {
        static Constraint Tone(string value, string text) => new("primer:tone", ConstraintArguments.Of(("value", value)), text);
        Constraint happy = Tone("cheerful", "Be happy."), sad = Tone("gloomy", "Please sound sad."), cross = Tone("grumpy", "Also sound cross.");
        var pool = new ContrastPool([happy, sad, cross, sad], c => c.Arguments.RequireString("value") == "cheerful" ? [Tone("gloomy", "Write in a gloomy tone."), Tone("grumpy", "Write in a grumpy tone.")] : []);
        Assert.Equal([sad, cross], pool.Of(happy));
        Assert.Empty(pool.Of(sad));
        LabelledAnswer[] labels = [.. Enumerable.Range(0, 50).SelectMany(i => PseudoLabels.Of($"k{i}", [happy], ["o0", "o1"], new(), pool.Of))];
        var contrasts = labels.SelectMany(l => l.Labels).Where(l => l.Source == LabelSource.Contrast).ToArray();
        Assert.Equal(50, contrasts.Length);
        Assert.Equal([cross.Text, sad.Text], contrasts.Select(c => c.Constraint.Text).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Answers_on_both_sides_of_a_constraint_and_empty_ones_teach_nothing()
    {
        Assert.Empty(PseudoLabels.Of("k", [Pirate], ["same", "same"], new(), _ => []));
        Assert.Equal([("o1", Pirate.Text, true)], Flat(PseudoLabels.Of("k", [Pirate], [" ", "o1"], new(), _ => [])));
    }

    [Fact]
    public void A_ladder_falls_on_one_side_of_the_split_as_a_whole()
    {
        LabelledAnswer[] labels = [.. Enumerable.Range(0, 4000).Select(i => new LabelledAnswer($"k{i / 4}", i % 4, "o", [new(Pirate, true, LabelSource.Ladder)]))];
        var (training, heldOut) = PseudoLabels.Split(labels, 0.2);
        Assert.Empty(training.Select(l => l.Key).Intersect(heldOut.Select(l => l.Key)));
        Assert.InRange(heldOut.Count / 4000.0, 0.15, 0.25);
    }

    private static Constraint Soft(string text) => new("soft:open", ConstraintArguments.Empty, text) { Category = SoftCategory.Open };

    private static IEnumerable<(string, string, bool)> Flat(IEnumerable<LabelledAnswer> labels) => labels.SelectMany(l => l.Labels.Select(c => (l.Answer, c.Constraint.Text, c.Satisfied)));
}
