using System.Globalization;
using System.Text;

namespace AspireIF.Instructions.Text;

/// <summary>Case of single code points, as CPython's <c>str</c> and <c>re.IGNORECASE</c> have it.</summary>
public static class CaseFold
{
    /// <summary>Simple lower casing: one code point to one.</summary>
    public static int Lower(int codePoint)
    {
        if (codePoint < 128)
            return char.IsAsciiLetterUpper((char)codePoint) ? codePoint | 0x20 : codePoint;
        if (codePoint == 0x130)
            return 'i';
        return Rune.IsValid(codePoint) ? Rune.ToLowerInvariant(new Rune(codePoint)).Value : codePoint;
    }

    /// <summary>
    /// One representative for all code points that match each other under <c>re.IGNORECASE</c>: the lower case, and for the letters
    /// whose lower cases differ although they match (CPython's re/_casefix), the commonest of them.
    /// </summary>
    public static int Fold(int codePoint)
    {
        int lower = Lower(codePoint);
        if (lower < 128)
            return lower;
        return lower switch
        {
            0x131 => 'i',
            0x17F => 's',
            0xB5 => 0x3BC,
            0x345 or 0x1FBE => 0x3B9,
            0x1FD3 => 0x390,
            0x1FE3 => 0x3B0,
            0x3D0 => 0x3B2,
            0x3F5 => 0x3B5,
            0x3D1 => 0x3B8,
            0x3F0 => 0x3BA,
            0x3D6 => 0x3C0,
            0x3F1 => 0x3C1,
            0x3C2 => 0x3C3,
            0x3D5 => 0x3C6,
            0x1C80 => 0x432,
            0x1C81 => 0x434,
            0x1C82 => 0x43E,
            0x1C83 => 0x441,
            0x1C84 or 0x1C85 => 0x442,
            0x1C86 => 0x44A,
            0x1C87 => 0x463,
            0x1C88 => 0xA64B,
            0x1E9B => 0x1E61,
            0xFB05 => 0xFB06,
            _ => lower,
        };
    }

    /// <summary>All code points with the same <see cref="Fold"/>, the given one among them.</summary>
    public static ReadOnlySpan<int> Variants(int codePoint) =>
        AllVariants.Value.TryGetValue(Fold(codePoint), out int[]? variants) ? variants : new[] { codePoint };

    private static readonly Lazy<Dictionary<int, int[]>> AllVariants = new(() => Enumerable.Range(0, 0x110000)
        .Where(c => Rune.IsValid(c)).GroupBy(Fold).Select(g => (g.Key, Members: g.ToArray())).Where(g => g.Members.Length > 1).ToDictionary(g => g.Key, g => g.Members));

    /// <summary>The Unicode property Cased.</summary>
    public static bool IsCased(int codePoint) => CodePoints.IsLower(codePoint) || CodePoints.IsUpper(codePoint) || CodePoints.IsTitle(codePoint);

    /// <summary>The Unicode property Case_Ignorable: marks, formats, modifiers and the word-internal punctuation.</summary>
    public static bool IsCaseIgnorable(int codePoint) => codePoint switch
    {
        '\'' or '.' or ':' or '^' or '`' or 0xA8 or 0xAF or 0xB4 or 0xB7 or 0xB8 or 0x387 or 0x55F or 0x5F4
            or 0x2018 or 0x2019 or 0x2024 or 0x2027 or 0xFE13 or 0xFE52 or 0xFE55 or 0xFF07 or 0xFF0E or 0xFF1A => true,
        < 128 => false,
        _ => CharUnicodeInfo.GetUnicodeCategory(codePoint) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol,
    };
}
