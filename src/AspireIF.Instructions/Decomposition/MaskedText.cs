using System.Text;

namespace AspireIF.Instructions.Decomposition;

/// <summary>
/// A prompt in lower case in which everything that must not be read as prose stands as one private-use character: quotations, code, quantities, separators.
/// Rules match on <see cref="Text"/>; <see cref="Origin"/> leads back to the prompt.
/// </summary>
internal sealed class MaskedText
{
    public const char Quoted = '\uE000', Quantity = '\uE001', Postscript = '\uE002', Code = '\uE003', ThreeStars = '\uE004', SixStars = '\uE005',
        BlankLine = '\uE006', Angled = '\uE007', Bracketed = '\uE008', Starred = '\uE009';

    private const int LongestQuotation = 4000;

    private readonly List<int> _origin = [];
    private readonly StringBuilder _text = new();
    private readonly Dictionary<int, Quantity> _quantities = [];
    private readonly Dictionary<int, string> _contents = [];

    public MaskedText(string prompt)
    {
        Prompt = prompt;
        MaskAtoms();
        MaskQuantities();
    }

    public string Prompt { get; }

    public string Text { get; private set; } = "";

    /// <summary>The position in the prompt of a position in <see cref="Text"/>; the end maps to the end.</summary>
    public int Origin(int position) => _origin[position];

    public Quantity QuantityAt(int position) => _quantities[position];

    /// <summary>What stands between the quotation marks.</summary>
    public string ContentAt(int position) => _contents[position];

    /// <summary>The prompt's own words for a stretch of <see cref="Text"/>.</summary>
    public string Original(int start, int end) => Prompt[Origin(start)..Origin(end)];

    private void MaskAtoms()
    {
        int at = 0;
        while (at < Prompt.Length)
        {
            int end = Atom(at, out char mask, out string? content);
            if (end > at)
            {
                if (content is not null)
                    _contents[_text.Length] = content;
                Append(mask, at);
                at = end;
                continue;
            }
            char c = Prompt[at];
            // Typographic apostrophes read as plain ones; the mask characters themselves may not come in from outside.
            Append(c is '’' or '‘' ? '\'' : c is '\u00A0' or '\t' ? ' ' : c is >= '\uE000' and <= '\uE0FF' ? '\uFFFD' : char.ToLowerInvariant(c), at);
            at++;
        }
        _origin.Add(Prompt.Length);
        Text = _text.ToString();
    }

    private void Append(char c, int origin)
    {
        _text.Append(c);
        _origin.Add(origin);
    }

    private int Atom(int at, out char mask, out string? content)
    {
        content = null;
        mask = Quoted;
        switch (Prompt[at])
        {
            case '"' or '“' or '”' or '«':
                return Quotation(at, Prompt[at] == '«' ? "»" : "\"”“", LongestQuotation, out mask, out content);
            case '\'' or '‘' when at == 0 || !char.IsLetterOrDigit(Prompt[at - 1]):
                return Quotation(at, "'’", 200, out mask, out content);
            case '`' when Prompt.AsSpan(at).StartsWith("```"):
                mask = Code;
                int close = Prompt.IndexOf("```", at + 3, StringComparison.Ordinal);
                return close < 0 ? at + 3 : close + 3;
            case '`':
                return Quotation(at, "`", 200, out mask, out content);
            case '*':
                return Stars(at, out mask);
            case '<' when Prompt.AsSpan(at).StartsWith("<<"):
                mask = Angled;
                return Closing(at, ">>", 100);
            case '[':
                mask = Bracketed;
                int bracket = Closing(at, "]", 60);
                return bracket > at && Prompt.AsSpan(at, bracket - at).IndexOfAny("'\",") >= 0 ? at : bracket;
            case 'p' or 'P' when at == 0 || !char.IsLetterOrDigit(Prompt[at - 1]):
                mask = Postscript;
                return PostscriptMarker(at, out content);
            default:
                return at;
        }
    }

    private int Quotation(int at, string closers, int longest, out char mask, out string? content)
    {
        mask = Quoted;
        content = null;
        int limit = Math.Min(Prompt.Length, at + 1 + longest);
        for (int i = at + 1; i < limit; i++)
        {
            if (Prompt[i] == '\n' && closers[0] != '"')
                return at;
            if (!closers.Contains(Prompt[i]))
                continue;
            // An apostrophe inside a word does not close.
            if (closers[0] == '\'' && i + 1 < Prompt.Length && char.IsLetterOrDigit(Prompt[i + 1]))
                continue;
            if (i == at + 1)
                return at;
            content = Prompt[(at + 1)..i];
            mask = content.Trim() switch
            {
                "***" or "* * *" => ThreeStars,
                "******" or "* * * * * *" => SixStars,
                "P.S." or "P.S" or "P.P.S" or "P.P.S." => Postscript,
                "\\n\\n" or "\n\n" or "\\n\n" => BlankLine,
                _ when content.StartsWith("<<", StringComparison.Ordinal) => Angled,
                _ => Quoted,
            };
            if (mask == Postscript)
                content = content.Trim().Length > 4 ? "P.P.S" : "P.S.";
            return i + 1;
        }
        return at;
    }

    private int Stars(int at, out char mask)
    {
        int end = at;
        // Of a long row of stars only the first few are read each time.
        while (end < Prompt.Length && end - at < 8 && Prompt[end] == '*')
            end++;
        mask = end - at == 3 ? ThreeStars : end - at == 6 ? SixStars : Starred;
        if (mask != Starred)
            return end;
        if (end - at > 2 || end >= Prompt.Length || char.IsWhiteSpace(Prompt[end]))
            return at;
        int close = Prompt.AsSpan(end, Math.Min(100, Prompt.Length - end)).IndexOfAny('*', '\n');
        if (close < 1 || Prompt[end + close] != '*')
            return at;
        close += end;
        while (close < Prompt.Length && Prompt[close] == '*')
            close++;
        return close;
    }

    private int Closing(int at, string closer, int longest)
    {
        int found = Prompt.AsSpan(at, Math.Min(longest, Prompt.Length - at)).IndexOf(closer);
        return found < 0 || Prompt.AsSpan(at, found).Contains('\n') ? at : at + found + closer.Length;
    }

    private int PostscriptMarker(int at, out string? content)
    {
        content = null;
        int letters = 0, i = at;
        while (i < Prompt.Length && letters < 3 && char.ToUpperInvariant(Prompt[i]) == (letters == 0 || letters == 1 && NextIsP(i) ? 'P' : 'S'))
        {
            bool last = char.ToUpperInvariant(Prompt[i]) == 'S';
            letters++;
            i++;
            bool dot = i < Prompt.Length && Prompt[i] == '.';
            if (dot)
                i++;
            else if (!last || letters < 2)
                return at;
            if (last)
            {
                if (i < Prompt.Length && char.IsLetterOrDigit(Prompt[i]))
                    return at;
                content = letters == 3 ? "P.P.S" : "P.S.";
                // IFEval's second marker has no final full stop: it is the sentence's.
                return letters == 3 && dot ? i - 1 : i;
            }
            while (i < Prompt.Length && Prompt[i] == ' ')
                i++;
        }
        return at;

        bool NextIsP(int position) => char.ToUpperInvariant(Prompt[position]) == 'P';
    }

    private void MaskQuantities()
    {
        string before = Text;
        int[] origin = [.. _origin];
        var contents = new Dictionary<int, string>(_contents);
        _text.Clear();
        _origin.Clear();
        _contents.Clear();
        int at = 0;
        while (at < before.Length && QuantityReader.Next(before, at) is var (start, end, quantity, times))
        {
            Copy(at, start);
            _quantities[_text.Length] = quantity;
            Append(Quantity, origin[start]);
            if (times)
            {
                foreach (char c in " times")
                    Append(c, origin[end]);
            }
            at = end;
        }
        Copy(at, before.Length);
        _origin.Add(Prompt.Length);
        Text = _text.ToString();

        void Copy(int from, int to)
        {
            for (int i = from; i < to; i++)
            {
                if (contents.TryGetValue(i, out string? content))
                    _contents[_text.Length] = content;
                Append(before[i], origin[i]);
            }
        }
    }
}
