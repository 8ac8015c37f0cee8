using System.Buffers;
using System.Text;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Text;
using AspireIF.Instructions.Text.Patterns;

namespace AspireIF.Instructions.Checkers.IfEval;

/// <summary>
/// A keyword. IFEval puts it unescaped into a regular expression and ignores case, so "C++" or "(the)" mean what they mean to Python's <c>re</c>.
/// A plain ASCII keyword is searched for directly.
/// </summary>
internal sealed class KeywordPattern
{
    // Not ASCII, yet equal to i, s or k when case is ignored.
    private static readonly SearchValues<char> AsciiTwins = SearchValues.Create("ıİſ\u212A");

    private readonly string _keyword;
    private readonly bool _wholeWord;
    private readonly SearchValues<string>? _literal;
    private readonly Lazy<PythonPattern> _pattern;

    /// <param name="wholeWord">Word boundaries around the pattern, as IFEval's forbidden words have them.</param>
    public KeywordPattern(string keyword, bool wholeWord = false)
    {
        _keyword = keyword;
        _wholeWord = wholeWord;
        if (keyword.Length > 0 && Ascii.IsValid(keyword) && PythonPattern.IsLiteral(keyword))
            _literal = SearchValues.Create([keyword], StringComparison.OrdinalIgnoreCase);
        _pattern = new(() => new PythonPattern(wholeWord ? $@"\b{keyword}\b" : keyword, ignoreCase: true));
        if (_literal is null)
        {
            try
            {
                _ = _pattern.Value;
            }
            catch (PatternException e)
            {
                Problem = $"{Phrase.Quote(keyword)} is no valid regular expression ({e.Message})";
            }
        }
    }

    /// <summary>
    /// Why the keyword cannot be searched for: it is no valid pattern. The official code stops with an exception then;
    /// here whatever needs the keyword is violated.
    /// </summary>
    public string? Problem { get; }

    /// <summary>The first occurrence, or null.</summary>
    /// <exception cref="TimeoutException">The pattern is too costly on this text.</exception>
    public TextSpan? Find(ReadOnlySpan<char> text)
    {
        if (_literal is null || text.ContainsAny(AsciiTwins))
            return _pattern.Value.Search(text) is { } match ? new TextSpan(match.Start.Value, match.End.Value) : null;
        for (int start = 0; ; start++)
        {
            int found = text[start..].IndexOfAny(_literal);
            if (found < 0)
                return null;
            start += found;
            if (!_wholeWord || IsWhole(text, start))
                return new TextSpan(start, start + _keyword.Length);
        }
    }

    /// <summary>How many occurrences there are that do not overlap.</summary>
    /// <exception cref="TimeoutException">The pattern is too costly on this text.</exception>
    public int Count(ReadOnlySpan<char> text)
    {
        if (_literal is null || text.ContainsAny(AsciiTwins))
            return _pattern.Value.Count(text);
        int count = 0;
        for (int found; (found = text.IndexOfAny(_literal)) >= 0; count++)
            text = text[(found + _keyword.Length)..];
        return count;
    }

    public string TooCostly => $"the pattern {Phrase.Quote(_keyword)} takes too long to search for";

    // \b on both sides: a word character meets one that is none.
    private bool IsWhole(ReadOnlySpan<char> text, int start)
    {
        int end = start + _keyword.Length;
        bool before = start > 0 && CodePoints.IsWord(CodePoints.Before(text, start, out _));
        bool after = end < text.Length && CodePoints.IsWord(CodePoints.At(text, end, out _));
        return before != CodePoints.IsWord(_keyword[0]) && after != CodePoints.IsWord(_keyword[^1]);
    }
}
