using System.Buffers;

namespace AspireIF.Instructions.Checkers.IfEval;

/// <summary>
/// Whether Python's <c>json.loads</c> takes a text: RFC 8259, and NaN, Infinity and -Infinity besides; duplicate names and lone surrogates
/// pass, raw control characters and a byte order mark do not.
/// </summary>
internal static class JsonText
{
    // CPython refuses to read longer integers (sys.get_int_max_str_digits).
    private const int LongestInteger = 4300;

    private static readonly SearchValues<char> StringEnds = SearchValues.Create("\"\\" + new string([.. Enumerable.Range(0, 32).Select(c => (char)c)]));

    /// <summary>What is wrong and where, or null.</summary>
    public static (string Problem, int Position)? FindError(ReadOnlySpan<char> text)
    {
        var reader = new Reader(text);
        return reader.ReadDocument() ? null : (reader.Problem, reader.Position);
    }

    private ref struct Reader(ReadOnlySpan<char> text)
    {
        private readonly ReadOnlySpan<char> _text = text;

        public int Position { get; private set; }

        public string Problem { get; private set; } = "";

        private readonly char Current => Position < _text.Length ? _text[Position] : '\0';

        public bool ReadDocument()
        {
            // One entry for each open bracket: true in an object. No recursion, so nesting costs no stack.
            var open = new Stack<bool>();
            SkipSpace();
            while (true)
            {
                // Here a value starts.
                if (Current is '{' or '[')
                {
                    bool isObject = Current == '{';
                    Position++;
                    SkipSpace();
                    if (Current != (isObject ? '}' : ']'))
                    {
                        open.Push(isObject);
                        if (isObject && !ReadName())
                            return false;
                        continue;
                    }
                    Position++;
                }
                else if (!ReadScalar())
                {
                    return false;
                }
                // And here one has ended.
                while (true)
                {
                    SkipSpace();
                    if (open.Count == 0)
                        return Position == _text.Length || Fail("something follows the value");
                    bool inObject = open.Peek();
                    if (Current == ',')
                    {
                        Position++;
                        SkipSpace();
                        if (inObject && !ReadName())
                            return false;
                        break;
                    }
                    if (Current != (inObject ? '}' : ']'))
                        return Fail(inObject ? "',' or '}' expected" : "',' or ']' expected");
                    Position++;
                    open.Pop();
                }
            }
        }

        private bool ReadName()
        {
            if (Current != '"')
                return Fail("a name in double quotes expected");
            if (!ReadString())
                return false;
            SkipSpace();
            if (Current != ':')
                return Fail("':' expected");
            Position++;
            SkipSpace();
            return true;
        }

        private bool ReadScalar() => Current switch
        {
            '"' => ReadString(),
            't' => ReadWord("true"),
            'f' => ReadWord("false"),
            'n' => ReadWord("null"),
            'N' => ReadWord("NaN"),
            'I' => ReadWord("Infinity"),
            '-' when _text[Position..].StartsWith("-I") => ReadWord("-Infinity"),
            _ => ReadNumber(),
        };

        private bool ReadWord(string word)
        {
            if (!_text[Position..].StartsWith(word))
                return Fail("a value expected");
            Position += word.Length;
            return true;
        }

        private bool ReadNumber()
        {
            int start = Position;
            if (Current == '-')
                Position++;
            int digits = Position;
            if (!char.IsAsciiDigit(Current))
            {
                Position = start;
                return Fail("a value expected");
            }
            if (Current == '0')
                Position++;
            else
                SkipDigits();
            bool integer = true;
            int length = Position - digits;
            // A fraction or exponent without digits is left for what follows to complain about.
            if (Current == '.' && Position + 1 < _text.Length && char.IsAsciiDigit(_text[Position + 1]))
            {
                Position++;
                SkipDigits();
                integer = false;
            }
            if (Current is 'e' or 'E')
            {
                int exponent = Position + 1;
                if (exponent < _text.Length && _text[exponent] is '+' or '-')
                    exponent++;
                if (exponent < _text.Length && char.IsAsciiDigit(_text[exponent]))
                {
                    Position = exponent;
                    SkipDigits();
                    integer = false;
                }
            }
            return !integer || length <= LongestInteger || Fail("an integer with too many digits ends");
        }

        private bool ReadString()
        {
            Position++;
            while (true)
            {
                int end = _text[Position..].IndexOfAny(StringEnds);
                if (end < 0)
                {
                    Position = _text.Length;
                    return Fail("a string has no end");
                }
                Position += end;
                if (Current == '"')
                {
                    Position++;
                    return true;
                }
                if (Current != '\\')
                    return Fail("a raw control character in a string");
                Position++;
                if (Current == 'u')
                {
                    Position++;
                    for (int i = 0; i < 4; i++, Position++)
                    {
                        if (!char.IsAsciiHexDigit(Current))
                            return Fail("a bad \\u escape");
                    }
                }
                else if (Current is '"' or '\\' or '/' or 'b' or 'f' or 'n' or 'r' or 't')
                {
                    Position++;
                }
                else
                {
                    return Fail("a bad escape");
                }
            }
        }

        private void SkipDigits()
        {
            while (char.IsAsciiDigit(Current))
                Position++;
        }

        private void SkipSpace()
        {
            while (Current is ' ' or '\t' or '\n' or '\r')
                Position++;
        }

        private bool Fail(string problem)
        {
            Problem = problem;
            return false;
        }
    }
}
