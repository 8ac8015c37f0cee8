namespace AspireIF.Instructions.Text.Patterns;

/// <summary>A text that is no valid Python regular expression, or one that is too large to run here.</summary>
public sealed class PatternException(string problem, int position) : Exception($"{problem} at position {position}")
{
    /// <summary>Where in the pattern, in UTF-16 units.</summary>
    public int Position { get; } = position;
}
