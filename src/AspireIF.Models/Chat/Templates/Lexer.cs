using System.Globalization;
using System.Text;

namespace AspireIF.Models.Chat.Templates;

internal enum TokenKind { Data, TagBegin, TagEnd, PrintBegin, PrintEnd, Name, Text, Integer, Float, Operator, End }

internal readonly record struct Token(TokenKind Kind, string Value, int Line);

/// <summary>
/// Cuts a template into tokens as Jinja 3.1 does with <c>trim_blocks</c> and <c>lstrip_blocks</c>, which is how Hugging Face renders chat
/// templates (jinja.palletsprojects.com/templates, "Whitespace Control").
/// </summary>
internal sealed class Lexer
{
    private static readonly string[] Operators =
        ["**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">", "=", "(", ")", "[", "]", "{", "}", ".", ",", ":", "|"];

    private readonly string _source;
    private readonly List<Token> _tokens = [];
    private int _at;
    private int _line = 1;
    private bool _lineStarting = true;

    private Lexer(string source) => _source = source;

    public static List<Token> Read(string source)
    {
        source = source.ReplaceLineEndings("\n");
        // One line end at the end is not part of a template.
        var lexer = new Lexer(source.EndsWith('\n') ? source[..^1] : source);
        while (lexer._at < lexer._source.Length)
            lexer.ReadDataAndTag();
        lexer.Add(TokenKind.End, "");
        return lexer._tokens;
    }

    private void ReadDataAndTag()
    {
        var tag = _at;
        do
            tag = _source.IndexOf('{', tag);
        while (tag >= 0 && !(tag + 1 < _source.Length && _source[tag + 1] is '{' or '%' or '#') && ++tag > 0);
        if (tag < 0)
        {
            AddData(_source[_at..]);
            Advance(_source.Length);
            return;
        }

        var kind = _source[tag + 1];
        var sign = tag + 2 < _source.Length && _source[tag + 2] is '-' or '+' ? _source[tag + 2] : '\0';
        var data = _source[_at..tag];
        if (sign == '-')
        {
            data = TrimEnd(data);
        }
        else if (sign != '+' && kind != '{')
        {
            // lstrip_blocks: white space between the start of the line and a block goes.
            var lineStart = data.LastIndexOf('\n') + 1;
            if ((lineStart > 0 || _lineStarting) && TrimEnd(data[lineStart..]).Length == 0)
                data = data[..lineStart];
        }
        AddData(data);
        Advance(tag + 2 + (sign == '\0' ? 0 : 1));
        if (kind == '#')
            ReadComment();
        else if (kind == '%' && ReadRaw())
            return;
        else
            ReadCode(kind == '%');
    }

    private void ReadComment()
    {
        var end = _source.IndexOf("#}", _at, StringComparison.Ordinal);
        if (end < 0)
            throw new TemplateException(_line, "the comment has no end '#}'");
        var sign = _source[end - 1];
        Advance(end + 2);
        SkipAfterTag(sign, trims: true);
    }

    /// <summary><c>{% raw %}</c> to <c>{% endraw %}</c>; false where this is another tag.</summary>
    private bool ReadRaw()
    {
        if (!TryTagName("raw", _at, out var bodyStart, out var sign))
            return false;
        var tag = bodyStart;
        while ((tag = _source.IndexOf("{%", tag, StringComparison.Ordinal)) >= 0)
        {
            var nameStart = tag + 2;
            var before = nameStart < _source.Length && _source[nameStart] is '-' or '+' ? _source[nameStart++] : '\0';
            if (TryTagName("endraw", nameStart, out var end, out var endSign))
            {
                Advance(bodyStart);
                SkipAfterTag(sign, trims: true);
                var body = _source[Math.Min(_at, tag)..tag];
                AddData(before == '-' ? TrimEnd(body) : body);
                Advance(end);
                SkipAfterTag(endSign, trims: true);
                return true;
            }
            tag += 2;
        }
        throw new TemplateException(_line, "'raw' has no 'endraw'");
    }

    private bool TryTagName(string name, int start, out int end, out char sign)
    {
        (end, sign) = (start, '\0');
        while (end < _source.Length && char.IsWhiteSpace(_source[end]))
            end++;
        if (string.CompareOrdinal(_source, end, name, 0, name.Length) != 0)
            return false;
        end += name.Length;
        while (end < _source.Length && char.IsWhiteSpace(_source[end]))
            end++;
        if (end < _source.Length && _source[end] is '-' or '+')
            sign = _source[end++];
        if (string.CompareOrdinal(_source, end, "%}", 0, 2) != 0)
            return false;
        end += 2;
        return true;
    }

    private void ReadCode(bool block)
    {
        Add(block ? TokenKind.TagBegin : TokenKind.PrintBegin, "");
        var closing = block ? "%}" : "}}";
        var depth = 0;
        while (true)
        {
            while (_at < _source.Length && char.IsWhiteSpace(_source[_at]))
                Advance(_at + 1);
            if (_at >= _source.Length)
                throw new TemplateException(_line, $"the tag has no end '{closing}'");
            var c = _source[_at];
            var sign = c is '-' || (c is '+' && block) ? c : '\0';
            if (depth == 0 && string.CompareOrdinal(_source, _at + (sign == '\0' ? 0 : 1), closing, 0, 2) == 0)
            {
                Add(block ? TokenKind.TagEnd : TokenKind.PrintEnd, "");
                Advance(_at + (sign == '\0' ? 2 : 3));
                SkipAfterTag(sign, trims: block);
                return;
            }
            if (c is '\'' or '"')
                ReadText(c);
            else if (char.IsAsciiDigit(c))
                ReadNumber();
            else if (char.IsLetter(c) || c == '_')
                Take(TokenKind.Name, Length(_at, ch => char.IsLetterOrDigit(ch) || ch == '_'));
            else
                depth += ReadOperator();
        }
    }

    private int ReadOperator()
    {
        var found = Operators.FirstOrDefault(text => string.CompareOrdinal(_source, _at, text, 0, text.Length) == 0)
            ?? throw new TemplateException(_line, $"unexpected character '{_source[_at]}'");
        Take(TokenKind.Operator, found.Length);
        return found is "(" or "[" or "{" ? 1 : found is ")" or "]" or "}" ? -1 : 0;
    }

    private void ReadNumber()
    {
        var length = Length(_at, char.IsAsciiDigit);
        var end = _at + length;
        if (end + 1 < _source.Length && _source[end] == '.' && char.IsAsciiDigit(_source[end + 1]))
            Take(TokenKind.Float, length + 1 + Length(end + 1, char.IsAsciiDigit));
        else
            Take(TokenKind.Integer, length);
    }

    /// <summary>Python's escapes; an unknown one keeps its backslash.</summary>
    private void ReadText(char quote)
    {
        var text = new StringBuilder();
        for (var i = _at + 1; i < _source.Length; i++)
        {
            var c = _source[i];
            if (c == quote)
            {
                Add(TokenKind.Text, text.ToString());
                Advance(i + 1);
                return;
            }
            if (c != '\\' || i + 1 == _source.Length)
            {
                text.Append(c);
                continue;
            }
            c = _source[++i];
            if ("nrtabfv\\'\"\n".IndexOf(c) is >= 0 and var index)
            {
                // A backslash before a line end joins the lines.
                if (c != '\n')
                    text.Append("\n\r\t\a\b\f\v\\'\""[index]);
                continue;
            }
            var digits = c switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
            if (digits > 0 && i + digits < _source.Length
                && int.TryParse(_source.AsSpan(i + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var point) && point is >= 0 and <= 0x10FFFF)
            {
                text.Append(point is >= 0xD800 and < 0xE000 ? ((char)point).ToString() : char.ConvertFromUtf32(point));
                i += digits;
                continue;
            }
            text.Append('\\').Append(c);
        }
        throw new TemplateException(_line, "a text has no closing quote");
    }

    /// <summary>A minus eats all white space after the tag; otherwise a block or comment eats one line end.</summary>
    private void SkipAfterTag(char sign, bool trims)
    {
        var start = _at;
        if (sign == '-')
            Advance(_at + Length(_at, TracedText.IsSpace));
        else if (trims && sign != '+' && _at < _source.Length && _source[_at] == '\n')
            Advance(_at + 1);
        _lineStarting = _at > start && _source[_at - 1] == '\n';
    }

    private int Length(int start, Func<char, bool> accepts)
    {
        var end = start;
        while (end < _source.Length && accepts(_source[end]))
            end++;
        return end - start;
    }

    private void Take(TokenKind kind, int length)
    {
        Add(kind, _source.Substring(_at, length));
        Advance(_at + length);
    }

    private void Advance(int to)
    {
        _line += _source.AsSpan(_at, to - _at).Count('\n');
        _at = to;
    }

    private void AddData(string data)
    {
        if (data.Length > 0)
            Add(TokenKind.Data, data);
    }

    private void Add(TokenKind kind, string value) => _tokens.Add(new Token(kind, value, _line));

    private static string TrimEnd(string text)
    {
        var end = text.Length;
        while (end > 0 && TracedText.IsSpace(text[end - 1]))
            end--;
        return text[..end];
    }
}
