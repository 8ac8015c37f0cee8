namespace AspireIF.Instructions.Text.Patterns;

/// <summary>A character class: ranges and categories, perhaps negated, perhaps without regard to case.</summary>
internal sealed class CodePointSet(IReadOnlyList<(int First, int Last)> ranges, IReadOnlyList<Category> categories, bool negated, bool ignoreCase)
{
    // Answers for the ASCII characters, worked out once.
    private readonly UInt128 _ascii = Tabulate(ranges, categories, negated, ignoreCase);

    public bool Contains(int codePoint) =>
        codePoint < 128 ? (_ascii >> codePoint & 1) != 0 : Matches(ranges, categories, ignoreCase, codePoint) != negated;

    public static bool IsIn(Category category, int codePoint) => category switch
    {
        Category.Digit => CodePoints.IsDigit(codePoint),
        Category.NoDigit => !CodePoints.IsDigit(codePoint),
        Category.Space => codePoint < 0x10000 && CodePoints.IsSpace((char)codePoint),
        Category.NoSpace => codePoint >= 0x10000 || !CodePoints.IsSpace((char)codePoint),
        Category.Word => CodePoints.IsWord(codePoint),
        Category.NoWord => !CodePoints.IsWord(codePoint),
        Category.AsciiDigit => codePoint is >= '0' and <= '9',
        Category.NoAsciiDigit => codePoint is < '0' or > '9',
        Category.AsciiSpace => codePoint is ' ' or (>= '\t' and <= '\r'),
        Category.NoAsciiSpace => codePoint is not (' ' or (>= '\t' and <= '\r')),
        Category.AsciiWord => codePoint < 128 && CodePoints.IsWord(codePoint),
        _ => codePoint >= 128 || !CodePoints.IsWord(codePoint),
    };

    private static UInt128 Tabulate(IReadOnlyList<(int, int)> ranges, IReadOnlyList<Category> categories, bool negated, bool ignoreCase)
    {
        UInt128 table = 0;
        for (int c = 0; c < 128; c++)
        {
            if (Matches(ranges, categories, ignoreCase, c) != negated)
                table |= UInt128.One << c;
        }
        return table;
    }

    private static bool Matches(IReadOnlyList<(int First, int Last)> ranges, IReadOnlyList<Category> categories, bool ignoreCase, int codePoint)
    {
        // Without regard to case, CPython looks the lower case up.
        int tested = ignoreCase ? CaseFold.Lower(codePoint) : codePoint;
        foreach (Category category in categories)
        {
            if (IsIn(category, tested))
                return true;
        }
        if (!ignoreCase)
            return InRanges(ranges, codePoint);
        foreach (int variant in CaseFold.Variants(codePoint))
        {
            if (InRanges(ranges, variant))
                return true;
        }
        return false;
    }

    private static bool InRanges(IReadOnlyList<(int First, int Last)> ranges, int codePoint)
    {
        foreach (var (first, last) in ranges)
        {
            if (codePoint >= first && codePoint <= last)
                return true;
        }
        return false;
    }
}

/// <summary>What the escapes <c>\d \s \w</c> and their complements mean, with and without the flag <c>a</c>.</summary>
internal enum Category
{
    Digit,
    NoDigit,
    Space,
    NoSpace,
    Word,
    NoWord,
    AsciiDigit,
    NoAsciiDigit,
    AsciiSpace,
    NoAsciiSpace,
    AsciiWord,
    NoAsciiWord,
}
