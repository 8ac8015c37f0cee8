using System.Text.RegularExpressions;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Datasets;
using AspireIF.Instructions.Primer;
using AspireIF.Instructions.Primer.Soft;
using AspireIF.Instructions.Primer.World;

namespace AspireIF.Instructions.Tests.Primer;

public sealed class AuthorTests(ITestOutputHelper output)
{
    private static IEnumerable<PrimerExample> Examples(PrimerSplit split, int count, ulong seed, double probability = PrimerAuthor.DefaultProbability)
    {
        var random = new SplitMix64(seed);
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
                foreach (ChatMessage message in example.Instruction.Messages)
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
        static string Corpus(ulong seed) =>
            string.Join('\n', PrimerCorpus.Documents(seed).Take(500).Select(d => d.Passage ?? string.Join('|', d.Messages.Select(m => m.Role + m.Content))));

        Assert.Equal(Corpus(1), Corpus(1));
        Assert.NotEqual(Corpus(1), Corpus(2));
    }

    [Fact]
    public void Random_numbers_are_those_of_SplitMix64()
    {
        // The reference implementation (prng.di.unimi.it/splitmix64.c) seeded with 1234567.
        var random = new SplitMix64(1234567);
        Assert.Equal([6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL], [random.NextUInt64(), random.NextUInt64(), random.NextUInt64()]);
    }

    [Fact]
    public void Dialogues_fit_a_small_context()
    {
        // Words and punctuation marks, each about one token of a vocabulary trained on this corpus, and four tokens of markup a message.
        foreach (PrimerSplit split in Enum.GetValues<PrimerSplit>())
        {
            int limit = split is PrimerSplit.MultiTurn or PrimerSplit.Train ? 384 : 256;
            int[] lengths = [.. Examples(split, 5_000, 16).Select(e =>
                e.Instruction.Messages.Sum(m => Regex.Count(m.Content, @"\w+|[^\w\s]|\n") + 4) + Regex.Count(e.Answer, @"\w+|[^\w\s]|\n") + 4).Order()];
            output.WriteLine($"{split,-22} median {lengths[2_500]}, 99% {lengths[4_950]}, longest {lengths[^1]}, within {limit}: {lengths.Count(l => l <= limit) / 5_000.0:P2}");
            Assert.True(lengths[4_950] <= limit * 9 / 10, $"{split}: {lengths[4_950]}");
        }
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
