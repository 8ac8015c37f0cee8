using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Datasets;

/// <summary>Finds constraints that were appended to a seed, in the prompt that resulted.</summary>
internal static class ConstraintSpans
{
    /// <summary>
    /// Where each text stands, in order and without overlap, searched from the end (a seed may quote a constraint, what follows it may not);
    /// null when one is not there.
    /// </summary>
    public static TextSpan[]? Locate(string prompt, IReadOnlyList<Constraint> constraints)
    {
        var spans = new TextSpan[constraints.Count];
        int end = prompt.Length;
        for (int i = constraints.Count - 1; i >= 0; i--)
        {
            string text = constraints[i].Text.Trim();
            int start = text.Length == 0 ? -1 : prompt.AsSpan(0, end).LastIndexOf(text, StringComparison.Ordinal);
            if (start < 0)
                return null;
            spans[i] = new TextSpan(start, start + text.Length);
            end = start;
        }
        return spans;
    }
}
