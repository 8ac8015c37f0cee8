using System.Globalization;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Primer.Hard;
using AspireIF.Instructions.Primer.Soft;
using AspireIF.Instructions.Primer.World;

namespace AspireIF.Instructions.Primer;

/// <summary>Draws instructions of 0 to 5 constraints from the primer's world; the same split and seed give the same instructions everywhere.</summary>
public static class PrimerGenerator
{
    public const int MaxConstraints = 5;

    // Of training instructions, the share with two turns and the share with a system prompt.
    private const double TwoTurnsShare = 0.15;
    private const double AgentShare = 0.15;

    // How often an instruction has 0, 1, .. constraints, of 100.
    private static readonly int[] Levels = [5, 19, 20, 20, 18, 18];

    /// <summary>Instructions of a split without end.</summary>
    public static IEnumerable<PrimerInstruction> Instructions(PrimerSplit split, ulong seed)
    {
        for (ulong index = 0; ; index++)
            yield return Draw(split, seed, index);
    }

    /// <summary>The instruction at a place of the sequence.</summary>
    public static PrimerInstruction Draw(PrimerSplit split, ulong seed, ulong index)
    {
        var random = PrimerRandom.For(seed * 8 + (ulong)split, index);
        PrimerWorld world = PrimerWorld.Instance;
        bool heldOutTopic = split is PrimerSplit.HeldOutTopics or PrimerSplit.MultiTurn or PrimerSplit.Agentic;
        bool heldOutWords = split == PrimerSplit.HeldOutPhrasings;
        PrimerTopic topic = random.Pick(heldOutTopic ? world.HeldOutTopics : world.TrainingTopics);
        double shape = random.NextDouble();
        bool twoTurns = split == PrimerSplit.MultiTurn || split == PrimerSplit.Train && shape < TwoTurnsShare;
        bool agent = split == PrimerSplit.Agentic || split == PrimerSplit.Train && shape > 1 - AgentShare;

        List<string> ids = PrimerCombinations.Draw(Level(random, split == PrimerSplit.HeldOutCombinations ? 2 : twoTurns || agent ? 1 : 0), split == PrimerSplit.HeldOutCombinations, random);
        int soft = ids.Count(PrimerCombinations.IsSoft);
        var join = (ConstraintJoin)random.Next(3);
        string lead = PrimerTasks.Lead(heldOutWords, random);
        var (task, focus) = PrimerTasks.Task(topic, heldOutWords, random);
        var single = new SingleTurn(task, PrimerTasks.FactsLine(topic, heldOutWords, random), join);
        string key = string.Create(CultureInfo.InvariantCulture, $"primer-{split}-{seed}-{index}");

        PrimerPhrasing phrasing = single;
        int apart = ids.Count;
        Func<int, bool> inline = _ => join == ConstraintJoin.Inline;
        if (twoTurns)
        {
            apart = random.Next(ids.Count);
            phrasing = new TwoTurns(single, apart, null, PrimerTasks.OnceMore(random), PrimerTasks.Change(random), random.NextUInt64());
            inline = i => i >= apart || join == ConstraintJoin.Inline;
        }
        else if (agent)
        {
            apart = Math.Max(1, ids.Count - random.Next(3));
            phrasing = new Agent(PrimerTasks.Role(random), PrimerTasks.RulesLead(random), apart, single);
            inline = i => i >= apart && join == ConstraintJoin.Inline;
        }
        Constraint[] constraints = [.. ids.Select((id, i) => Ask(id, topic, soft, inline(i) ? null : lead, heldOutWords, random))];
        if (phrasing is TwoTurns two && random.Chance(0.4) && Replaceable(constraints, apart, single.Join == ConstraintJoin.Inline ? null : lead, random) is { } replaced)
            phrasing = two with { Replaced = replaced };
        return new(key, split, topic, focus, $"{single.Task}. {single.Facts}", constraints, phrasing);
    }

    private static int Level(PrimerRandom random, int least)
    {
        while (true)
        {
            int at = random.Next(100);
            for (int level = 0; level < Levels.Length; level++)
            {
                if ((at -= Levels[level]) < 0)
                {
                    if (level >= least)
                        return level;
                    break;
                }
            }
        }
    }

    private static Constraint Ask(string id, PrimerTopic topic, int soft, string? lead, bool heldOutWords, PrimerRandom random)
    {
        if (HardForms.Find(id) is { } form)
        {
            ConstraintArguments arguments = form.Draw(topic, random, soft);
            return new(id, arguments, Said(HardForm.Fill(PrimerTasks.Way(form.Asks, heldOutWords, random), arguments), lead));
        }
        SoftType type = PrimerWorld.Instance.SoftTypes.First(t => t.Id == id);
        return Ask(type, random.Pick(type.Values), lead, heldOutWords, random);
    }

    private static Constraint Ask(SoftType type, SoftValue value, string? lead, bool heldOutWords, PrimerRandom random) =>
        PrimerTypes.Ask(type, value) with { Text = Said(PrimerTasks.Way(value.Asks, heldOutWords, random), lead) };

    private static string Said(string way, string? lead) => lead is null ? way : PrimerPhrasing.Sentence(lead, way);

    // A first request that asks for the contrary of what the second one will ask.
    private static Constraint? Replaceable(Constraint[] constraints, int apart, string? lead, PrimerRandom random)
    {
        foreach (Constraint constraint in constraints.Skip(apart))
        {
            if (PrimerTypes.Find(constraint) is var (type, value) && value.Contradicts.Count > 0)
                return Ask(type, type.Find(random.Pick(value.Contradicts))!, lead, false, random);
        }
        return null;
    }
}
