using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Primer.Authoring;
using AspireIF.Instructions.Primer.Hard;
using AspireIF.Instructions.Primer.Soft;
using AspireIF.Instructions.Primer.World;

namespace AspireIF.Instructions.Primer;

/// <summary>
/// Writes answers that satisfy each asked constraint with a given probability, independently, and show what was not asked only by rare mistakes.
/// </summary>
public static class PrimerAuthor
{
    public const double DefaultProbability = 0.7;

    // Drafts until one does for every constraint what was decided; the best one counts when none does.
    private const int Drafts = 12;

    /// <summary>An answer to the whole instruction.</summary>
    /// <param name="probability">Of satisfying each constraint, in [0, 1].</param>
    public static PrimerExample Write(PrimerInstruction instruction, SplitMix64 random, double probability = DefaultProbability) =>
        Write(instruction, instruction.Constraints, random, probability);

    /// <summary>An answer to the instruction at a level of its ladder: o_k for x_k.</summary>
    public static PrimerExample Write(PrimerInstruction instruction, int level, SplitMix64 random, double probability = DefaultProbability) =>
        Write(instruction, [.. instruction.Constraints.Take(level)], random, probability);

    internal static PrimerExample Write(PrimerInstruction instruction, IReadOnlyList<Constraint> asked, SplitMix64 random, double probability)
    {
        var intents = new bool[asked.Count];
        for (int i = 0; i < intents.Length; i++)
            intents[i] = random.Chance(probability);
        var demands = asked.Select(Demand.Of).ToArray();
        string best = "";
        bool[] satisfied = [];
        int mistakes = int.MaxValue;
        for (int draft = 0; draft < Drafts && mistakes > 0; draft++)
        {
            string text = Compose(instruction.Topic, instruction.Focus, demands, intents, random);
            var marked = new MarkedText(text);
            bool[] holds = [.. demands.Select(d => d.Holds(text, marked))];
            int wrong = holds.Zip(intents).Count(p => p.First != p.Second);
            if (wrong < mistakes)
                (best, satisfied, mistakes) = (text, holds, wrong);
        }
        return new(instruction, best, asked, satisfied);
    }

    /// <summary>A plain text about a topic, with no constraint in mind.</summary>
    public static string Plain(PrimerTopic topic, SplitMix64 random) => Compose(topic, null, [], [], random);

    private static string Compose(PrimerTopic topic, TopicFact? focus, Demand[] demands, bool[] intents, SplitMix64 random)
    {
        var draft = new Draft();
        for (int i = 0; i < demands.Length; i++)
            demands[i].Form?.Plan(draft, demands[i].Arguments, intents[i], random);
        var style = new StyleFragments(topic, draft, random);
        for (int i = 0; i < demands.Length; i++)
        {
            if (demands[i].Soft is var (type, value))
                style.Show(type, value, intents[i]);
        }
        return Composer.Compose(topic, focus, draft, style, random);
    }

    // A constraint with what checks it, looked up once.
    private sealed record Demand(ConstraintArguments Arguments, HardForm? Form, IConstraintCheck? Check, (SoftType Type, SoftValue Value)? Soft)
    {
        public static Demand Of(Constraint constraint)
        {
            if (PrimerTypes.Find(constraint) is { } soft)
                return new(constraint.Arguments, null, null, soft);
            HardForm form = HardForms.Find(constraint.Id) ?? throw new ArgumentException($"the primer's author cannot write for constraint '{constraint.Id}'", nameof(constraint));
            return new(constraint.Arguments, form, constraint.Type!.Bind!(constraint.Arguments), null);
        }

        public bool Holds(string text, MarkedText marked) => Soft is var (type, value) ? marked.Shows(type, value) : Check!.Check(text).Satisfied;
    }
}
