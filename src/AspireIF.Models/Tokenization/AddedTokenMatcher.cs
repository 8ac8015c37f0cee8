using System.Buffers;

namespace AspireIF.Models.Tokenization;

/// <summary>Finds added tokens in text, leftmost first and the longest of those that begin there.</summary>
internal sealed class AddedTokenMatcher
{
    private readonly Dictionary<string, AddedToken> _byText;
    private readonly AddedToken[] _longestFirst;
    private readonly SearchValues<char> _beginnings;

    public AddedTokenMatcher(IEnumerable<AddedToken> tokens)
    {
        _byText = tokens.ToDictionary(token => token.Text);
        _longestFirst = [.. _byText.Values.OrderByDescending(token => token.Text.Length)];
        _beginnings = SearchValues.Create([.. _byText.Keys.Select(text => text[0]).Distinct()]);
    }

    public AddedToken? Find(string text) => _byText.GetValueOrDefault(text);

    public (int Index, AddedToken Token)? Next(string text, int start, Func<int, int, bool> trusts)
    {
        while (start < text.Length)
        {
            var skipped = text.AsSpan(start).IndexOfAny(_beginnings);
            if (skipped < 0)
                return null;
            start += skipped;
            foreach (var token in _longestFirst)
                if (text.AsSpan(start).StartsWith(token.Text, StringComparison.Ordinal) && trusts(start, token.Text.Length))
                    return (start, token);
            start++;
        }
        return null;
    }
}
