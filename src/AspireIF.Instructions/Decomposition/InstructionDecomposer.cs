using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Decomposition;

/// <summary>
/// Takes an instruction apart by rules: the task and, in order, the constraints on its answer. Hard types are IFEval's, with arguments named as there;
/// what is a demand of no hard type becomes a soft constraint. Time is linear in the length of the prompt; no input fails.
/// </summary>
public static class InstructionDecomposer
{
    public static DecomposedInstruction Decompose(string prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        var document = new Document(prompt);
        List<Segment> segments = Segments.Of(document);
        MaskedText masked = document.Masked;
        var constraints = new List<Constraint>();
        var unplaced = new List<UnplacedClause>();
        var removed = new List<TextSpan>();
        foreach (Segment segment in segments)
        {
            TextSpan span = Trim(prompt, masked.Origin(segment.Start), masked.Origin(segment.End));
            string text = prompt[span.Start..span.End];
            if (segment.Kind == SegmentKind.Unplaced)
                unplaced.Add(new UnplacedClause(text, span));
            if (segment.Kind == SegmentKind.Heading)
                removed.Add(span);
            if (!segment.IsConstraint || span.Length == 0)
                continue;
            int from = masked.Origin(segment.Start);
            removed.Add(new TextSpan(ListItems.Marker(prompt.AsSpan(from)) > 0 ? from : span.Start, masked.Origin(segment.End)));
            if (segment.SoftId is { } soft)
                constraints.Add(new Constraint(soft, ConstraintArguments.Empty, text) { Span = span, Category = ConstraintCatalog.Find(soft)?.Category });
            foreach (Finding finding in segment.Findings)
            {
                // "Basically, your entire response should be in Telugu": what was asked before is asked once.
                if (!constraints.Exists(c => c.Id == finding.Id && c.IsHard && c.Arguments.Equals(finding.Arguments)))
                    constraints.Add(new Constraint(finding.Id, finding.Arguments, text) { Span = span, Category = ConstraintCatalog.Find(finding.Id)?.Category });
            }
        }
        return new DecomposedInstruction(prompt, SeedText.Mend(prompt, removed), constraints, unplaced, Contradictions.Find(constraints));
    }

    // A constraint begins and ends with its own words: no blanks, no list marker or connective before, no comma after.
    private static TextSpan Trim(string prompt, int start, int end)
    {
        start += ListItems.Marker(prompt.AsSpan(start, end - start));
        while (start < end && (char.IsWhiteSpace(prompt[start]) || prompt[start] is ',' or ';' or '.' or '-'))
            start++;
        foreach (string lead in (string[])["and ", "but ", "also, "])
        {
            if (end - start > lead.Length && prompt.AsSpan(start, lead.Length).Equals(lead, StringComparison.OrdinalIgnoreCase))
                start += lead.Length;
        }
        while (end > start && (char.IsWhiteSpace(prompt[end - 1]) || prompt[end - 1] is ',' or ';'))
            end--;
        if (end - start > 1 && prompt[end - 1] == '.' && prompt[end - 2] == '.' && (end - start < 3 || prompt[end - 3] != '.'))
            end--;
        return new TextSpan(start, end);
    }
}
