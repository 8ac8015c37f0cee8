using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Curriculum;
using AspireIF.Instructions.Datasets;
using AspireIF.Instructions.Synthesis;
using AspireIF.Tests;

namespace AspireIF.Instructions.Tests.Synthesis;

public sealed class SynthesizerTests
{
    private static readonly Instruction[] PlainSeeds =
    [
        new("a", "Write a story about a lighthouse keeper and a storm.", []), new("b", "List five ways to save water at home.", []), new("c", "Is coffee healthy?", []),
        new("d", "Plan a three day trip to Norway.", []), new("e", "Explain photosynthesis", []), new("f", "Translate to French:\nGood morning, my friend.", []), new("g", "", []),
        new("h", "Write a Python function that sorts a list.", []), new("i", "Describe the given animal.\ninput : fox", []),
    ];

    private static Instruction[] Seeds() => [.. DatasetReader.ReadLines(SharedData.Path("verlif_seed_data.jsonl.gz")).Select(r => r.ToInstruction())];

    [Fact]
    public void The_same_seed_gives_the_same_instructions_and_another_gives_others()
    {
        string[] Texts(ulong seed) => [.. new Synthesizer(new SynthesisOptions { Seed = seed }).Make(PlainSeeds).Take(90).Select(i => Ladder.Of(i)[^1].Prompt)];
        Assert.Equal(Texts(7), Texts(7));
        Assert.Empty(Texts(7).Intersect(Texts(8)));
    }

    [Fact]
    public void Machines_and_runs_agree()
    {
        // These texts change with the templates; nothing else may change them.
        Assert.Equal(
            "The response should be vivid. The response must contain at least 3 placeholders represented by square brackets, such as [address]. "
            + "The answer should inspire modesty. Start off with a greeting. Make the subject look new to someone who knows it well.",
            string.Join(' ', new Synthesizer(new SynthesisOptions { Seed = 11 }).Make("a", "Write a story about a lighthouse.").Constraints.Select(c => c.Text)));
    }

    [Fact]
    public void An_instruction_does_not_depend_on_the_others_made_before()
    {
        var synthesizer = new Synthesizer();
        Instruction alone = synthesizer.Make("d-3", PlainSeeds[3].Seed);
        Instruction among = synthesizer.Make(PlainSeeds).First(i => i.Key == "d-3");
        Assert.Equal(alone.Constraints, among.Constraints);
    }

    [Fact]
    public void Arguments_bind_nothing_contradicts_and_every_type_appears()
    {
        var seen = new Dictionary<string, int>();
        var kinds = new HashSet<string>();
        foreach (Instruction instruction in new Synthesizer(new SynthesisOptions { SoftShare = 0.4 }).Make(PlainSeeds).Take(12_000))
        {
            Constraint[] all = [.. instruction.Constraints];
            Assert.InRange(all.Length, 1, 5);
            foreach (Constraint constraint in all)
            {
                seen[constraint.Id] = seen.GetValueOrDefault(constraint.Id) + 1;
                if (constraint.IsHard)
                    constraint.Type!.Bind!(constraint.Arguments).Check("Some answer.");
                else
                    kinds.Add(SoftKinds.Find(constraint)!.Value.Kind.Name);
                Assert.Equal(constraint.IsHard, constraint.Category is null);
            }
            for (int i = 0; i < all.Length; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    Assert.True(Conflicts.MayStandTogether(all[i].Id, all[j].Id), $"{instruction.Key}: {all[j].Text} / {all[i].Text}");
                    Assert.False(SoftKinds.Contradicts(all[i], all[j]), $"{instruction.Key}: {all[j].Text} / {all[i].Text}");
                }
            }
        }
        string[] hard = [.. ConstraintCatalog.All.Where(t => t.IsHard).Select(t => t.Id).Where(HardIds.Contains)];
        Assert.Equal(25, hard.Length);
        Assert.All(hard, id => Assert.True(seen.ContainsKey(id), id));
        Assert.Equal(SoftKinds.All.Select(k => k.Name).Order(), kinds.Order());
        foreach (var (id, count) in seen.OrderByDescending(s => s.Value))
            TestContext.Current.TestOutputHelper!.WriteLine($"{count,6} {id}");
    }

    private static readonly HashSet<string> HardIds = [.. Checkers.IfEval.IfEvalTypes.All.Select(t => t.Id)];

    [Fact]
    public void Soft_and_hard_are_mixed_as_set_and_counts_stay_in_their_range()
    {
        foreach (double share in (double[])[0, 0.3, 0.6, 1])
        {
            Constraint[] all = [.. new Synthesizer(new SynthesisOptions { SoftShare = share, MinConstraints = 2, MaxConstraints = 4 }).Make(PlainSeeds).Take(3000).SelectMany(i => i.Constraints)];
            Assert.InRange(all.Count(c => !c.IsHard) / (double)all.Length, share - 0.08, share + 0.08);
        }
        int[] counts = [.. new Synthesizer(new SynthesisOptions { SoftShare = 1, MinConstraints = 2, MaxConstraints = 4 }).Make(PlainSeeds).Take(300).Select(i => i.Constraints.Count).Distinct().Order()];
        Assert.Equal([2, 3, 4], counts);
    }

    [Fact]
    public void Options_that_make_no_sense_are_all_named()
    {
        var thrown = Assert.Throws<ArgumentException>(() => new Synthesizer(new SynthesisOptions { MinConstraints = 4, MaxConstraints = 2, SoftShare = double.NaN }));
        Assert.Contains("MaxConstraints", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("SoftShare", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_agree_with_one_another()
    {
        foreach (Instruction instruction in new Synthesizer(new SynthesisOptions { SoftShare = 0 }).Make(PlainSeeds).Take(6000))
        {
            Constraint? words = instruction.Constraints.FirstOrDefault(c => c.Id == "length_constraints:number_words");
            Constraint? sentences = instruction.Constraints.FirstOrDefault(c => c.Id == "length_constraints:number_sentences");
            if (words is null || sentences is null)
                continue;
            int wordCount = words.Arguments.RequireInt32("num_words"), sentenceCount = sentences.Arguments.RequireInt32("num_sentences");
            // A sentence of 4 to 30 words: some answer satisfies both.
            if (words.Arguments.RequireString("relation") == "less than" && sentences.Arguments.RequireString("relation") == "at least")
                Assert.True(sentenceCount * 4 < wordCount, $"{words.Text} {sentences.Text}");
            if (words.Arguments.RequireString("relation") == "at least" && sentences.Arguments.RequireString("relation") == "less than")
                Assert.True((sentenceCount - 1) * 30 >= wordCount, $"{words.Text} {sentences.Text}");
        }
    }

    [Fact]
    public void The_papers_ladders_from_the_public_seeds()
    {
        CurriculumRow[] rows = [.. CurriculumBuilder.Build(new Synthesizer().Make(Seeds()))];
        Assert.Equal(LevelMix.Paper.Counts, Enumerable.Range(0, 6).Select(k => rows.Count(r => r.Level.Level == k)));
        Assert.Equal(rows.Length, rows.Select(r => r.Key).Distinct().Count());
        int soft = rows.Sum(r => r.Constraints.Count(c => !c.IsHard)), all = rows.Sum(r => r.Constraints.Count);
        Assert.InRange(soft / (double)all, 0.55, 0.65);
        Assert.All(rows, r => Assert.DoesNotContain("{", string.Concat(r.Constraints.Select(c => c.Text)), StringComparison.Ordinal));
    }
}
