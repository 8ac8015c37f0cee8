using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Datasets;

namespace AspireIF.Instructions.Primer;

/// <summary>A constraint and the way in which it is asked: "in a cheerful tone", where its text is "Write in a cheerful tone."</summary>
internal sealed record AskedConstraint(Constraint Constraint, string Way);

/// <summary>How an instruction is put into words: chosen once, the same at every level.</summary>
internal abstract record PrimerPhrasing
{
    public abstract IReadOnlyList<ChatMessage> Say(PrimerInstruction instruction, int level);

    /// <summary>"Write in a cheerful tone."; the way itself may already end a sentence.</summary>
    public static string Sentence(string lead, string way) => way[^1] == '.' || way.EndsWith(".\"", StringComparison.Ordinal) ? $"{lead} {way}" : $"{lead} {way}.";

    protected static string Listed(IReadOnlyList<string> ways) => ways.Count switch
    {
        0 => "",
        1 => ways[0],
        _ => string.Join(", ", ways.Take(ways.Count - 1)) + " and " + ways[^1],
    };

    protected static ChatMessage User(string text) => new("user", text);
}

/// <summary>Where the constraints stand in a request.</summary>
internal enum ConstraintJoin
{
    /// <summary>One sentence each after the task.</summary>
    Sentences,

    /// <summary>Within the task's own sentence.</summary>
    Inline,

    /// <summary>A list of rules after the task.</summary>
    Rules,
}

/// <summary>One request.</summary>
/// <param name="Task">"Describe the owl": without its full stop.</param>
internal sealed record SingleTurn(string Task, string Facts, ConstraintJoin Join) : PrimerPhrasing
{
    public override IReadOnlyList<ChatMessage> Say(PrimerInstruction instruction, int level) => [User(Request(instruction.Asked.Take(level)))];

    public string Request(IEnumerable<AskedConstraint> constraints)
    {
        string[] said = [.. constraints.Select(c => Join == ConstraintJoin.Inline ? c.Way : c.Constraint.Text)];
        return Join switch
        {
            ConstraintJoin.Inline when said.Length > 0 => $"{Sentence(Task, Listed(said))} {Facts}",
            ConstraintJoin.Rules when said.Length > 0 => $"{Task}. {Facts}\nRules:\n- {string.Join("\n- ", said)}",
            _ => string.Join(' ', said.Prepend($"{Task}. {Facts}")),
        };
    }
}

/// <summary>
/// Two requests. The answer to the first is there to be read; the second adds constraints, of which one may replace something that the first asked.
/// </summary>
/// <param name="InFirst">How many of the constraints the first request makes.</param>
/// <param name="Replaced">What the first request asks and the second one takes back, and the place among the constraints of the one that does so.</param>
/// <param name="Again">"Write it again": with nothing to add.</param>
/// <param name="Change">"Now write it": before what the second request adds.</param>
internal sealed record TwoTurns(SingleTurn First, int InFirst, (AskedConstraint Constraint, int By)? Replaced, string Again, string Change, ulong AnswerSeed) : PrimerPhrasing
{
    public override IReadOnlyList<ChatMessage> Say(PrimerInstruction instruction, int level)
    {
        List<AskedConstraint> first = [.. instruction.Asked.Take(Math.Min(level, InFirst))];
        // Without the constraint that replaces it, it would still be asked.
        if (Replaced is var (constraint, by) && level > by)
            first.Add(constraint);
        string answer = PrimerAuthor.Write(instruction, [.. first.Select(f => f.Constraint)], new SplitMix64(AnswerSeed), PrimerAuthor.DefaultProbability).Answer;
        string[] added = [.. instruction.Asked.Take(level).Skip(InFirst).Select(c => c.Way)];
        string second = added.Length == 0 ? Again + "." : Sentence(Change, Listed(added));
        return [User(First.Request(first)), new("assistant", answer), User(second)];
    }
}

/// <summary>A system prompt with a role and rules, then a request that may make further demands.</summary>
/// <param name="InSystem">How many of the constraints the system prompt makes.</param>
internal sealed record Agent(string Role, string RulesLead, int InSystem, SingleTurn Request) : PrimerPhrasing
{
    public override IReadOnlyList<ChatMessage> Say(PrimerInstruction instruction, int level)
    {
        string[] rules = [.. instruction.Asked.Take(Math.Min(level, InSystem)).Select(c => c.Constraint.Text)];
        string system = rules.Length == 0 ? Role : $"{Role} {RulesLead}\n- {string.Join("\n- ", rules)}";
        return [new("system", system), User(Request.Request(instruction.Asked.Take(level).Skip(InSystem)))];
    }
}
