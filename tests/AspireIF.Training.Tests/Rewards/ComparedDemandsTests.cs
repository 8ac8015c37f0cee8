using System.Text.Json;
using AspireIF.Instructions.Constraints;
using AspireIF.Training.Rewards;

namespace AspireIF.Training.Tests.Rewards;

public sealed class ComparedDemandsTests
{
    private static readonly Constraint Happy = Demanded("tone", "happy", "Sound happy."), Glad = Demanded("tone", "happy", "Be full of joy."),
        Sad = Demanded("tone", "sad", "Sound sad."), Cross = Demanded("tone", "cross", "Sound cross."), Letter = Demanded("form", "letter", "Write a letter."), Poem = Demanded("form", "poem", "Write a poem.");

    [Fact]
    public void A_constraint_is_compared_with_other_meanings_of_its_type_and_never_with_its_own()
    {
        var compared = ComparedDemands.Of([Happy, Glad, Sad, Cross, Letter, Poem], general: 0, ofType: 4);
        Assert.Equal(["Sound cross.", "Sound sad."], compared.For(Happy, [Happy]).Order(StringComparer.Ordinal));
        Assert.Equal(compared.For(Happy, [Happy]).Order(StringComparer.Ordinal), compared.For(Glad, [Glad]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void It_is_compared_with_the_others_of_its_answer_and_with_demands_of_other_types()
    {
        var compared = ComparedDemands.Of([Happy, Glad, Sad, Letter], general: 2, ofType: 0);
        Assert.Equal(2, compared.General.Select(d => d.Id).Distinct().Count());
        Assert.Contains(Poem.Text, compared.For(Happy, [Happy, Poem]));
        Assert.DoesNotContain(Glad.Text, compared.For(Happy, [Happy, Glad]));
    }

    [Fact]
    public void Where_there_is_nothing_else_it_is_compared_with_nothing_asked() =>
        Assert.Equal(["Write it."], ComparedDemands.None.For(Happy, [Happy]));

    [Fact]
    public void They_survive_their_file()
    {
        var compared = ComparedDemands.Of([Happy, Sad, Letter], general: 1, ofType: 2);
        var read = JsonSerializer.Deserialize<ComparedDemands>(JsonSerializer.Serialize(compared))!;
        Assert.Equal(compared.For(Happy, [Happy]), read.For(Happy, [Happy]));
    }

    private static Constraint Demanded(string id, string value, string text) =>
        new(id, ConstraintArguments.FromJson(JsonSerializer.SerializeToElement(new { value })), text);
}
