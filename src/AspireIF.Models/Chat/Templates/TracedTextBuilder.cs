using System.Text;

namespace AspireIF.Models.Chat.Templates;

internal sealed class TracedTextBuilder
{
    private readonly StringBuilder _value = new();
    private readonly List<(int Length, bool Foreign)> _runs = [];

    public int Length => _value.Length;

    public void Append(TracedText text)
    {
        foreach (var (run, foreign) in text.Runs())
            Append(run, foreign);
    }

    public void Append(string text, bool foreign)
    {
        if (text.Length == 0)
            return;
        _value.Append(text);
        if (_runs.Count > 0 && _runs[^1].Foreign == foreign)
            _runs[^1] = (_runs[^1].Length + text.Length, foreign);
        else
            _runs.Add((text.Length, foreign));
    }

    public TracedText ToText() => TracedText.Make(_value, _runs);
}
