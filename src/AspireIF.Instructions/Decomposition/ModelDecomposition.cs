using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Decomposition;

/// <summary>An instruction that a language model took apart: it lists the demands, the rules of <see cref="InstructionDecomposer"/> type them.</summary>
/// <param name="Instruction">What the instruction asks; the rules' own decomposition where the reply was of no use.</param>
/// <param name="FallbackReason">Why the rules' decomposition stands here; null when the model's does.</param>
/// <param name="Dropped">What the model listed and the instruction does not say.</param>
public sealed record ModelDecomposition(DecomposedInstruction Instruction, string? FallbackReason, IReadOnlyList<string> Dropped)
{
    // No instruction of the public data sets makes more than ten; a model that goes on and on repeats itself.
    private const int MostDemands = 30;

    private const double TaskOverlap = 0.6;

    private const string Question = """
        Take the instruction apart. First write the task alone, without its demands, behind "Task:". Then list every demand that the instruction makes on the answer: on length, format, words, language, tone, role, audience or content. Write one demand a line, in the words of the instruction, with "- " before it. Invent nothing. If there are no demands, write "- none".

        <instruction>
        Explain how bread is made in at most 80 words, as a pirate would, and do not use commas.
        </instruction>
        Task: Explain how bread is made.
        - in at most 80 words
        - as a pirate would
        - do not use commas

        <instruction>
        {0}
        </instruction>
        """;

    /// <summary>What to ask the model.</summary>
    public static string Ask(string prompt) => Question.Replace("{0}", prompt.Trim(), StringComparison.Ordinal);

    /// <summary>
    /// Reads the model's reply to <see cref="Ask"/>. Each demand that shares a word with the instruction, and whose numbers are all in it, is typed by the rules;
    /// one that no rule knows is soft. The seed is the task as the model wrote it; where that is not the instruction's own or still holds
    /// demands, the instruction with the demands cut out if they stand in it word for word, else the rules' seed. No reply fails.
    /// </summary>
    public static ModelDecomposition Read(string prompt, string reply)
    {
        DecomposedInstruction byRules = InstructionDecomposer.Decompose(prompt);
        var (task, items) = ModelReply.Parse(reply);
        if (items is null)
            return new(byRules, string.IsNullOrWhiteSpace(reply) ? "the reply is empty" : "the reply lists nothing", []);
        string[] demands = [.. items.Distinct(StringComparer.OrdinalIgnoreCase).Where(i => !i.Equals(task, StringComparison.OrdinalIgnoreCase))];
        if (demands.Length > MostDemands)
            return new(byRules, $"the reply lists {demands.Length} demands, {MostDemands} are the most that is believed", []);

        var said = new SaidWords(prompt);
        var constraints = new List<Constraint>();
        var dropped = new List<string>();
        foreach (string demand in demands)
        {
            if (said.Support(demand))
                Add(constraints, Typed(demand), prompt);
            else
                dropped.Add(demand);
        }
        if (constraints.Count == 0 && demands.Length > 0)
            return new(byRules, $"the instruction says nothing of the {demands.Length} listed demands", dropped);

        bool ownTask = task is not null && said.Share(task) >= TaskOverlap && !InstructionDecomposer.Decompose(task).Constraints.Any(c => c.IsHard);
        string seed = ownTask ? task! : constraints.All(c => c.Span is not null) ? SeedText.Mend(prompt, Union(constraints.Select(c => WithStop(prompt, c.Span!.Value)))) : byRules.Seed;
        return new(new DecomposedInstruction(prompt, seed, constraints, [], Contradictions.Find(constraints)), null, dropped);
    }

    // A demand that is a whole sentence goes with the mark that ends it.
    private static TextSpan WithStop(string prompt, TextSpan span)
    {
        bool sentence = prompt.AsSpan(0, span.Start).TrimEnd(' ') is [] or [.., '.' or '!' or '?' or '\n'];
        int end = span.End;
        while (sentence && end < prompt.Length && prompt[end] is ('.' or '!' or '?'))
            end++;
        return new TextSpan(span.Start, end);
    }

    private static List<TextSpan> Union(IEnumerable<TextSpan> all)
    {
        var spans = new List<TextSpan>();
        foreach (TextSpan span in all.OrderBy(s => s.Start))
        {
            if (spans.Count > 0 && span.Start <= spans[^1].End)
                spans[^1] = new TextSpan(spans[^1].Start, Math.Max(spans[^1].End, span.End));
            else
                spans.Add(span);
        }
        return spans;
    }

    /// <summary>As an item of a list of requirements, where the rules take every item for a demand.</summary>
    private static List<Constraint> Typed(string demand)
    {
        Constraint[] hard = [.. InstructionDecomposer.Decompose($"Do the task.\n\nRequirements:\n- {demand}\n- Do it well.").Constraints.Where(c => c.IsHard)];
        if (hard.Length > 0)
            return [.. hard.Select(c => c with { Text = demand })];
        string id = SoftDemands.Labelled(demand.ToLowerInvariant()) ?? SoftDemands.Kind(demand.ToLowerInvariant());
        return [new Constraint(id, ConstraintArguments.Empty, demand) { Category = ConstraintCatalog.Find(id)?.Category }];
    }

    private static void Add(List<Constraint> constraints, List<Constraint> more, string prompt)
    {
        foreach (Constraint constraint in more)
        {
            if (constraint.IsHard && constraints.Exists(c => c.Id == constraint.Id && c.Arguments.Equals(constraint.Arguments)))
                continue;
            int at = prompt.IndexOf(constraint.Text, StringComparison.OrdinalIgnoreCase);
            constraints.Add(constraint with { Span = at < 0 ? null : new TextSpan(at, at + constraint.Text.Length) });
        }
    }
}
