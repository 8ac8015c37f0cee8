using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Text.Punkt;

/// <summary>
/// Decides from the word before a possible sentence end and the token after it whether a sentence ends there:
/// the type-based first pass and the token-based second pass of Kiss and Strunk (sections 3 and 4).
/// </summary>
internal static class PunktContext
{
    private const int LongestType = 48;

    /// <summary>Whether a sentence ends at the character after a word; where the next one then starts.</summary>
    public static bool HasBreak(ReadOnlySpan<char> text, TextSpan word, out int next)
    {
        next = word.End + 1;
        ReadOnlySpan<char> after;
        if (CodePoints.IsSpace(text[next]))
        {
            while (CodePoints.IsSpace(text[next]))
                next++;
            int afterEnd = PythonText.IndexOfSpace(text[next..]);
            after = afterEnd < 0 ? text[next..] : text.Slice(next, afterEnd);
        }
        else
        {
            after = text.Slice(next, 1);
        }
        return HasBreak(text[word.Start..(word.End + 1)], after);
    }

    // A break after any token but the last counts.
    private static bool HasBreak(ReadOnlySpan<char> word, ReadOnlySpan<char> after)
    {
        Token previous = default;
        bool first = true;
        for (int part = 0; part < 2; part++)
        {
            ReadOnlySpan<char> rest = part == 0 ? word : after;
            while (true)
            {
                while (!rest.IsEmpty && CodePoints.IsSpace(rest[0]))
                    rest = rest[1..];
                if (rest.IsEmpty)
                    break;
                int length = PunktTokens.NextLength(rest);
                var token = new Token(rest[..length]);
                rest = rest[length..];
                if (!first && EndsSentence(previous, token))
                    return true;
                previous = token;
                first = false;
            }
        }
        return false;
    }

    // The second pass (section 4) over a token and its successor.
    private static bool EndsSentence(Token token, Token next)
    {
        if (!token.EndsInPeriod)
            return token.IsBreak;
        bool initial = IsInitial(token.Text);
        bool number = IsNumber(token.Text);
        if (!initial && !number && token.Kind == TokenKind.Word)
            return token.IsBreak;

        Span<char> buffer = stackalloc char[LongestType];
        ReadOnlySpan<char> nextType = Type(next.Text, dropPeriod: next.IsBreak, buffer);
        WordCase seen = PunktEnglish.CaseOf(nextType);
        bool upper = CodePoints.IsUpper(CodePoints.At(next.Text, 0, out _));
        bool? starts = StartsSentence(next.Text, seen, upper);
        if (token.Kind != TokenKind.Word && !initial && (starts == true || upper && PunktEnglish.IsStarter(nextType)))
            return true;
        if (initial || number)
        {
            if (starts == false)
                return false;
            if (starts is null && initial && upper && seen == WordCase.OnlyUpper)
                return false;
        }
        return token.IsBreak;
    }

    // The orthographic heuristic (section 4.1.1); null when it cannot tell.
    private static bool? StartsSentence(ReadOnlySpan<char> token, WordCase seen, bool upper)
    {
        if (token is [';' or ':' or ',' or '.' or '!' or '?'])
            return false;
        if (upper && seen == WordCase.Lower)
            return true;
        // Kiss and Strunk except words seen in lower case at the start of sentences; edited text has hardly any.
        if (CodePoints.IsLower(CodePoints.At(token, 0, out _)))
            return false;
        return null;
    }

    // A word's type: lower case, numbers alike. Empty for one too long to be in the tables.
    private static ReadOnlySpan<char> Type(ReadOnlySpan<char> token, bool dropPeriod, Span<char> buffer)
    {
        if (IsNumber(token))
            return PunktEnglish.Number;
        if (dropPeriod && token.Length > 1 && token[^1] == '.')
            token = token[..^1];
        if (token.Length > buffer.Length)
            return default;
        for (int i = 0; i < token.Length; i++)
            buffer[i] = char.IsAscii(token[i]) ? char.ToLowerInvariant(token[i]) : (char)CaseFold.Lower(token[i]);
        return buffer[..token.Length];
    }

    // -?[.,]?\d[\d,.-]*\.?
    private static bool IsNumber(ReadOnlySpan<char> token)
    {
        int i = token[0] == '-' ? 1 : 0;
        if (i < token.Length && token[i] is '.' or ',')
            i++;
        if (i == token.Length || !CodePoints.IsDigit(CodePoints.At(token, i, out int length)))
            return false;
        for (i += length; i < token.Length; i += length)
        {
            if (!CodePoints.IsDigit(CodePoints.At(token, i, out length)) && token[i] is not (',' or '.' or '-'))
                return false;
        }
        return true;
    }

    // One letter and a period.
    private static bool IsInitial(ReadOnlySpan<char> token)
    {
        int codePoint = CodePoints.At(token, 0, out int length);
        return token.Length == length + 1 && token[length] == '.' && CodePoints.IsWord(codePoint) && !CodePoints.IsDigit(codePoint);
    }

    private static bool IsAbbreviation(ReadOnlySpan<char> token)
    {
        Span<char> buffer = stackalloc char[LongestType];
        if (token.Length - 1 > LongestType)
        {
            int dash = token.LastIndexOf('-');
            if (dash < 0)
                return false;
            token = token[(dash + 1)..];
            if (token.Length is 0 or 1 || token.Length - 1 > LongestType)
                return false;
        }
        Span<char> lower = buffer[..(token.Length - 1)];
        for (int i = 0; i < lower.Length; i++)
            lower[i] = char.IsAscii(token[i]) ? char.ToLowerInvariant(token[i]) : (char)CaseFold.Lower(token[i]);
        return PunktEnglish.IsAbbreviation(lower) || PunktEnglish.IsAbbreviation(lower[(lower.LastIndexOf('-') + 1)..]);
    }

    private enum TokenKind
    {
        Word,
        Abbreviation,
        Ellipsis,
    }

    // A token after the type-based first pass (section 3).
    private readonly ref struct Token
    {
        public Token(ReadOnlySpan<char> text)
        {
            Text = text;
            EndsInPeriod = text[^1] == '.';
            if (text is ['.' or '?' or '!'])
                IsBreak = true;
            else if (text.Length > 1 && !text.ContainsAnyExcept('.'))
                Kind = TokenKind.Ellipsis;
            else if (EndsInPeriod && text[^2] != '.')
            {
                if (IsAbbreviation(text))
                    Kind = TokenKind.Abbreviation;
                else
                    IsBreak = true;
            }
        }

        public ReadOnlySpan<char> Text { get; }

        public bool EndsInPeriod { get; }

        public bool IsBreak { get; }

        public TokenKind Kind { get; }
    }
}
