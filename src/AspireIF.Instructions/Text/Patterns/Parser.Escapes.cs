using System.Globalization;

namespace AspireIF.Instructions.Text.Patterns;

/// <summary>Escapes and character sets.</summary>
internal sealed partial class Parser
{
    private Node ParseEscape(int start)
    {
        if (AtEnd)
            throw new PatternException("bad escape (end of pattern)", start);
        bool ascii = _flags.HasFlag(PatternFlags.Ascii);
        switch (Current)
        {
            case 'A':
                _position++;
                return new Assertion(AssertionKind.TextStart);
            case 'Z':
                _position++;
                return new Assertion(AssertionKind.TextEnd);
            case 'b':
                _position++;
                return new Assertion(ascii ? AssertionKind.AsciiWordBoundary : AssertionKind.WordBoundary);
            case 'B':
                _position++;
                return new Assertion(ascii ? AssertionKind.NoAsciiWordBoundary : AssertionKind.NoWordBoundary);
            case >= '1' and <= '9' when !IsOctal():
                int group = _pattern[_position++] - '0';
                if (char.IsAsciiDigit(Current))
                    group = 10 * group + _pattern[_position++] - '0';
                return Reference(group, start);
        }
        if (ReadCategory() is { } category)
            return new SetNode(new CodePointSet([], [category], negated: false, ignoreCase: false));
        return new Literal(ReadEscapedCodePoint(start, inSet: false), _flags.HasFlag(PatternFlags.IgnoreCase));
    }

    private bool IsOctal() =>
        _position + 2 < _pattern.Length && _pattern[_position] is >= '0' and <= '3'
            && _pattern[_position + 1] is >= '0' and <= '7' && _pattern[_position + 2] is >= '0' and <= '7';

    private BackReference Reference(int group, int start)
    {
        if (group > Groups)
            throw new PatternException($"invalid group reference {group}", start);
        if (_open.Contains(group))
            throw new PatternException("cannot refer to an open group", start);
        NeedsCaptures = true;
        return new BackReference(group, _flags.HasFlag(PatternFlags.IgnoreCase));
    }

    private SetNode ParseSet(int start)
    {
        bool negated = Accept('^');
        var ranges = new List<(int, int)>();
        var categories = new List<Category>();
        for (bool first = true; first || Current != ']'; first = false)
        {
            if (AtEnd)
                throw new PatternException("unterminated character set", start);
            int at = _position;
            Category? category = ReadSetItem(out int low);
            if (Current == '-' && _position + 1 < _pattern.Length && _pattern[_position + 1] != ']')
            {
                _position++;
                if (category is not null || ReadSetItem(out int high) is not null || high < low)
                    throw new PatternException("bad character range", at);
                ranges.Add((low, high));
            }
            else if (category is { } known)
            {
                categories.Add(known);
            }
            else
            {
                ranges.Add((low, low));
            }
        }
        _position++;
        return new SetNode(new CodePointSet(ranges, categories, negated, _flags.HasFlag(PatternFlags.IgnoreCase)));
    }

    private Category? ReadSetItem(out int codePoint)
    {
        int at = _position;
        codePoint = ReadCodePoint();
        if (codePoint != '\\')
            return null;
        if (AtEnd)
            throw new PatternException("bad escape (end of pattern)", at);
        Category? category = ReadCategory();
        if (category is null)
            codePoint = ReadEscapedCodePoint(at, inSet: true);
        return category;
    }

    private Category? ReadCategory()
    {
        bool ascii = _flags.HasFlag(PatternFlags.Ascii);
        Category? category = Current switch
        {
            'd' => ascii ? Category.AsciiDigit : Category.Digit,
            'D' => ascii ? Category.NoAsciiDigit : Category.NoDigit,
            's' => ascii ? Category.AsciiSpace : Category.Space,
            'S' => ascii ? Category.NoAsciiSpace : Category.NoSpace,
            'w' => ascii ? Category.AsciiWord : Category.Word,
            'W' => ascii ? Category.NoAsciiWord : Category.NoWord,
            _ => null,
        };
        if (category is not null)
            _position++;
        return category;
    }

    private int ReadEscapedCodePoint(int start, bool inSet)
    {
        if (IsOctal())
        {
            int value = Convert.ToInt32(_pattern.Substring(_position, 3), 8);
            _position += 3;
            return value;
        }
        int codePoint = ReadCodePoint();
        switch (codePoint)
        {
            case 'a':
                return '\a';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'v':
                return '\v';
            case 'b' when inSet:
                return '\b';
            case 'x':
                return ReadHex(2, start);
            case 'u':
                return ReadHex(4, start);
            case 'U':
                return ReadHex(8, start);
            case >= '0' and <= '7' when codePoint == '0' || inSet:
                int octal = codePoint - '0';
                for (int i = 0; i < 2 && Current is >= '0' and <= '7'; i++)
                    octal = 8 * octal + _pattern[_position++] - '0';
                return octal <= 255 ? octal : throw new PatternException("octal escape value outside of range 0-0o377", start);
            case < 128 when char.IsAsciiLetterOrDigit((char)codePoint):
                throw new PatternException($"bad escape \\{(char)codePoint}", start);
            default:
                return codePoint;
        }
    }

    private int ReadHex(int digits, int start)
    {
        if (_position + digits > _pattern.Length
            || !int.TryParse(_pattern.AsSpan(_position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value)
            || value is < 0 or > 0x10FFFF)
            throw new PatternException("incomplete or bad hexadecimal escape", start);
        _position += digits;
        return value;
    }
}
