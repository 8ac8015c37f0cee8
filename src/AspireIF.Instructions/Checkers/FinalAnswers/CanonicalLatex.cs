using System.Text;

namespace AspireIF.Instructions.Checkers.FinalAnswers;

/// <summary>
/// Writes a formula that <see cref="LatexCleaner"/> cleaned in the one way in which equal formulas are equal texts: no blanks, an argument of <c>\frac</c>,
/// <c>\sqrt</c>, <c>^</c> and <c>_</c> in braces and no other braces, <c>a/b</c> as <c>\frac{a}{b}</c>, numbers without superfluous zeros,
/// the sign of a fraction before it. Depth of recursion is that of the braces: callers bound the length.
/// </summary>
internal sealed class CanonicalLatex
{
    private readonly string _text;
    private int _at;

    private CanonicalLatex(string text) => _text = text;

    public static string Of(string cleaned) => Divided(new CanonicalLatex(cleaned).Sequence(inGroup: false));

    private string Sequence(bool inGroup)
    {
        var written = new StringBuilder();
        while (_at < _text.Length)
        {
            char c = _text[_at];
            if (c == '}')
            {
                _at++;
                // A closing brace that nothing opened is passed over.
                if (inGroup)
                    break;
            }
            else if (c == ' ')
            {
                _at++;
            }
            else if (c is '^' or '_')
            {
                _at++;
                written.Append(c).Append('{').Append(Exponent()).Append('}');
            }
            else if (c == '+' && written.Length == 0)
            {
                _at++;
            }
            else
            {
                string atom = Atom();
                // A negative fraction at the beginning is minus a fraction; elsewhere "2\frac{-1}{2}" must stay a product.
                written.Append(written.Length > 0 && atom.StartsWith("-\\frac", StringComparison.Ordinal) ? $"({atom})" : atom);
            }
        }
        return written.ToString();
    }

    /// <summary>A group, a command with its arguments, a number or one character.</summary>
    private string Atom()
    {
        char c = _text[_at];
        if (c == '{')
        {
            _at++;
            return Sequence(inGroup: true);
        }
        if (c == '\\')
            return Command();
        if (char.IsAsciiDigit(c) || c == '.' && _at + 1 < _text.Length && char.IsAsciiDigit(_text[_at + 1]))
            return Number();
        _at++;
        return c.ToString();
    }

    private string Command()
    {
        int start = _at++;
        while (_at < _text.Length && char.IsAsciiLetter(_text[_at]))
            _at++;
        if (_at == start + 1)
        {
            // An escaped character: \{ and \} are brackets of sets.
            _at = Math.Min(_at + 1, _text.Length);
            return _text[start.._at];
        }
        switch (_text[start.._at])
        {
            case "\\frac":
                string over = Argument(), under = Argument();
                return over.StartsWith('-') && over.AsSpan(1).IndexOfAny("+-") < 0 ? $"-\\frac{{{over[1..]}}}{{{under}}}" : $"\\frac{{{over}}}{{{under}}}";
            case "\\sqrt":
                string index = Index();
                return $"\\sqrt{index}{{{Argument()}}}";
            case var name:
                // The blank ends the name, so that no letter after it becomes part of it.
                return name + " ";
        }
    }

    private string Argument()
    {
        SkipBlanks();
        if (_at == _text.Length || _text[_at] == '}')
            return "";
        if (_text[_at] is not ('{' or '\\'))
            return _text[_at++].ToString();
        return Divided(Atom());
    }

    /// <summary>As TeX reads it, but for several digits without braces: whoever writes 2^10 means ten.</summary>
    private string Exponent()
    {
        SkipBlanks();
        string sign = "";
        if (_at + 1 < _text.Length && _text[_at] is '-' or '+' && char.IsAsciiDigit(_text[_at + 1]))
            sign = _text[_at++] == '-' ? "-" : "";
        return _at < _text.Length && char.IsAsciiDigit(_text[_at]) ? sign + Number() : Argument();
    }

    // The [3] of a cubic root.
    private string Index()
    {
        SkipBlanks();
        if (_at == _text.Length || _text[_at] != '[')
            return "";
        int end = _text.IndexOf(']', _at);
        if (end < 0)
            return "";
        string index = _text[_at..(end + 1)].Replace(" ", "", StringComparison.Ordinal);
        _at = end + 1;
        return index == "[2]" ? "" : index;
    }

    private string Number()
    {
        int start = _at;
        bool point = false;
        for (; _at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] == '.' && !point); _at++)
            point |= _text[_at] == '.';
        string digits = _text[start.._at].TrimStart('0');
        if (point)
            digits = digits.TrimEnd('0').TrimEnd('.');
        return digits.Length == 0 || digits[0] == '.' ? "0" + digits : digits;
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length && _text[_at] == ' ')
            _at++;
    }

    /// <summary>One division of two factors, <c>a/b</c>, as a fraction.</summary>
    private static string Divided(string canonical)
    {
        int slash = canonical.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == canonical.Length - 1 || canonical.LastIndexOf('/') != slash)
            return canonical;
        string sign = canonical[0] == '-' ? "-" : "";
        string over = canonical[sign.Length..slash], under = canonical[(slash + 1)..];
        return IsFactor(over) && IsFactor(under) ? $"{sign}\\frac{{{Unwrapped(over)}}}{{{Unwrapped(under)}}}" : canonical;
    }

    // No sum, list or equation at the top level.
    private static bool IsFactor(string text)
    {
        int depth = 0;
        foreach (char c in text)
        {
            depth += c is '(' or '{' ? 1 : c is ')' or '}' ? -1 : 0;
            if (depth < 0 || depth == 0 && c is '+' or '-' or ',' or '=' or ':' or '[' or ']' or '<' or '>')
                return false;
        }
        return text.Length > 0 && depth == 0;
    }

    private static string Unwrapped(string factor) =>
        factor.Length > 2 && factor[0] == '(' && factor.IndexOf(')', StringComparison.Ordinal) == factor.Length - 1 ? factor[1..^1] : factor;
}
