using AspireIF.Instructions.Decomposition.Rules;

namespace AspireIF.Instructions.Decomposition;

/// <summary>Reads a prompt unit by unit and says which stretches are task, which constraints.</summary>
internal static class Segments
{
    // Instruction-tuning data set the material off with "input :"; what is before it defines the task, constraints are appended behind it.
    private static readonly Pattern InputMarker = new("input", @"(?:^|\s)input ?:");

    public static List<Segment> Of(Document document)
    {
        int input = LastInput(document);
        List<Segment> segments = [];
        for (int i = 0; i <= input; i++)
        {
            if (i < input)
                segments.Add(Segment.Of(SegmentKind.Task, document.Units[i].Start, document.Units[i].End));
        }
        int material = segments.Count;
        bool appended = input >= 0;
        Unit? lead = null;
        bool listed = false;
        for (int i = Math.Max(0, input); i < document.Units.Count; i++)
        {
            Unit unit = document.Units[i];
            bool taskSeen = appended || segments.Exists(s => s.Kind == SegmentKind.Task);
            Read(unit, segments, taskSeen, appended, ref lead, ref listed);
        }
        if (appended)
            KeepMaterial(segments, material);
        return Join(document, segments);
    }

    private static int LastInput(Document document)
    {
        for (int i = document.Units.Count - 1; i >= 0; i--)
        {
            if (InputMarker.IsIn(document.Units[i].Text))
                return i;
        }
        return -1;
    }

    private static void Read(Unit unit, List<Segment> segments, bool taskSeen, bool appended, ref Unit? lead, ref bool listed)
    {
        Unit? led = lead;
        lead = null;
        listed &= ListItems.Marker(unit.Text) > 0;
        if (SoftDemands.Labelled(unit.Text) is { } labelled)
        {
            segments.Add(Segment.Of(SegmentKind.Soft, unit.Start, unit.End, labelled));
            return;
        }
        List<Finding> findings = HardRules.Find(unit);
        if (findings.Count > 0)
        {
            List<Segment> parts = Partition.Of(unit, findings, taskSeen, appended);
            if (led is not null && parts[0].Kind == SegmentKind.Hard && segments[^1].Start == led.Start && parts[0].Findings.Any(f => Topics.LeadsTo(f.Id, led)))
            {
                segments.RemoveAt(segments.Count - 1);
                parts[0] = parts[0] with { Start = led.Start };
            }
            foreach (Segment part in parts)
                segments.AddRange(part.Kind == SegmentKind.Task ? OfTask(unit, part, taskSeen, appended) : [part]);
            return;
        }
        if (segments is [.., { Kind: SegmentKind.Hard } last] && last.Findings.Any(f => Topics.Continues(f.Id, unit) || f.Arguments.FindString("end_phrase") == unit.Original(0, unit.Text.Length)) && !IsNextDemand(unit))
        {
            segments[^1] = last with { End = unit.End };
            return;
        }
        lead = unit;
        if (taskSeen && !appended && ListItems.IsHeading(unit))
        {
            segments.Add(Segment.Of(SegmentKind.Heading, unit.Start, unit.End));
            listed = true;
            return;
        }
        if (listed)
        {
            segments.Add(Segment.Of(SegmentKind.Soft, unit.Start, unit.End, SoftDemands.Kind(unit.Text)));
            return;
        }
        segments.AddRange(OfTask(unit, Segment.Of(SegmentKind.Task, unit.Start, unit.End), taskSeen, appended));
    }

    // In a list of demands the next item is a demand of its own, not an example for the one before.
    private static bool IsNextDemand(Unit unit) =>
        ListItems.Marker(unit.Text) is > 0 and var marker && unit.Previous is { } previous && ListItems.Marker(previous.Text) > 0 && SoftDemands.IsDemand(unit.Text[marker..], loosely: false);

    /// <summary>A stretch without hard constraints: a soft demand as a whole, or a task with phrases of style in it.</summary>
    private static IEnumerable<Segment> OfTask(Unit unit, Segment part, bool taskSeen, bool appended)
    {
        string text = unit.Text[(part.Start - unit.Start)..(part.End - unit.Start)].TrimStart(' ', ',', ';');
        text = text[ListItems.Marker(text)..];
        bool whole = part.Start == unit.Start;
        if (taskSeen && whole && SoftDemands.IsDemand(text, appended))
        {
            yield return part with { Kind = SegmentKind.Soft, SoftId = SoftDemands.Kind(text) };
            yield break;
        }
        int at = part.Start;
        if (!appended)
        {
            string stretch = unit.Document.Masked.Text[part.Start..part.End];
            foreach (var (start, end, id) in SoftDemands.InTask(stretch).OrderBy(p => p.Start))
            {
                if (part.Start + start < at)
                    continue;
                if (part.Start + start > at)
                    yield return Segment.Of(SegmentKind.Task, at, part.Start + start);
                yield return Segment.Of(SegmentKind.Soft, part.Start + start, part.Start + end, id);
                at = part.Start + end;
            }
        }
        if (at < part.End)
            yield return Segment.Of(taskSeen && !appended && SoftDemands.SoundsLikeOne(text) ? SegmentKind.Unplaced : SegmentKind.Task, at, part.End);
    }

    /// <summary>Behind an input marker only the unbroken row of constraints at the end counts; before it, everything is the material.</summary>
    private static void KeepMaterial(List<Segment> segments, int material)
    {
        int first = segments.Count;
        while (first > material && segments[first - 1].IsConstraint)
            first--;
        for (int i = material; i < first; i++)
            segments[i] = Segment.Of(SegmentKind.Task, segments[i].Start, segments[i].End);
    }

    /// <summary>The same constraint stated twice in a row is one.</summary>
    private static List<Segment> Join(Document document, List<Segment> segments)
    {
        var joined = new List<Segment>();
        foreach (Segment segment in segments)
        {
            if (segment.Kind == SegmentKind.Hard && joined is [.., { Kind: SegmentKind.Hard } last] && last.Findings[0].Id is var id && Same(segment, last, id, document))
            {
                joined[^1] = last with { End = segment.End };
                continue;
            }
            joined.Add(segment);
        }
        return joined;
    }

    private static bool Same(Segment segment, Segment last, string id, Document document) =>
        segment.Findings.All(f => f.Id == id && f.Arguments.Equals(last.Findings[0].Arguments))
        && last.Findings.All(f => f.Id == id)
        && !Jargon.IsConnective(document.Masked.Text[segment.Start..Math.Min(segment.Start + 3, segment.End)]);
}
