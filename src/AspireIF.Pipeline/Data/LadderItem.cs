using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Curriculum;
using AspireIF.Instructions.Datasets;
using AspireIF.Instructions.Primer;

namespace AspireIF.Pipeline.Data;

/// <summary>An instruction with the conversation of each level of its ladder: what a run trains on and is measured by.</summary>
/// <param name="Key">Unique in the run.</param>
/// <param name="Constraints">In the order in which the levels add them.</param>
/// <param name="Levels">x_0 .. x_n; level k asks the first k constraints.</param>
public sealed record LadderItem(string Key, IReadOnlyList<Constraint> Constraints, IReadOnlyList<IReadOnlyList<ChatMessage>> Levels)
{
    public int Top => Levels.Count - 1;

    public IReadOnlyList<Constraint> ConstraintsAt(int level) => new ArraySegment<Constraint>(Constraints as Constraint[] ?? [.. Constraints], 0, level);

    public static LadderItem Of(PrimerInstruction instruction) =>
        new(instruction.Key, instruction.Constraints, [.. Enumerable.Range(0, instruction.Constraints.Count + 1).Select(instruction.MessagesAt)]);

    public static LadderItem Of(Instruction instruction, LadderOptions options)
    {
        IReadOnlyList<LadderLevel> ladder = Ladder.Of(instruction, options);
        return new(instruction.Key, ladder[^1].Constraints, [.. ladder.Select(level => (IReadOnlyList<ChatMessage>)[new ChatMessage("user", level.Prompt)])]);
    }
}
