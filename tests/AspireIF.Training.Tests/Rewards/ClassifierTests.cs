using AspireIF.Instructions.Constraints;
using AspireIF.Models.Tokenization;
using AspireIF.Models.Transformer;
using AspireIF.Training.Rewards;

namespace AspireIF.Training.Tests.Rewards;

public sealed class ClassifierTests
{
    private static readonly string Primer = Path.Combine(AppContext.BaseDirectory.Split("tests")[0], "models", "primer");

    private static readonly string[] Words = ["Ahoy", "Beep", "Alas", "Happily"];

    [Fact]
    public void It_learns_which_answers_satisfy_which_constraints_and_comes_back_from_its_folder()
    {
        var options = new ClassifierOptions { LearningRate = 2e-3, Epochs = 8, BatchAnswers = 16 };
        LabelledAnswer[] labels = [.. Enumerable.Range(0, 240).Select(Labelled)];
        var (training, heldOut) = PseudoLabels.Split(labels, 0.25);
        Tokenizer tokenizer = Tokenizer.Load(Primer);
        using RewardModel model = ClassifierTrainer.Train(DecoderModel.LoadClassifier(Primer), tokenizer, training, heldOut, options, 0.9);
        Assert.InRange(model.Description.HeldOut.Accuracy, 0.95, 1);
        Assert.InRange(model.Description.HeldOut.Violated.Recall, 0.9, 1);

        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            model.Save(Path.Combine(folder, "reward"));
            using RewardModel loaded = RewardModel.Load(Path.Combine(folder, "reward"));
            (string, IReadOnlyList<Constraint>)[] asked = [("Ahoy, the owl is brown.", [Say("Ahoy"), Say("Beep")]), ("", [Say("Alas")])];
            double[][] scores = loaded.Score(asked);
            Assert.Equal(model.Score(asked), scores);
            Assert.True(scores[0][0] > 0.8 && scores[0][1] < 0.2, $"{scores[0][0]} {scores[0][1]}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Labels_of_one_class_are_refused()
    {
        LabelledAnswer[] labels = [new("a", 1, "yes", [new(Say("yes"), true, LabelSource.Ladder)])];
        var error = Assert.Throws<ArgumentException>(() => ClassifierTrainer.Train(
            DecoderModel.LoadClassifier(Primer), Tokenizer.Load(Primer), labels, labels, new ClassifierOptions(), 0.9));
        Assert.Contains("one class only", error.Message, StringComparison.Ordinal);
    }

    private static LabelledAnswer Labelled(int i)
    {
        string word = Words[i % Words.Length];
        return new($"key-{i}", 1, $"{word}, the owl number {i} is brown.", [.. Words.Select(w => new LabelledConstraint(Say(w), w == word, LabelSource.Ladder))]);
    }

    private static Constraint Say(string word) => new("soft:open", ConstraintArguments.Empty, $"Say {word}.") { Category = SoftCategory.Open };
}
