using System.Collections.Frozen;
using System.Text;

namespace AspireIF.Instructions.Checkers.FinalAnswers;

/// <summary>
/// Takes from a formula what does not change its value: mathematics delimiters, spacing, sizes of brackets, styles, currency, percent and degree signs, units
/// in <c>\text{}</c>, separators of thousands. Unicode signs become their commands. What is left is for <see cref="CanonicalLatex"/>. Time is linear.
/// </summary>
internal sealed class LatexCleaner
{
    private static readonly FrozenSet<string> Dropped = new[]
    {
        "left", "right", "middle", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "displaystyle", "textstyle", "limits", "boxed", "fbox", "rm", "bf", "it",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> Blanks = new[] { "quad", "qquad", "thinspace", "medspace", "thickspace", "space", "nbsp" }.ToFrozenSet();

    private static readonly FrozenSet<string> Texts = new[]
    {
        "text", "textrm", "textbf", "textit", "textnormal", "textsf", "texttt", "mathrm", "mathbf", "mathit", "mathsf", "mbox", "hbox", "operatorname",
    }.ToFrozenSet();

    private static readonly FrozenDictionary<string, string> Synonyms = new Dictionary<string, string>
    {
        ["dfrac"] = "frac", ["tfrac"] = "frac", ["cfrac"] = "frac", ["leq"] = "le", ["geq"] = "ge", ["neq"] = "ne", ["infin"] = "infty", ["lbrace"] = "{", ["rbrace"] = "}",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<char, string> Signs = new Dictionary<char, string>
    {
        ['\u2212'] = "-", ['\u2013'] = "-", ['\u00D7'] = "\\times ", ['\u00B7'] = "\\cdot ", ['\u22C5'] = "\\cdot ", ['\u00F7'] = "/", ['\u03C0'] = "\\pi ", ['\u221E'] = "\\infty ",
        ['\u221A'] = "\\sqrt ", ['\u2264'] = "\\le ", ['\u2265'] = "\\ge ", ['\u00B1'] = "\\pm ", ['\u00B2'] = "^{2}", ['\u00B3'] = "^{3}", ['\u00BD'] = "\\frac{1}{2}", ['\u00BC'] = "\\frac{1}{4}", ['\u00BE'] = "\\frac{3}{4}",
        ['$'] = "", ['%'] = "", ['\u00B0'] = "", ['~'] = " ",
    }.ToFrozenDictionary();

    private readonly string _text;
    private readonly StringBuilder _clean = new();
    private int _at;

    private LatexCleaner(string text) => _text = text;

    public static string Clean(string text)
    {
        var cleaner = new LatexCleaner(text);
        while (cleaner._at < text.Length)
            cleaner.Step();
        return WithoutThousands(cleaner._clean.ToString().Trim().TrimEnd('.', ',', ';', ' '));
    }

    private void Step()
    {
        char c = _text[_at];
        if (c == '\\')
            Command();
        else if (c == '^' && Degree() is var degree and > 0)
            _at += degree;
        else if (c == '{' && string.CompareOrdinal(_text, _at, "{,}", 0, 3) == 0)
            Write(",", 3);
        else if (Signs.TryGetValue(c, out string? sign))
            Write(sign, 1);
        else
            Write(char.IsWhiteSpace(c) ? " " : c.ToString(), 1);
    }

    private void Write(string text, int read)
    {
        _clean.Append(text);
        _at += read;
    }

    private void Command()
    {
        int end = _at + 1;
        while (end < _text.Length && char.IsAsciiLetter(_text[end]))
            end++;
        if (end == _at + 1)
        {
            Write(end == _text.Length ? "" : _text[end] switch
            {
                ',' or ';' or ':' or '>' or ' ' => " ",
                '!' or '$' or '%' or '(' or ')' or '[' or ']' => "",
                char other => $"\\{other}",
            }, 2);
            return;
        }
        string name = _text[(_at + 1)..end];
        _at = end;
        if (Synonyms.TryGetValue(name, out string? synonym))
            name = synonym;
        if (Texts.Contains(name))
            Text();
        else if (Blanks.Contains(name))
            _clean.Append(' ');
        else if (name is "degree" or "circ" or "percent")
            _clean.Append(' ');
        else if (!Dropped.Contains(name))
            _clean.Append('\\').Append(name).Append(name.Length > 1 ? " " : "");
        else if (name is "left" or "right" && _at < _text.Length && _text[_at] == '.')
            _at++;
    }

    /// <summary><c>\text{...}</c>: behind mathematics it is a unit and is dropped with its exponent, but for "and" and "or", which part answers; alone it is the answer.</summary>
    private void Text()
    {
        int brace = _at;
        while (brace < _text.Length && _text[brace] == ' ')
            brace++;
        int close = brace < _text.Length && _text[brace] == '{' ? _text.IndexOf('}', brace) : -1;
        if (close < 0)
            return;
        string content = _text[(brace + 1)..close].Replace('$', ' ');
        _at = close + 1;
        bool first = IsBlank(_clean);
        if (content.Trim() is "and" or "or" && !first)
            _clean.Append(',');
        else if (first)
            _clean.Append(content);
        else
            SkipExponent();
    }

    private static bool IsBlank(StringBuilder text)
    {
        foreach (ReadOnlyMemory<char> chunk in text.GetChunks())
        {
            if (chunk.Span.IndexOfAnyExcept("({ -") >= 0)
                return false;
        }
        return true;
    }

    private void SkipExponent()
    {
        if (_at >= _text.Length || _text[_at] != '^')
            return;
        int close = _at + 1 < _text.Length && _text[_at + 1] == '{' ? _text.IndexOf('}', _at) : _at + 1;
        _at = close < 0 ? _text.Length : Math.Min(close + 1, _text.Length);
    }

    // How long "^\circ" or "^{\circ}" is here; 0 when it is another exponent.
    private int Degree()
    {
        ReadOnlySpan<char> rest = _text.AsSpan(_at + 1), trimmed = rest.TrimStart(" {");
        foreach (string sign in (ReadOnlySpan<string>)["\\circ", "\\degree", "o}", "\u00B0"])
        {
            if (!trimmed.StartsWith(sign))
                continue;
            int end = rest.Length - trimmed.Length + sign.Length;
            bool brace = sign != "o}" && rest[..^trimmed.Length].Contains('{') && end < rest.Length && rest[end] == '}';
            return 1 + end + (brace ? 1 : 0);
        }
        return 0;
    }

    /// <summary>1,234,567.8 is a number, (1,234) a pair: within brackets a comma separates.</summary>
    private static string WithoutThousands(string text)
    {
        var written = new StringBuilder(text.Length);
        int depth = 0, run = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            depth += c is '(' or '[' or '{' ? 1 : c is ')' or ']' or '}' ? -1 : 0;
            bool separates = c is ',' or ' ' && depth <= 0 && run is > 0 and <= 3 && IsGroup(text, i + 1);
            if (separates)
            {
                written.Append(text, i + 1, 3);
                i += 3;
                // The next group may follow.
                run = 3;
                continue;
            }
            run = char.IsAsciiDigit(c) ? run + 1 : c == '.' ? int.MinValue : 0;
            written.Append(c);
        }
        return written.ToString();

        static bool IsGroup(string text, int at) =>
            at + 3 <= text.Length && text.AsSpan(at, 3).IndexOfAnyExceptInRange('0', '9') < 0 && (at + 3 == text.Length || !char.IsAsciiDigit(text[at + 3]) && text[at + 3] != '/');
    }
}
