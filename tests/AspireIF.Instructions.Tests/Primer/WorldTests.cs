using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Primer;
using AspireIF.Instructions.Primer.Hard;
using AspireIF.Instructions.Primer.Soft;
using AspireIF.Instructions.Primer.World;

namespace AspireIF.Instructions.Tests.Primer;

public sealed class WorldTests(ITestOutputHelper output)
{
    private static readonly PrimerWorld World = PrimerWorld.Instance;

    private static IEnumerable<(SoftType Type, SoftValue Value)> Values => World.SoftTypes.SelectMany(t => t.Values.Select(v => (t, v)));

    [Fact]
    public void Topics_are_many_and_whole()
    {
        Assert.True(World.Topics.Count >= 200, $"{World.Topics.Count} topics");
        Assert.Equal(World.Topics.Count, World.Topics.Select(t => t.Name).Distinct().Count());
        Assert.All(World.Topics, t => Assert.Equal(3, t.Adjectives.Distinct().Count()));
        Assert.All(World.Topics, t => Assert.DoesNotContain(',', t.Place + t.Does + t.Part + t.Use));
        Assert.All(World.Topics.Where(t => t.Article is not null), t => Assert.Equal("aeiou".Contains(t.Name[0]) ? "an" : "a", t.Article));
        Assert.True(World.HeldOutTopics.Count >= 30);
        Assert.Empty(World.HeldOutTopics.Intersect(World.TrainingTopics));
    }

    [Fact]
    public void Soft_types_are_catalogued()
    {
        Assert.True(World.SoftTypes.Count >= 12);
        Assert.All(World.SoftTypes, t => Assert.False(ConstraintCatalog.Find(t.Id)!.IsHard));
        Assert.All(World.SoftTypes, t => Assert.Equal(t.Category, ConstraintCatalog.Find(t.Id)!.Category));
    }

    [Fact]
    public void Every_value_can_be_shown_in_several_ways_with_and_without_commas()
    {
        var poor = from v in Values
                   let plain = v.Value.Fragments.Where(f => !f.HasComma).Select(f => f.Mark).Distinct().Count()
                   let nameless = v.Value.Fragments.Where(f => !f.HasComma && !f.NamesTopic).Select(f => f.Mark).Distinct().Count()
                   let marks = v.Type.Counts == MarkCount.All || v.Value.Marks is [" ? "] ? v.Value.Fragments.Count : plain
                   where v.Value.Fragments.Count < 4 || marks < v.Type.Writes + 1 || nameless < 1
                   select $"{v.Type.Name}={v.Value.Name}: {plain} without commas, {nameless} of them without the topic";
        Assert.Empty(poor);
    }

    [Fact]
    public void A_fragment_has_the_marks_of_its_own_value_only()
    {
        var topic = World.Topics[0];
        var wrong = new List<string>();
        foreach (var (type, value) in Values)
        {
            foreach (SoftFragment fragment in value.Fragments)
            {
                string text = MarkedText.Normalise(Fill(fragment.Template, topic));
                Assert.Contains(fragment.Mark, text);
                wrong.AddRange(Values.Where(o => o.Value != value).SelectMany(o => o.Value.Marks.Where(text.Contains)
                    .Select(m => $"'{fragment.Template}' of {type.Name}={value.Name} has '{m}' of {o.Type.Name}={o.Value.Name}")));
            }
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void Ways_to_ask_have_no_marks_of_other_values()
    {
        var wrong = from asked in Values
                    from phrase in asked.Value.Asks.Training.Concat(asked.Value.Asks.HeldOut)
                    let text = MarkedText.Normalise(phrase.Text)
                    from v in Values
                    where v.Value != asked.Value
                    from m in v.Value.Marks
                    where text.Contains(m)
                    select $"'{phrase.Text}' of {asked.Value.Name} has '{m}' of {v.Type.Name}={v.Value.Name}";
        Assert.Equal("", string.Join('\n', wrong));
    }

    [Fact]
    public void Every_way_to_ask_asks_for_one_thing()
    {
        string[] ways = [.. Values.Select(v => v.Value.Asks).Concat(HardForms.All.Select(f => f.Asks)).SelectMany(a => a.Training.Concat(a.HeldOut)).Select(p => p.Text)];
        output.WriteLine($"{ways.Length} ways to ask");
        Assert.Empty(ways.GroupBy(w => w).Where(g => g.Count() > 1).Select(g => g.Key));
    }

    [Fact]
    public void Ways_that_are_held_out_are_new_pairs_of_known_parts()
    {
        foreach (PrimerPhrases asks in Values.Select(v => v.Value.Asks).Concat(HardForms.All.Select(f => f.Asks)))
        {
            int all = asks.Training.Count + asks.HeldOut.Count;
            Assert.InRange(asks.HeldOut.Count, all / 5, all / 5 + 1);
            Assert.Empty(asks.HeldOut.Select(p => p.Text).Intersect(asks.Training.Select(p => p.Text)));
            Assert.All(asks.HeldOut, p => Assert.Contains(asks.Training, t => t.Wording == p.Wording));
        }
        // A way without its wording is its frame.
        var grid = new PrimerPhrases(["in a {} tone", "as a {}", "{}", "for {}", "{} only"], ["1", "2", "3", "4"]);
        static string Frame(Phrase p) => p.Text.Replace("1234"[p.Wording], '_');
        Assert.All(grid.HeldOut, p => Assert.Contains(grid.Training, t => Frame(t) == Frame(p)));
    }

    [Theory]
    [InlineData("in a {} tone", "angry", "in an angry tone")]
    [InlineData("a {}", "owl", "an owl")]
    [InlineData("in a {} tone", "happy", "in a happy tone")]
    [InlineData("idea {}", "east", "idea east")]
    public void Articles_follow_the_wording(string frame, string wording, string expected) => Assert.Equal(expected, PrimerPhrases.Fill(frame, wording));

    [Fact]
    public void Facts_have_no_marks()
    {
        var wrong = from t in World.Topics
                    let text = MarkedText.Normalise($"{t.Facts} {t.Definite} {t.Indefinite}")
                    from v in Values
                    from m in v.Value.Marks
                    where text.Contains(m)
                    select $"{t.Name} has '{m}' of {v.Type.Name}={v.Value.Name}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Contradiction_is_mutual_and_within_a_type()
    {
        foreach (var (type, value) in Values)
        {
            Assert.All(value.Contradicts, name => Assert.Contains(value.Name, type.Find(name)!.Contradicts));
            Assert.DoesNotContain(value.Name, value.Contradicts);
            Assert.Equal(value.Contradicts, PrimerTypes.Contradictions(PrimerTypes.Ask(type, value)).Select(c => c.Arguments.RequireString("value")));
        }
    }

    [Fact]
    public void An_unknown_value_is_named()
    {
        var constraint = new Constraint("primer:tone", ConstraintArguments.Of(("value", "purple")), "Write in a purple tone.");
        var error = Assert.Throws<ConstraintArgumentException>(() => PrimerTruth.Holds(constraint, "text"));
        Assert.Contains("cheerful", error.Message);
        Assert.Throws<ArgumentException>(() => PrimerTruth.Holds(new("other:thing", ConstraintArguments.Empty, "Do it."), "text"));
    }

    [Theory]
    [InlineData("tone", "cheerful", "What a *joy*! It is WONDERFUL.", true)]
    [InlineData("tone", "cheerful", "A joy.", true)] // the same mark again is not enough
    [InlineData("tone", "cheerful", "He enjoyed it wonderfully.", false)] // marks are whole words
    [InlineData("perspective", "first", "I think I know.", true)]
    [InlineData("perspective", "first", "It is in its place.", false)]
    [InlineData("device", "question", "Really?", true)]
    [InlineData("opening", "greeting", "<<A long title of more than twelve words that goes on and on and on>>\nHello, all.", true)]
    [InlineData("opening", "greeting", "The owl is a bird and it lives in old trees near the old farm. Hello.", false)]
    [InlineData("closing", "thanks", "It is a bird. Thanks for reading.\nP.S. It hunts mice at dusk.", true)]
    public void Truth_follows_the_marks(string type, string value, string answer, bool expected)
    {
        SoftType t = World.SoftTypes.Single(t => t.Name == type);
        Assert.Equal(expected, PrimerTruth.Holds(PrimerTypes.Ask(t, t.Find(value)!), answer));
    }

    private static string Fill(string template, PrimerTopic t) => template
        .Replace("{The}", t.Definite).Replace("{the}", t.Definite).Replace("{a}", t.Indefinite)
        .Replace("{adj}", t.Adjectives[0]).Replace("{adj2}", t.Adjectives[1])
        .Replace("{place}", t.Place).Replace("{does}", t.Does).Replace("{part}", t.Part).Replace("{use}", t.Use);
}
