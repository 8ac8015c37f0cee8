namespace AspireIF.Instructions.Decomposition;

internal enum SegmentKind
{
    Task,
    Hard,
    Soft,

    /// <summary>A line that only says that demands follow; it goes with them.</summary>
    Heading,

    /// <summary>It sounds like a demand but nothing is known about it.</summary>
    Unplaced,
}

/// <summary>A stretch of the masked text that is one thing.</summary>
/// <param name="Findings">What a hard segment asks; several when one phrase states several relations.</param>
/// <param name="SoftId">The type of a soft segment.</param>
internal sealed record Segment(SegmentKind Kind, int Start, int End, IReadOnlyList<Finding> Findings, string? SoftId = null)
{
    public static Segment Of(SegmentKind kind, int start, int end, string? softId = null) => new(kind, start, end, [], softId);

    public bool IsConstraint => Kind is SegmentKind.Hard or SegmentKind.Soft;
}
