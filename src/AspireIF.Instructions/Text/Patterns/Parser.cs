using System.Globalization;

namespace AspireIF.Instructions.Text.Patterns;

/// <summary>
/// Reads the syntax of Python's <c>re</c> (library reference, "Regular Expression Syntax"; where that is silent, what CPython 3.11 does).
/// Not supported: <c>\N{name}</c>.
/// </summary>
internal sealed partial class Parser
{
    private const int DeepestNesting = 100;

    private readonly string _pattern;
    private readonly Dictionary<string, int> _names = [];
    private readonly HashSet<int> _open = [];
    private int _position;
    private int _depth;
    private PatternFlags _flags;

    private Parser(string pattern, PatternFlags flags) => (_pattern, _flags) = (pattern, flags);

    public int Groups { get; private set; }

    public bool NeedsCaptures { get; private set; }

    public static (Node Root, int Groups, bool NeedsCaptures) Parse(string pattern, PatternFlags flags)
    {
        var parser = new Parser(pattern, flags);
        Node root = parser.ParseAlternation();
        if (parser._position < pattern.Length)
            throw parser.Error("unbalanced parenthesis");
        return (root, parser.Groups, parser.NeedsCaptures);
    }

    private bool AtEnd => _position == _pattern.Length;

    private char Current => _position < _pattern.Length ? _pattern[_position] : '\0';

    private Node ParseAlternation()
    {
        if (++_depth > DeepestNesting)
            throw Error($"more than {DeepestNesting} nested groups");
        var branches = new List<Node> { ParseSequence() };
        while (Accept('|'))
            branches.Add(ParseSequence());
        _depth--;
        return branches.Count == 1 ? branches[0] : new Alternation(branches);
    }

    private Sequence ParseSequence()
    {
        var items = new List<Node>();
        while (!AtEnd && Current is not ('|' or ')'))
        {
            if (_flags.HasFlag(PatternFlags.Verbose) && SkipVerbose())
                continue;
            int start = _position;
            if (ParseAtom() is { } atom)
                items.Add(ParseRepeats(atom, start));
        }
        return new Sequence(items);
    }

    private Node ParseRepeats(Node atom, int start)
    {
        while (_flags.HasFlag(PatternFlags.Verbose) && SkipVerbose())
        {
        }
        if (ParseQuantifier() is not { } bounds)
            return atom;
        if (atom is Assertion)
            throw new PatternException("nothing to repeat", start);
        RepeatMode mode = Accept('?') ? RepeatMode.Lazy : Accept('+') ? RepeatMode.Possessive : RepeatMode.Greedy;
        int before = _position;
        if (ParseQuantifier() is not null)
            throw new PatternException("multiple repeat", before);
        return new Repeat(atom, bounds.Min, bounds.Max, mode);
    }

    private (int Min, int Max)? ParseQuantifier()
    {
        if (Accept('*'))
            return (0, int.MaxValue);
        if (Accept('+'))
            return (1, int.MaxValue);
        if (Accept('?'))
            return (0, 1);
        if (Current != '{')
            return null;
        int start = _position++;
        if (Current == '}')
        {
            _position = start;
            return null;
        }
        int? min = ParseNumber(), max = min;
        if (Accept(','))
            max = ParseNumber() ?? int.MaxValue;
        else if (min is null)
            max = 0;
        if (!Accept('}'))
        {
            _position = start;
            return null;
        }
        if (max < (min ?? 0))
            throw new PatternException("min repeat greater than max repeat", start);
        return (min ?? 0, max!.Value);
    }

    private int? ParseNumber()
    {
        int start = _position;
        while (char.IsAsciiDigit(Current))
            _position++;
        if (_position == start)
            return null;
        return int.TryParse(_pattern.AsSpan(start, _position - start), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number : throw new PatternException("the repetition number is too large", start);
    }

    // Null for what matches nothing and stands for nothing: comments and global flags.
    private Node? ParseAtom()
    {
        int start = _position;
        int codePoint = ReadCodePoint();
        switch (codePoint)
        {
            case '.':
                return new AnyCodePoint(_flags.HasFlag(PatternFlags.DotAll));
            case '^':
                return new Assertion(_flags.HasFlag(PatternFlags.MultiLine) ? AssertionKind.LineStart : AssertionKind.TextStart);
            case '$':
                return new Assertion(_flags.HasFlag(PatternFlags.MultiLine) ? AssertionKind.LineEnd : AssertionKind.LastLineEnd);
            case '(':
                return ParseGroup(start);
            case '[':
                return ParseSet(start);
            case '\\':
                return ParseEscape(start);
            case '*' or '+' or '?':
                throw new PatternException("nothing to repeat", start);
            case '{':
                _position = start;
                if (ParseQuantifier() is not null)
                    throw new PatternException("nothing to repeat", start);
                _position = start + 1;
                break;
        }
        return new Literal(codePoint, _flags.HasFlag(PatternFlags.IgnoreCase));
    }

    private Node? ParseGroup(int start)
    {
        if (!Accept('?'))
            return ParseCapture(null, start);
        if (AtEnd)
            throw Error("unexpected end of pattern");
        switch (_pattern[_position++])
        {
            case ':':
                return Close(ParseAlternation(), start);
            case '>':
                return new Atomic(Close(ParseAlternation(), start));
            case '=':
                return new Look(Close(ParseAlternation(), start), Behind: false, Negative: false);
            case '!':
                return new Look(Close(ParseAlternation(), start), Behind: false, Negative: true);
            case '<' when Current is '=' or '!':
                bool negative = _pattern[_position++] == '!';
                return new Look(Close(ParseAlternation(), start), Behind: true, negative);
            case 'P' when Accept('<'):
                return ParseCapture(ReadName('>'), start);
            case 'P' when Accept('='):
                string name = ReadName(')');
                return Reference(_names.TryGetValue(name, out int number) ? number : throw new PatternException($"unknown group name '{name}'", start), start);
            case '#':
                int end = _pattern.IndexOf(')', _position);
                if (end < 0)
                    throw new PatternException("missing ), unterminated comment", start);
                _position = end + 1;
                return null;
            case '(':
                return ParseConditional(start);
            default:
                _position--;
                return ParseFlags(start);
        }
    }

    private Group ParseCapture(string? name, int start)
    {
        int number = ++Groups;
        if (name is not null && !_names.TryAdd(name, number))
            throw new PatternException($"redefinition of group name '{name}'", start);
        _open.Add(number);
        Node body = Close(ParseAlternation(), start);
        _open.Remove(number);
        return new Group(number, body);
    }

    private Conditional ParseConditional(int start)
    {
        string name = ReadName(')', digitsToo: true);
        if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int group) && !_names.TryGetValue(name, out group))
            throw new PatternException($"unknown group name '{name}'", start);
        if (group == 0 || group > 9999)
            throw new PatternException("bad group number", start);
        NeedsCaptures = true;
        Node body = Close(ParseAlternation(), start);
        return body switch
        {
            Alternation { Branches.Count: 2 } both => new Conditional(group, both.Branches[0], both.Branches[1]),
            Alternation => throw new PatternException("conditional backref with more than two branches", start),
            _ => new Conditional(group, body, new Sequence([])),
        };
    }

    private Node? ParseFlags(int start)
    {
        PatternFlags on = ReadFlags(), off = PatternFlags.None;
        if (Accept('-'))
            off = ReadFlags();
        if (off == PatternFlags.None && Accept(')'))
        {
            if (start != 0 || on == PatternFlags.None)
                throw new PatternException("global flags not at the start of the expression", start);
            _flags |= on;
            return null;
        }
        if (!Accept(':') || (on | off) == PatternFlags.None || off.HasFlag(PatternFlags.Ascii) || (on & off) != 0)
            throw new PatternException("unknown extension or flag", start);
        PatternFlags outer = _flags;
        _flags = (_flags | on) & ~off;
        Node body = ParseAlternation();
        _flags = outer;
        return Close(body, start);
    }

    private PatternFlags ReadFlags()
    {
        var flags = PatternFlags.None;
        while (true)
        {
            PatternFlags flag = Current switch
            {
                'i' => PatternFlags.IgnoreCase,
                'm' => PatternFlags.MultiLine,
                's' => PatternFlags.DotAll,
                'a' => PatternFlags.Ascii,
                'x' => PatternFlags.Verbose,
                _ => PatternFlags.None,
            };
            if (flag == PatternFlags.None && Current != 'u')
                return flags;
            flags |= flag;
            _position++;
        }
    }

    private string ReadName(char end, bool digitsToo = false)
    {
        int close = _pattern.IndexOf(end, _position);
        if (close < 0)
            throw Error("missing " + end);
        string name = _pattern[_position..close];
        bool number = digitsToo && name.Length > 0 && name.All(char.IsAsciiDigit);
        if (!number && (name.Length == 0 || char.IsDigit(name[0]) || !name.All(c => CodePoints.IsWord(c))))
            throw Error($"bad group name '{name}'");
        _position = close + 1;
        return name;
    }

    private Node Close(Node body, int start) => Accept(')') ? body : throw new PatternException("missing ), unterminated subpattern", start);

    private bool SkipVerbose()
    {
        if (Current is ' ' or (>= '\t' and <= '\r'))
        {
            _position++;
            return true;
        }
        if (Current != '#')
            return false;
        int end = _pattern.IndexOf('\n', _position);
        _position = end < 0 ? _pattern.Length : end + 1;
        return true;
    }

    private int ReadCodePoint()
    {
        int codePoint = CodePoints.At(_pattern, _position, out int length);
        _position += length;
        return codePoint;
    }

    private bool Accept(char expected)
    {
        if (AtEnd || Current != expected)
            return false;
        _position++;
        return true;
    }

    private PatternException Error(string problem) => new(problem, _position);
}
