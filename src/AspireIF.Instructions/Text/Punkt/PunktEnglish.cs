using System.Collections.Frozen;

namespace AspireIF.Instructions.Text.Punkt;

/// <summary>In which case a word has been seen in running text.</summary>
internal enum WordCase : byte
{
    /// <summary>Never in lower case: a name, or a word that is not known.</summary>
    OnlyUpper,

    /// <summary>In lower case, and capitalised only where a sentence starts.</summary>
    Lower,

    /// <summary>In lower case, and capitalised inside sentences too.</summary>
    Both,
}

/// <summary>
/// What Punkt must know of English: abbreviations, words that start sentences, and the case in which words are seen.
/// The first two are written by hand, the last is learned from running text (english.txt).
/// </summary>
internal static class PunktEnglish
{
    /// <summary>The type that all numbers share.</summary>
    public const string Number = "##number##";

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Abbreviations = Set(
        // titles, forms of address, ranks
        "mr mrs ms messrs dr prof rev gov sen rep gen col maj lt adm st jr sr esq m.d ph.d b.a m.a m.b.a",
        // companies
        "inc co cos corp ltd bros cie s.p.a s.a n.v a.g",
        // the short forms of states
        "ala ariz ark calif colo conn fla ga kan ky mass mich minn mont neb nev okla pa tenn tex va vt wis wyo n.y n.j n.c n.d n.m s.c s.d r.i w.va n.h d.c",
        // countries, places, directions
        "u.s u.k u.n u.s.a u.s.s.r e.c l.a ave blvd ft",
        // months
        "jan feb aug sept oct nov dec",
        // times and measures
        "a.m p.m a.d b.c yr vol vs",
        // two initials
        "a.c a.h a.j a.m a.t b.f c.b c.v d.h d.w e.f e.h e.l f.g f.j g.d g.k h.c h.f h.l h.m i.m.s j.b j.c j.j j.k j.p j.r k.c l.f m.b m.e m.h m.j n.a n.v p.h p.j r.a r.h r.j r.k r.t s.g t.j t.v w.c w.h w.r w.w");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Starters = Set(
        "the this these that those it i he she there in on at for by with as after before since during while when although though if because despite however",
        "moreover meanwhile nevertheless but and or so yet also still thus some many most several both all another one other others even separately today yesterday his her its their our under among once according such");

    private static readonly FrozenDictionary<string, WordCase>.AlternateLookup<ReadOnlySpan<char>> Cases = ReadCases();

    public static bool IsAbbreviation(ReadOnlySpan<char> type) => Abbreviations.Contains(type);

    public static bool IsStarter(ReadOnlySpan<char> type) => Starters.Contains(type);

    public static WordCase CaseOf(ReadOnlySpan<char> type) => Cases.TryGetValue(type, out WordCase seen) ? seen : WordCase.OnlyUpper;

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Set(params string[] lines) =>
        lines.SelectMany(l => l.Split(' ')).ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private static FrozenDictionary<string, WordCase>.AlternateLookup<ReadOnlySpan<char>> ReadCases()
    {
        using var reader = new StreamReader(typeof(PunktEnglish).Assembly.GetManifestResourceStream("punkt-english.txt")!);
        var cases = new Dictionary<string, WordCase>();
        var current = WordCase.Lower;
        while (reader.ReadLine() is { } line)
        {
            if (line is "lower" or "both")
            {
                current = line == "both" ? WordCase.Both : WordCase.Lower;
            }
            else if (!line.StartsWith('#'))
            {
                foreach (string word in line.Split(' '))
                    cases.Add(word, current);
            }
        }
        return cases.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }
}
