namespace AspireIF.Instructions.Constraints;

/// <summary>A stretch of a text, in UTF-16 units: <c>text[Start..End]</c>.</summary>
public readonly record struct TextSpan(int Start, int End)
{
    public int Length => End - Start;

    public ReadOnlySpan<char> Of(ReadOnlySpan<char> text) => text[Start..End];
}
