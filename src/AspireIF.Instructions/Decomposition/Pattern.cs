using System.Buffers;
using System.Text.RegularExpressions;

namespace AspireIF.Instructions.Decomposition;

/// <summary>
/// A regular expression over masked text, run only where one of its trigger words (separated by |) occurs, because most sentences have none. It never backtracks, so time is linear in the text. In it
/// <c>#</c> stands for a quantity, <c>~</c> for a quotation, <c>@</c> for a postscript marker, <c>%%%</c> and <c>%%%%%%</c> for the separators *** and ******,
/// <c>&lt;&gt;</c> for &lt;&lt;...&gt;&gt;, <c>_*_</c> for *highlighted text*, <c>[_]</c> for [placeholder].
/// </summary>
internal sealed class Pattern(string triggers, string expression)
{
    private readonly SearchValues<string>? _triggers = triggers.Length == 0 ? null : SearchValues.Create(Expand(triggers).Split('|'), StringComparison.Ordinal);

    private readonly Regex _regex = new(Expand(expression), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    public static string Expand(string expression) => expression
        .Replace("%%%%%%", MaskedText.SixStars.ToString(), StringComparison.Ordinal)
        .Replace("%%%", MaskedText.ThreeStars.ToString(), StringComparison.Ordinal)
        .Replace("_*_", MaskedText.Starred.ToString(), StringComparison.Ordinal)
        .Replace("[_]", MaskedText.Bracketed.ToString(), StringComparison.Ordinal)
        .Replace("<>", MaskedText.Angled.ToString(), StringComparison.Ordinal)
        .Replace('#', MaskedText.Quantity)
        .Replace('~', MaskedText.Quoted)
        .Replace('@', MaskedText.Postscript);

    public IEnumerable<Match> In(string text)
    {
        if (!IsTriggered(text))
            yield break;
        for (Match match = _regex.Match(text); match.Success; match = match.NextMatch())
            yield return match;
    }

    public bool IsIn(string text) => IsTriggered(text) && _regex.IsMatch(text);

    private bool IsTriggered(string text) => _triggers is null || text.AsSpan().ContainsAny(_triggers);
}
