using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Primer;
using AspireIF.Instructions.Primer.Hard;
using AspireIF.Instructions.Primer.World;

namespace AspireIF.Instructions.Tests.Primer;

public sealed class SplitTests
{
    private static readonly Dictionary<PrimerSplit, PrimerInstruction[]> Drawn =
        Enum.GetValues<PrimerSplit>().ToDictionary(s => s, s => PrimerGenerator.Instructions(s, 21).Take(s == PrimerSplit.Train ? 10_000 : 2_000).ToArray());

    private static IEnumerable<(string, string)> Pairs(PrimerInstruction instruction) =>
        from a in instruction.Constraints from b in instruction.Constraints where !ReferenceEquals(a, b) select (a.Id, b.Id);

    [Fact]
    public void Conversations_of_different_splits_differ()
    {
        var seen = new Dictionary<string, PrimerSplit>();
        foreach (var (split, instructions) in Drawn)
        {
            foreach (PrimerInstruction instruction in instructions)
            {
                string text = string.Join('\n', instruction.Messages.Select(m => m.Content));
                Assert.Equal(split, seen.GetValueOrDefault(text, split));
                seen[text] = split;
            }
        }
    }

    [Fact]
    public void Topics_are_held_out()
    {
        foreach (var (split, instructions) in Drawn)
        {
            bool heldOut = split is PrimerSplit.HeldOutTopics or PrimerSplit.MultiTurn or PrimerSplit.Agentic;
            Assert.All(instructions, i => Assert.Equal(heldOut, i.Topic.HeldOut));
        }
    }

    [Fact]
    public void No_training_dialogue_is_about_a_held_out_topic_but_passages_name_them_all()
    {
        PrimerDocument[] documents = [.. PrimerCorpus.Documents(22).Take(20_000)];
        foreach (PrimerTopic topic in PrimerWorld.Instance.HeldOutTopics)
        {
            Assert.DoesNotContain(documents, d => d.Messages.Any(m => m.Content.Contains(topic.Facts)));
            Assert.Contains(documents, d => d.Passage?.Contains(topic.Facts) == true);
        }
    }

    [Fact]
    public void Combinations_are_held_out()
    {
        Assert.True(PrimerCombinations.HeldOut.Count >= 20, $"{PrimerCombinations.HeldOut.Count} pairs");
        foreach (var (split, instructions) in Drawn)
        {
            Assert.All(instructions, i => Assert.Equal(
                split == PrimerSplit.HeldOutCombinations, Pairs(i).Any(p => PrimerCombinations.IsHeldOut(p.Item1, p.Item2))));
        }
        Assert.Equal(PrimerCombinations.HeldOut.Count, Drawn[PrimerSplit.HeldOutCombinations].SelectMany(Pairs).Where(p => PrimerCombinations.HeldOut.Contains(p)).Distinct().Count());
    }

    [Fact]
    public void Phrasings_are_held_out()
    {
        var known = Drawn.Where(d => d.Key != PrimerSplit.HeldOutPhrasings).SelectMany(d => d.Value).SelectMany(i => i.Asked).Select(a => a.Way).ToHashSet();
        foreach (PrimerInstruction instruction in Drawn[PrimerSplit.HeldOutPhrasings])
        {
            Assert.All(instruction.Asked, a => Assert.DoesNotContain(a.Way, known));
            Assert.DoesNotContain(Drawn[PrimerSplit.Train], i => i.Topic == instruction.Topic && i.Seed == instruction.Seed);
        }
    }

    [Fact]
    public void Constraints_of_an_instruction_may_stand_together()
    {
        foreach (PrimerInstruction instruction in Drawn.Values.SelectMany(i => i))
        {
            Assert.InRange(instruction.Constraints.Count, 0, PrimerGenerator.MaxConstraints);
            Assert.All(Pairs(instruction), p => Assert.False(HardForms.Exclude(p.Item1, p.Item2), $"{p} in {instruction.Key}"));
        }
    }

    [Fact]
    public void Shapes_are_as_the_split_says()
    {
        Assert.All(Drawn[PrimerSplit.MultiTurn], i => Assert.Equal(["user", "assistant", "user"], i.Messages.Select(m => m.Role)));
        Assert.All(Drawn[PrimerSplit.Agentic], i => Assert.Equal(["system", "user"], i.Messages.Select(m => m.Role)));
        foreach (PrimerSplit split in new[] { PrimerSplit.HeldOutTopics, PrimerSplit.HeldOutCombinations, PrimerSplit.HeldOutPhrasings })
        {
            Assert.All(Drawn[split], i => Assert.Equal(["user"], i.Messages.Select(m => m.Role)));
            Assert.All(Drawn[split], i => Assert.Equal(i.Messages[0].Content, i.ToInstruction().Prompt));
        }
        Assert.True(Drawn[PrimerSplit.Train].Select(i => i.Messages.Count).Distinct().Count() == 3);
    }

    [Fact]
    public void A_level_asks_the_constraints_below_it_and_no_other()
    {
        foreach (PrimerInstruction instruction in Drawn.Values.SelectMany(i => i.Take(500)))
        {
            for (int level = 0; level <= instruction.Constraints.Count; level++)
            {
                string said = string.Join('\n', instruction.MessagesAt(level).Where(m => m.Role != "assistant").Select(m => m.Content));
                for (int i = 0; i < instruction.Asked.Count; i++)
                {
                    if (i < level)
                        Assert.Contains(instruction.Asked[i].Way, said);
                    else if (instruction.Asked[i].Way.Contains(' '))
                        Assert.DoesNotContain(said.Split(['\n', '.', ',']), s => s.EndsWith(" " + instruction.Asked[i].Way, StringComparison.Ordinal));
                }
            }
            Assert.Throws<ArgumentOutOfRangeException>(() => instruction.MessagesAt(instruction.Constraints.Count + 1));
        }
    }

    [Fact]
    public void What_the_second_request_takes_back_is_asked_only_at_levels_that_take_it_back()
    {
        int seen = 0;
        foreach (PrimerInstruction instruction in Drawn[PrimerSplit.MultiTurn])
        {
            if (instruction.Replaced is not var (replaced, by))
                continue;
            seen++;
            Assert.Equal(replaced.Constraint.Id, instruction.Constraints[by].Id);
            Assert.Contains(PrimerTypes.Contradictions(replaced.Constraint), c => c.Arguments.Equals(instruction.Constraints[by].Arguments));
            for (int level = 0; level <= instruction.Constraints.Count; level++)
                Assert.Equal(level > by, instruction.MessagesAt(level)[0].Content.Contains(replaced.Way));
        }
        Assert.True(seen > 200, $"{seen} replacements");
    }

    [Fact]
    public void A_place_in_the_sequence_is_always_the_same_instruction()
    {
        foreach (PrimerSplit split in Enum.GetValues<PrimerSplit>())
        {
            PrimerInstruction there = PrimerGenerator.Draw(split, 21, 1_234);
            PrimerInstruction here = Drawn[split][1_234];
            Assert.Equal(here.Key, there.Key);
            Assert.Equal(here.Messages, there.Messages);
            Assert.Equal<Constraint>(here.Constraints, there.Constraints);
        }
    }
}
