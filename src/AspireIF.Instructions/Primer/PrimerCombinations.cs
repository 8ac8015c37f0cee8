using System.Collections.Frozen;
using AspireIF.Instructions.Primer.Hard;
using AspireIF.Instructions.Primer.World;

namespace AspireIF.Instructions.Primer;

/// <summary>Which constraint types an instruction has together, and which pairs are held out of training.</summary>
public static class PrimerCombinations
{
    private const int OneIn = 16;

    private static readonly string[] SoftIds = [.. PrimerWorld.Instance.SoftTypes.Select(t => t.Id)];

    private static readonly string[] HardIds = [.. HardForms.All.Select(f => f.Id)];

    private static readonly (string A, string B)[] HeldOutPairs = [.. Pairs()];

    private static readonly FrozenSet<(string, string)> HeldOutSet = HeldOutPairs.SelectMany(p => new[] { p, (p.B, p.A) }).ToFrozenSet();

    /// <summary>Ids of the constraint types that the primer's instructions ask for.</summary>
    public static IReadOnlyList<string> Types { get; } = [.. SoftIds, .. HardIds];

    /// <summary>The pairs of types that no training instruction has together.</summary>
    public static IReadOnlyList<(string A, string B)> HeldOut => HeldOutPairs;

    public static bool IsHeldOut(string a, string b) => HeldOutSet.Contains((a, b));

    internal static bool IsSoft(string id) => id.StartsWith("primer:", StringComparison.Ordinal);

    /// <summary>Types that can stand together: half soft, half hard on average; with a held-out pair, or with none.</summary>
    internal static List<string> Draw(int count, bool heldOut, SplitMix64 random)
    {
        var ids = new List<string>(count);
        if (heldOut)
        {
            var (a, b) = random.Pick(HeldOutPairs);
            ids.AddRange([a, b]);
        }
        while (ids.Count < count)
        {
            string id = random.Pick(random.Chance(0.5) ? SoftIds : HardIds);
            if (ids.TrueForAll(other => !HardForms.Exclude(id, other) && (heldOut || !IsHeldOut(id, other))))
                ids.Add(id);
        }
        random.Shuffle(ids);
        return ids;
    }

    // Every sixteenth possible pair, in an order that no list decides: FNV-1a of the two names.
    private static IEnumerable<(string A, string B)> Pairs()
    {
        string[] all = [.. SoftIds, .. HardIds];
        foreach (string a in all)
        {
            foreach (string b in all)
            {
                if (string.CompareOrdinal(a, b) < 0 && !HardForms.Exclude(a, b) && Fnv1a(a + "+" + b) % OneIn == 0)
                    yield return (a, b);
            }
        }
    }

    private static uint Fnv1a(string text)
    {
        uint hash = 2166136261;
        foreach (char c in text)
            hash = unchecked((hash ^ c) * 16777619);
        return hash;
    }
}
