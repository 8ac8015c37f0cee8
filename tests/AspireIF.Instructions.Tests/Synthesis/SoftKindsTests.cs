using System.Text.Json;
using System.Text.RegularExpressions;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Synthesis;

namespace AspireIF.Instructions.Tests.Synthesis;

public sealed partial class SoftKindsTests
{
    private static Constraint Say(string kind, string value)
    {
        SoftKind found = SoftKinds.All.Single(k => k.Name == kind);
        return SoftKinds.Say(found, found.Find(value)!, new SplitMix64(1));
    }

    [Fact]
    public void All_categories_are_there_with_many_kinds_and_values()
    {
        Assert.Equal(Enum.GetValues<SoftCategory>(), SoftKinds.All.Select(k => k.Category).Distinct().Order());
        Assert.InRange(SoftKinds.All.Count, 25, 100);
        Assert.InRange(SoftKinds.All.Sum(k => k.Values.Count), 250, 10_000);
        Assert.Equal(SoftKinds.All.Count, SoftKinds.All.Select(k => k.Name).Distinct().Count());
        Assert.All(SoftKinds.All, k => Assert.Equal(k.Values.Count, k.Values.Select(v => v.Text).Distinct().Count()));
        Assert.All(SoftKinds.All, k => Assert.Equal(k.Category, ConstraintCatalog.Find(k.Id)!.Category));
        Assert.All(SoftKinds.All.SelectMany(k => k.Clashes), id => Assert.True(ConstraintCatalog.Find(id) is { IsHard: true }, id));
    }

    [Fact]
    public void Every_phrasing_reads_as_a_sentence_and_is_found_again()
    {
        foreach (SoftKind kind in SoftKinds.All)
        {
            foreach (SoftValue value in kind.Values)
            {
                Assert.True(value.Traits.Length == 0 || Traits().IsMatch(value.Traits), $"{kind.Name}: {value}");
                foreach (string frame in kind.Frames)
                {
                    Constraint constraint = SoftKinds.Say(kind with { Frames = [frame] }, value, new SplitMix64(0));
                    Assert.Matches("^[A-Z][^{}|]*[.!?]$", constraint.Text);
                    Assert.DoesNotMatch("  | a [aeio]|(?i) an [^aeiou]", constraint.Text);
                    Assert.Equal((kind, value), SoftKinds.Find(constraint));
                }
            }
        }
    }

    [Fact]
    public void Contradictions_follow_from_the_data()
    {
        Assert.True(SoftKinds.Contradicts(Say("tone", "cheerful"), Say("tone", "gloomy")));
        Assert.True(SoftKinds.Contradicts(Say("tone", "cheerful"), Say("feeling", "despair")));
        Assert.True(SoftKinds.Contradicts(Say("persona", "vampire"), Say("figure", "Socrates")));
        Assert.True(SoftKinds.Contradicts(Say("form", "letter"), Say("form", "poem")));
        Assert.True(SoftKinds.Contradicts(Say("audience", "a complete beginner"), Say("vocabulary", "technical terms")));
        Assert.False(SoftKinds.Contradicts(Say("tone", "cheerful"), Say("tone", "cheerful")));
        Assert.False(SoftKinds.Contradicts(Say("tone", "cheerful"), Say("tone", "warm")));
        Assert.False(SoftKinds.Contradicts(Say("mention", "money"), Say("mention", "luck")));
        Assert.Null(SoftKinds.Find(new Constraint("soft:open", ConstraintArguments.FromJson(JsonDocument.Parse("""{"kind": "\ud800", "value": "x"}""").RootElement), "")));
        Assert.False(SoftKinds.Contradicts(Say("tone", "cheerful"), new Constraint("soft:open", ConstraintArguments.Empty, "Be gloomy.")));
    }

    [Fact]
    public void Contradicting_constraints_contradict_and_the_relation_is_symmetric()
    {
        foreach (SoftKind kind in SoftKinds.All)
        {
            foreach (SoftValue value in kind.Values)
            {
                Constraint own = Say(kind.Name, value.Text);
                Assert.All(SoftKinds.Contradicting(own, new SplitMix64(3)), c => Assert.True(SoftKinds.Contradicts(c, own) && SoftKinds.Contradicts(own, c), $"{own.Text} / {c.Text}"));
            }
        }
        Assert.Equal(["gloomy", "melancholic", "pessimistic", "wistful"], SoftKinds.Contradicting(Say("tone", "optimistic"), new SplitMix64(0)).Select(c => SoftKinds.Find(c)!.Value).Where(f => f.Kind.Name == "tone").Select(f => f.Value.Text));
    }

    [GeneratedRegex(@"^[+-][a-z]+( [+-][a-z]+)*$")]
    private static partial Regex Traits();
}
