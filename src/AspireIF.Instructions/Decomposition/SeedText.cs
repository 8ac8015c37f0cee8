using System.Text;
using System.Text.RegularExpressions;
using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Decomposition;

/// <summary>The task without its constraints, made readable again where they were cut out.</summary>
internal static class SeedText
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    // What dangles at a cut: connectives and prepositions that led to the constraint.
    private static readonly Regex DanglingEnd = new(
        @"(?:[\s,;:(–-]|\b(?:and|but|or|with|while|using|that|which|also|additionally|then|in|by|as|of|including|includes|has|have|should|must|be|it|is|make|sure|please|ensure|to|the|your|response|in addition)\b)+$", Options | RegexOptions.IgnoreCase);

    private static readonly Regex DanglingStart = new(@"^(?:[\s,;:.)]|\b(?:and|but|also|then|additionally)\b,?)+", Options | RegexOptions.IgnoreCase);

    private static readonly Regex Blanks = new(@"[ \t]{2,}", Options);

    private static readonly Regex Lines = new(@"(?:[ \t]*\r?\n){3,}", Options);

    public static string Mend(string prompt, IReadOnlyList<TextSpan> removed)
    {
        if (removed.Count == 0)
            return prompt.Trim();
        var seed = new StringBuilder();
        int at = 0;
        bool open = false;
        foreach (TextSpan span in removed.OrderBy(s => s.Start))
        {
            if (span.Start > at)
            {
                Append(seed, prompt[at..span.Start], cutBefore: at > 0, cutAfter: true);
                open = true;
            }
            at = Math.Max(at, span.End);
            // The full stop of a sentence whose end was cut off stays.
            if (open && at > 0 && prompt[at - 1] is '.' or '?' or '!' or '"' or '>' or '*' && EndsHere(prompt, at) && seed.Length > 0 && !EndsSentence(seed.ToString(Math.Max(0, seed.Length - 4), Math.Min(4, seed.Length))))
            {
                while (seed.Length > 0 && seed[^1] == ' ')
                    seed.Length--;
                if (seed.Length > 0 && seed[^1] is not ('\n' or ':'))
                    seed.Append(prompt[at - 1] is '?' or '!' ? prompt[at - 1] : '.');
                open = false;
            }
        }
        Append(seed, prompt[at..], cutBefore: true, cutAfter: false);
        string text = Lines.Replace(Blanks.Replace(seed.ToString(), " "), "\n\n");
        return text.Replace(" .", ".", StringComparison.Ordinal).Replace(" ,", ",", StringComparison.Ordinal).Trim();
    }

    private static void Append(StringBuilder seed, string piece, bool cutBefore, bool cutAfter)
    {
        bool ended = seed.Length == 0 || seed[^1] is '.' or '?' or '!' or ':' or '\n' or '"';
        bool stop = cutBefore && !ended && piece.TrimStart(' ', ',', ';', ')') is ['.', ..];
        // A cut in mid-sentence that leaves an unfinished sentence ends it; a sentence that goes on keeps going.
        string kept = cutBefore ? DanglingStart.Replace(piece, piece.StartsWith('\n') ? "\n" : "") : piece;
        if (cutAfter && !EndsSentence(kept))
            kept = DanglingEnd.Replace(kept, "");
        if (stop)
            seed.Append('.');
        if (kept.Trim().Length == 0)
        {
            if (piece.Contains('\n', StringComparison.Ordinal) && seed.Length > 0 && seed[^1] != '\n')
                seed.Append('\n');
            return;
        }
        if (cutBefore && seed.Length > 0 && !char.IsWhiteSpace(seed[^1]) && !char.IsWhiteSpace(kept[0]))
        {
            if (!stop && !ended && char.IsUpper(kept[0]) && piece.TrimStart().Length > 0 && seed[^1] != ',' && StartsSentence(kept))
                seed.Append('.');
            seed.Append(' ');
        }
        seed.Append(kept);
    }

    private static bool EndsHere(string prompt, int at) => at == prompt.Length || char.IsWhiteSpace(prompt[at]) && (prompt[at] == '\n' || at + 1 >= prompt.Length || !char.IsLower(prompt[at + 1]));

    private static bool EndsSentence(string text) => text.AsSpan().TrimEnd() is [.., '.' or '?' or '!' or '"' or '”' or ')'];

    private static bool StartsSentence(string text) => text.Length > 1 && (char.IsLower(text[1]) || text[1] == ' ');
}
