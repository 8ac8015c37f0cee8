using System.Buffers;

namespace AspireIF.Instructions.Text;

/// <summary>Two buffers that swap roles: each rule reads the one and writes the other.</summary>
internal ref struct Rewriter(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> _text = text;
    private char[] _source = ArrayPool<char>.Shared.Rent(2 * text.Length + 16);
    private char[] _target = ArrayPool<char>.Shared.Rent(2 * text.Length + 16);
    private int _written;

    public readonly ReadOnlySpan<char> Text => _text;

    public ReadOnlySpan<char> Begin()
    {
        _written = 0;
        return _text;
    }

    public void End()
    {
        (_source, _target) = (_target, _source);
        _text = _source.AsSpan(0, _written);
    }

    public void Write(char c)
    {
        if (_written == _target.Length)
            Grow(1);
        _target[_written++] = c;
    }

    public void Write(ReadOnlySpan<char> text)
    {
        if (_written + text.Length > _target.Length)
            Grow(text.Length);
        text.CopyTo(_target.AsSpan(_written));
        _written += text.Length;
    }

    public void WritePadded(char c, bool pad)
    {
        if (pad)
            Write(' ');
        Write(c);
        if (pad)
            Write(' ');
    }

    // Sets each of the characters off with spaces.
    public void Pad(ReadOnlySpan<char> characters)
    {
        if (!_text.ContainsAny(characters))
            return;
        foreach (char c in Begin())
            WritePadded(c, characters.Contains(c));
        End();
    }

    public readonly void Dispose()
    {
        ArrayPool<char>.Shared.Return(_source);
        ArrayPool<char>.Shared.Return(_target);
    }

    private void Grow(int needed)
    {
        char[] larger = ArrayPool<char>.Shared.Rent(2 * (_written + needed));
        _target.AsSpan(0, _written).CopyTo(larger);
        ArrayPool<char>.Shared.Return(_target);
        _target = larger;
    }
}
