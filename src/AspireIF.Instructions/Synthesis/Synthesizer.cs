using System.Globalization;
using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Synthesis;

/// <summary>
/// Makes instructions from plain tasks by adding constraints that suit the task and agree with one another. Seeded: the same options, key and seed
/// give the same instruction on any machine, whatever was made before.
/// </summary>
public sealed class Synthesizer
{
    // Types that fit few tasks or few neighbours come out rare; what fits everywhere is drawn evenly.
    private const int Draws = 40;

    private readonly SynthesisOptions _options;

    public Synthesizer(SynthesisOptions? options = null)
    {
        _options = options ?? SynthesisOptions.Default;
        _options.Validate();
    }

    /// <summary>
    /// Instructions without end: every seed in turn with constraints drawn anew in each round. The keys are the seed's key and the round ("17-0").
    /// None when there are no seeds.
    /// </summary>
    public IEnumerable<Instruction> Make(IReadOnlyList<Instruction> seeds)
    {
        if (seeds.Count == 0)
            yield break;
        SeedProfile[] profiles = [.. seeds.Select(s => SeedProfile.Of(s.Seed))];
        for (int round = 0; ; round++)
        {
            for (int i = 0; i < seeds.Count; i++)
                yield return Make(string.Create(CultureInfo.InvariantCulture, $"{seeds[i].Key}-{round}"), profiles[i]);
        }
    }

    /// <summary>One instruction from one task; what it asks follows from the key.</summary>
    public Instruction Make(string key, string seed) => Make(key, SeedProfile.Of(seed));

    private Instruction Make(string key, SeedProfile seed)
    {
        SplitMix64 random = SplitMix64.For(_options.Seed, Fingerprint.Of(key, seed.Text));
        int count = random.Between(_options.MinConstraints, _options.MaxConstraints);
        var chosen = new List<Constraint>(count);
        var context = new DraftContext(seed, random, chosen);
        while (chosen.Count < count)
        {
            bool soft = random.Chance(_options.SoftShare);
            Constraint? next = (soft ? DrawSoft(context) : DrawHard(context)) ?? (soft ? DrawHard(context) : DrawSoft(context));
            if (next is null)
                break;
            chosen.Add(next);
        }
        return new Instruction(key, seed.Text, chosen);
    }

    private static Constraint? DrawHard(DraftContext context)
    {
        for (int draw = 0; draw < Draws; draw++)
        {
            HardTemplate template = context.Random.Pick(HardTemplates.All);
            if (!context.Chosen.All(c => MayStandTogether(c, template.Id)) || template.Draw(context) is not { } draft)
                continue;
            return new Constraint(template.Id, draft.Arguments, context.Random.Pick(draft.Phrasings));
        }
        return null;
    }

    private static Constraint? DrawSoft(DraftContext context)
    {
        for (int draw = 0; draw < Draws; draw++)
        {
            SoftKind kind = context.Random.Pick(SoftKinds.All);
            if (context.Chosen.Any(c => !Conflicts.MayStandTogether(c.Id, kind.Id) || kind.Clashes.Contains(c.Id) || SoftKinds.Find(c)?.Kind.Group == kind.Group))
                continue;
            SoftValue value = context.Random.Pick(kind.Values);
            if (!context.Chosen.Any(c => SoftKinds.Find(c) is { } other && other.Value.Contradicts(value)))
                return SoftKinds.Say(kind, value, context.Random);
        }
        return null;
    }

    private static bool MayStandTogether(Constraint chosen, string id) =>
        Conflicts.MayStandTogether(chosen.Id, id) && (SoftKinds.Find(chosen) is not { } soft || !soft.Kind.Clashes.Contains(id));
}
