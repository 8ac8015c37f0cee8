using System.Collections.Frozen;
using System.Text.Json;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Datasets;

namespace AspireIF.Instructions.Synthesis;

/// <summary>
/// The soft constraints that are synthesised. Each carries the arguments "kind" and "value", which name the entry here: so it is known
/// which of two contradict each other, and an answer written for one is a negative for the other.
/// </summary>
public static class SoftKinds
{
    public static IReadOnlyList<SoftKind> All { get; } = [.. StyleKinds.All, .. SpeakerKinds.All, .. WordingKinds.All, .. SubstanceKinds.All];

    private static readonly FrozenDictionary<string, SoftKind> ByName = All.ToFrozenDictionary(k => k.Name, StringComparer.Ordinal);

    /// <summary>The kind and value of a synthesised soft constraint; null for any other.</summary>
    public static (SoftKind Kind, SoftValue Value)? Find(Constraint constraint)
    {
        if (constraint.Arguments.Find("kind") is not { ValueKind: JsonValueKind.String } name || constraint.Arguments.Find("value") is not { ValueKind: JsonValueKind.String } text)
            return null;
        return ByName.TryGetValue(JsonText.Read(name), out SoftKind? kind) && kind.Find(JsonText.Read(text)) is { } value ? (kind, value) : null;
    }

    /// <summary>True when no answer can follow both: two values of an exclusive group, or opposite traits (cheerful and gloomy).</summary>
    public static bool Contradicts(Constraint a, Constraint b) =>
        Find(a) is { } first && Find(b) is { } second && Contradicts(first.Kind, first.Value, second.Kind, second.Value);

    internal static bool Contradicts(SoftKind kindA, SoftValue a, SoftKind kindB, SoftValue b) =>
        kindA.Group == kindB.Group && kindA.IsExclusive && kindB.IsExclusive && a != b || a.Contradicts(b);

    /// <summary>Constraints that contradict the given one: one of each contradicting value, said in a way drawn at random.</summary>
    public static IEnumerable<Constraint> Contradicting(Constraint constraint, SplitMix64 random)
    {
        if (Find(constraint) is not { } own)
            yield break;
        foreach (SoftKind kind in All)
        {
            foreach (SoftValue value in kind.Values.Where(v => Contradicts(own.Kind, own.Value, kind, v)))
                yield return Say(kind, value, random);
        }
    }

    /// <summary>The constraint that asks for a value, in one of the kind's phrasings.</summary>
    public static Constraint Say(SoftKind kind, SoftValue value, SplitMix64 random)
    {
        string frame = random.Pick(kind.Frames);
        string text = frame.Replace("{a}", $"{Article(value.Text)} {value.Text}", StringComparison.Ordinal).Replace("{v}", value.Text, StringComparison.Ordinal);
        return new Constraint(kind.Id, ConstraintArguments.Of(("kind", kind.Name), ("value", value.Text)), text) { Category = kind.Category };
    }

    private static string Article(string text) =>
        // By sound: "a university", "an hour"; a word written with a vowel first is "an" otherwise.
        text.StartsWith("uni", StringComparison.Ordinal) || text.StartsWith("use", StringComparison.Ordinal) ? "a" : char.ToLowerInvariant(text[0]) is 'a' or 'e' or 'i' or 'o' or 'u' ? "an" : "a";
}
