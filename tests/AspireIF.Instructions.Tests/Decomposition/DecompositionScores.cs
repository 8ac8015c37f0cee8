using System.Text.Json;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Decomposition;

namespace AspireIF.Instructions.Tests.Decomposition;

/// <summary>A prompt with the hard constraints that its data set says it has.</summary>
internal sealed record LabelledPrompt(string Prompt, IReadOnlyList<Constraint> Hard, IReadOnlyList<(string Text, bool IsHard)> Texts)
{
    public static LabelledPrompt FromJson(string line, Func<string, bool> isHard)
    {
        using JsonDocument json = JsonDocument.Parse(line);
        JsonElement row = json.RootElement;
        string[] ids = [.. row.GetProperty("instruction_id_list").EnumerateArray().Select(e => e.GetString()!)];
        JsonElement[] kwargs = [.. row.GetProperty("kwargs").EnumerateArray().Select(e => e.Clone())];
        string[] texts = row.TryGetProperty("constraint", out JsonElement list) ? [.. list.EnumerateArray().Select(e => e.GetString()!)] : [.. ids.Select(_ => "")];
        return new LabelledPrompt(
            row.GetProperty("prompt").GetString()!,
            [.. ids.Select((id, i) => new Constraint(id, ConstraintArguments.FromJson(kwargs[i]), texts[i])).Where(c => isHard(c.Id))],
            [.. ids.Select((id, i) => (texts[i], isHard(id))).Where(t => t.Item1.Length > 0)]);
    }
}

/// <summary>How well a decomposer's findings agree with the labels.</summary>
internal sealed class DecompositionScores
{
    private int _right, _found, _labelled, _exact, _boundaries, _foundSpans, _labelledSpans, _kindRight;

    public Action<string>? Trace { get; init; }

    /// <summary>Micro-averaged over the multisets of hard types per prompt.</summary>
    public double TypeF1 => F1(_right, _found, _labelled);

    /// <summary>Share of the matched types whose arguments are the labelled ones.</summary>
    public double Parameters => (double)_exact / _right;

    /// <summary>A found constraint counts when its span is a labelled text, up to punctuation and blanks at its ends.</summary>
    public double BoundaryF1 => F1(_boundaries, _foundSpans, _labelledSpans);

    /// <summary>Share of the matched texts told right as hard or soft.</summary>
    public double HardOrSoft => (double)_kindRight / _boundaries;

    public void Add(LabelledPrompt row, DecomposedInstruction found)
    {
        List<Constraint> hard = [.. found.Constraints.Where(c => c.IsHard)];
        _found += hard.Count;
        _labelled += row.Hard.Count;
        var missed = new List<Constraint>(row.Hard);
        var extra = new List<Constraint>();
        // Equal arguments first, so that two constraints of one type pair up with their own.
        foreach (Constraint constraint in hard.Where(c => !Take(missed, c, exact: true)).ToList())
        {
            Constraint? other = missed.Find(m => m.Id == constraint.Id);
            if (!Take(missed, constraint, exact: false))
                extra.Add(constraint);
            else
                Trace?.Invoke($"ARGS {constraint.Arguments} not {other!.Arguments} | {constraint.Text} || {Short(row.Prompt)}");
        }
        foreach (Constraint constraint in missed)
            Trace?.Invoke($"MISS {constraint.Id} {constraint.Arguments} {constraint.Text} || {Short(row.Prompt)}");
        foreach (Constraint constraint in extra)
            Trace?.Invoke($"EXTRA {constraint.Id} {constraint.Arguments} | {constraint.Text} || {Short(row.Prompt)}");
        AddSpans(row, found);
    }

    private bool Take(List<Constraint> missed, Constraint constraint, bool exact)
    {
        int at = missed.FindIndex(m => m.Id == constraint.Id && (!exact || Normal(m.Arguments).Equals(Normal(constraint.Arguments))));
        if (at < 0)
            return false;
        _right++;
        if (exact)
            _exact++;
        missed.RemoveAt(at);
        return true;
    }

    private void AddSpans(LabelledPrompt row, DecomposedInstruction found)
    {
        if (row.Texts.Count == 0)
            return;
        var spans = found.Constraints.GroupBy(c => c.Span!.Value).Select(g => (Text: Bare(g.First().Text), Hard: g.First().IsHard)).ToList();
        _foundSpans += spans.Count;
        _labelledSpans += row.Texts.Count;
        foreach (var (text, isHard) in row.Texts)
        {
            int at = spans.FindIndex(s => s.Text == Bare(text));
            if (at < 0)
            {
                Trace?.Invoke($"SPAN {Show(text)} not among {string.Join(" | ", spans.Select(s => Show(s.Text)))} || ...{Show(row.Prompt[Math.Max(0, row.Prompt.Length - 700)..])}");
                continue;
            }
            _boundaries++;
            if (spans[at].Hard == isHard)
                _kindRight++;
            else
                Trace?.Invoke($"KIND {Show(text)} hard: {isHard}");
            spans.RemoveAt(at);
        }
    }

    private static string Short(string prompt) => Show(prompt.Length > 600 ? prompt[..250] + " ... " + prompt[^300..] : prompt);

    private static string Show(string text) => text.Replace("\n", "\\n");

    private static string Bare(string text) => text.Trim(' ', '\n', '\r', '\t', '.', ',', '!', '?', ';', '*', '"', ')', '(');

    /// <summary>Case and blanks do not count, a list of words is a set.</summary>
    private static ConstraintArguments Normal(ConstraintArguments arguments) => ConstraintArguments.Of(
        [.. arguments.Where(a => a.Value.ValueKind != JsonValueKind.Null).Select(a => (a.Key, a.Value.ValueKind switch
        {
            JsonValueKind.String => Normal(a.Value.GetString()!),
            JsonValueKind.Array => (object?)a.Value.EnumerateArray().Select(e => Normal(e.GetString()!)).Distinct().Order(StringComparer.Ordinal).ToArray(),
            _ => a.Value.GetDouble(),
        }))]);

    private static string Normal(string text) => string.Join(' ', text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static double F1(int right, int found, int labelled) => 2.0 * right / Math.Max(1, found + labelled);
}
