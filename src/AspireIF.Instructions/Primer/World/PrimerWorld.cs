using AspireIF.Instructions.Primer.Soft;

namespace AspireIF.Instructions.Primer.World;

/// <summary>
/// The primer's closed world: its topics and the soft values that texts about them may show. Every kind keeps its last topics back:
/// the instruction states a topic's facts, so a text about a topic that was never asked about can be written from the instruction alone.
/// </summary>
public sealed class PrimerWorld
{
    /// <summary>Topics of each kind that no training instruction is about.</summary>
    public const int HeldOutPerKind = 2;

    private PrimerWorld()
    {
        Topics = [.. ParseTopics(TopicTable.Text)];
        TrainingTopics = [.. Topics.Where(t => !t.HeldOut)];
        HeldOutTopics = [.. Topics.Where(t => t.HeldOut)];
        SoftTypes = SoftTypeParser.Parse(SoftTable.Text);
    }

    public static PrimerWorld Instance { get; } = new();

    public IReadOnlyList<PrimerTopic> Topics { get; }

    public IReadOnlyList<PrimerTopic> TrainingTopics { get; }

    public IReadOnlyList<PrimerTopic> HeldOutTopics { get; }

    public IReadOnlyList<SoftType> SoftTypes { get; }

    private static IEnumerable<PrimerTopic> ParseTopics(string table)
    {
        foreach (string block in table.Split("# ", StringSplitOptions.RemoveEmptyEntries))
        {
            string[] lines = block.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            for (int i = 1; i < lines.Length; i++)
            {
                string[] field = lines[i].Split('|');
                yield return new(field[0], field[1] == "-" ? null : field[1], lines[0], field[2].Split(' '), field[3], field[4], field[5], field[6])
                {
                    HeldOut = i >= lines.Length - HeldOutPerKind,
                };
            }
        }
    }
}
