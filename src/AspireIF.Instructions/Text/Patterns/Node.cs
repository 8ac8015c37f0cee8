namespace AspireIF.Instructions.Text.Patterns;

/// <summary>The syntax tree of a pattern.</summary>
internal abstract record Node;

internal sealed record Literal(int CodePoint, bool IgnoreCase) : Node;

/// <summary>The dot: any code point, without <c>s</c> all but the line feed.</summary>
internal sealed record AnyCodePoint(bool LineFeedToo) : Node;

internal sealed record SetNode(CodePointSet Set) : Node;

internal sealed record Sequence(IReadOnlyList<Node> Items) : Node;

internal sealed record Alternation(IReadOnlyList<Node> Branches) : Node;

internal sealed record Repeat(Node Body, int Min, int Max, RepeatMode Mode) : Node;

/// <summary>A capturing group, numbered from 1.</summary>
internal sealed record Group(int Number, Node Body) : Node;

internal sealed record Atomic(Node Body) : Node;

internal sealed record BackReference(int Group, bool IgnoreCase) : Node;

internal sealed record Conditional(int Group, Node Yes, Node No) : Node;

internal sealed record Look(Node Body, bool Behind, bool Negative) : Node;

internal sealed record Assertion(AssertionKind Kind) : Node;

internal enum RepeatMode
{
    Greedy,
    Lazy,
    Possessive,
}

internal enum AssertionKind
{
    TextStart,
    LineStart,
    /// <summary>The end of the text, or before a line feed that ends it.</summary>
    LastLineEnd,
    LineEnd,
    TextEnd,
    WordBoundary,
    NoWordBoundary,
    AsciiWordBoundary,
    NoAsciiWordBoundary,
}

[Flags]
internal enum PatternFlags
{
    None = 0,
    IgnoreCase = 1,
    MultiLine = 2,
    DotAll = 4,
    Ascii = 8,
    Verbose = 16,
}
