using System.Text.RegularExpressions;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Primer;
using AspireIF.Instructions.Primer.Soft;
using AspireIF.Instructions.Primer.World;

namespace AspireIF.Instructions.Tests.Primer;

public sealed class AuthorTests(ITestOutputHelper output)
{
    private static IEnumerable<PrimerExample> Examples(PrimerSplit split, int count, ulong seed, double probability = PrimerAuthor.DefaultProbability)
    {
        var random = new PrimerRandom(seed);
        return PrimerGenerator.Instructions(split, seed).Take(count).Select(i => PrimerAuthor.Write(i, random, probability));
    }

    [Fact]
    public void Each_constraint_is_satisfied_as_often_as_asked_for()
    {
        var counts = new SortedDictionary<string, (int Asked, int Satisfied)>(StringComparer.Ordinal);
        // Every type needs enough occurrences for its own rate: three standard errors of 0.7 at 1,300 are 0.038.
        foreach (PrimerExample example in Examples(PrimerSplit.Train, 24_000, 11))
        {
            for (int i = 0; i < example.Asked.Count; i++)
            {
                var (asked, satisfied) = counts.GetValueOrDefault(example.Asked[i].Id);
                counts[example.Asked[i].Id] = (asked + 1, satisfied + (example.Satisfied[i] ? 1 : 0));
            }
        }
        foreach (var (id, (asked, satisfied)) in counts)
            output.WriteLine($"{id,-48}{asked,7}{satisfied / (double)asked,8:F3}");
        double overall = counts.Values.Sum(c => c.Satisfied) / (double)counts.Values.Sum(c => c.Asked);
        output.WriteLine($"{"all",-48}{counts.Values.Sum(c => c.Asked),7}{overall,8:F3}");
        Assert.Equal(PrimerCombinations.Types.Count, counts.Count);
        Assert.InRange(overall, 0.68, 0.72);
        Assert.All(counts, c => Assert.True(Math.Abs(c.Value.Satisfied / (double)c.Value.Asked - 0.7) <= 0.05, $"{c.Key}: {c.Value}"));
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.0)]
    public void The_author_does_what_it_decided(double probability)
    {
        PrimerExample[] examples = [.. Examples(PrimerSplit.HeldOutTopics, 4_000, 12, probability)];
        int asked = examples.Sum(e => e.Asked.Count);
        double satisfied = examples.Sum(e => e.Satisfied.Count(s => s)) / (double)asked;
        var wrong = examples.SelectMany(e => e.Asked.Zip(e.Satisfied)).Where(p => p.Second != (probability == 1)).GroupBy(p => p.First.Id)
            .OrderByDescending(g => g.Count()).Select(g => $"{g.Key} {g.Count()}");
        output.WriteLine($"{satisfied:P2} of {asked} satisfied; not as decided: {string.Join(", ", wrong)}");
        Assert.InRange(satisfied, probability - 0.02, probability + 0.02);
    }

    [Fact]
    public void What_was_not_asked_is_rare()
    {
        PrimerExample[] examples = [.. Examples(PrimerSplit.Train, 10_000, 13)];
        var shown = new List<(string Value, double Rate)>();
        foreach (SoftType type in PrimerWorld.Instance.SoftTypes)
        {
            foreach (SoftValue value in type.Values)
            {
                Constraint constraint = PrimerTypes.Ask(type, value);
                PrimerExample[] unasked = [.. examples.Where(e => !e.Asked.Any(a => a.Id == constraint.Id && a.Arguments.Equals(constraint.Arguments)))];
                shown.Add(($"{type.Name}={value.Name}", unasked.Count(e => PrimerTruth.Holds(constraint, e.Answer)) / (double)unasked.Length));
            }
        }
        foreach (var (value, rate) in shown.OrderByDescending(s => s.Rate))
            output.WriteLine($"{value,-32}{rate,8:P2}");
        Assert.All(shown, s => Assert.True(s.Rate < 0.03, $"{s.Value}: {s.Rate:P2}"));
    }

    [Fact]
    public void Flags_are_the_truth()
    {
        foreach (PrimerExample example in Examples(PrimerSplit.MultiTurn, 500, 14).Concat(Examples(PrimerSplit.Agentic, 500, 14)))
            Assert.Equal(example.Asked.Select(c => PrimerTruth.Holds(c, example.Answer)), example.Satisfied);
    }

    [Fact]
    public void Words_are_few_and_answers_short()
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var lengths = new List<int>();
        foreach (PrimerSplit split in Enum.GetValues<PrimerSplit>())
        {
            foreach (PrimerExample example in Examples(split, split == PrimerSplit.Train ? 75_000 : 5_000, 15))
            {
                lengths.Add(Count(example.Answer, words));
                foreach (PrimerMessage message in example.Instruction.Messages)
                    Count(message.Content, words);
            }
        }
        lengths.Sort();
        output.WriteLine($"{words.Count} distinct words over {lengths.Count} answers; median {lengths[lengths.Count / 2]} words, 99% below {lengths[lengths.Count * 99 / 100]}, longest {lengths[^1]}");
        Assert.True(words.Count < 3_000, $"{words.Count} distinct words");
        Assert.InRange(lengths[lengths.Count / 2], 25, 60);
    }

    [Fact]
    public void The_same_seed_gives_the_same_corpus()
    {
        // The digest holds on every machine; a change of the world changes it and is meant to be seen.
        string text = string.Join('\n', PrimerCorpus.Documents(1).Take(500).Select(d => d.Passage ?? string.Join('|', d.Messages.Select(m => m.Role + m.Content))));
        Assert.Equal(text, string.Join('\n', PrimerCorpus.Documents(1).Take(500).Select(d => d.Passage ?? string.Join('|', d.Messages.Select(m => m.Role + m.Content)))));
        Assert.NotEqual(text, string.Join('\n', PrimerCorpus.Documents(2).Take(500).Select(d => d.Passage ?? string.Join('|', d.Messages.Select(m => m.Role + m.Content)))));
    }

    private static int Count(string text, HashSet<string> words)
    {
        int count = 0;
        foreach (ValueMatch match in Regex.EnumerateMatches(text, @"\w+"))
        {
            words.Add(text.Substring(match.Index, match.Length).ToLowerInvariant());
            count++;
        }
        return count;
    }
}
