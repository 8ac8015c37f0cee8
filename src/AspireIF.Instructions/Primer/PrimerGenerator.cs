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
        var random = SplitMix64.For(seed * 8 + (ulong)split, index);
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

        AskedConstraint[] asked = [.. ids.Select(id => Ask(id, topic, soft, lead, heldOutWords, random))];
        PrimerPhrasing phrasing = single;
        if (twoTurns)
        {
            int first = random.Next(ids.Count);
            (AskedConstraint, int)? replaced = random.Chance(0.4) ? Replaceable(asked, first, lead, random) : null;
            phrasing = new TwoTurns(single, first, replaced, PrimerTasks.OnceMore(random), PrimerTasks.Change(random), random.NextUInt64());
        }
        else if (agent)
        {
            phrasing = new Agent(PrimerTasks.Role(random), PrimerTasks.RulesLead(random), Math.Max(1, ids.Count - random.Next(3)), single);
        }
        return new(key, split, topic, focus, $"{task}. {single.Facts}", asked, phrasing);
    }

    private static int Level(SplitMix64 random, int least)
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

    private static AskedConstraint Ask(string id, PrimerTopic topic, int soft, string lead, bool heldOutWords, SplitMix64 random)
    {
        if (HardForms.Find(id) is { } form)
        {
            ConstraintArguments arguments = form.Draw(topic, random, soft);
            string way = HardForm.Fill(form.Asks.Draw(heldOutWords, random).Text, arguments);
            return new(new(id, arguments, PrimerPhrasing.Sentence(lead, way)), way);
        }
        SoftType type = PrimerWorld.Instance.SoftTypes.First(t => t.Id == id);
        return Ask(type, random.Pick(type.Values), lead, heldOutWords, random);
    }

    private static AskedConstraint Ask(SoftType type, SoftValue value, string lead, bool heldOutWords, SplitMix64 random)
    {
        string way = value.Asks.Draw(heldOutWords, random).Text;
        return new(PrimerTypes.Ask(type, value) with { Text = PrimerPhrasing.Sentence(lead, way) }, way);
    }

    // A first request that asks for the contrary of what the second one will ask.
    private static (AskedConstraint, int)? Replaceable(AskedConstraint[] asked, int first, string lead, SplitMix64 random)
    {
        for (int i = first; i < asked.Length; i++)
        {
            if (PrimerTypes.Find(asked[i].Constraint) is var (type, value) && value.Contradicts.Count > 0)
                return (Ask(type, type.Find(random.Pick(value.Contradicts))!, lead, false, random), i);
        }
        return null;
    }
}
