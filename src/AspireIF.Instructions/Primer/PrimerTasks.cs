using AspireIF.Instructions.Primer.World;

namespace AspireIF.Instructions.Primer;

/// <summary>The ways in which the primer words tasks, rules, roles and second requests. The last of each list are held out.</summary>
internal static class PrimerTasks
{
    private const int HeldOutTasks = 3;

    private static readonly (string Text, TopicFact? Focus)[] Tasks =
    [
        ("Tell me about {the}", null),
        ("Write a short text about {the}", null),
        ("Describe {the}", null),
        ("Say something about {the}", null),
        ("Introduce {the} to my readers", null),
        ("I need a few lines about {the}", null),
        ("Explain what {a} is", null),
        ("Explain what {a} is good for", TopicFact.Use),
        ("Say what {the} does", TopicFact.Does),
        ("Say what is special about {the}", TopicFact.Part),
        ("Describe {the} and say where or when one meets it", TopicFact.Place),
        ("Help me understand {the}", null),
        ("Compose a note about {the}", null),
        ("Sum up what is known of {the}", null),
        ("Let people know what {a} is good for", TopicFact.Use),
    ];

    private static readonly string[] Facts = ["Facts:", "Notes:", "Use these facts:", "Here is what we know:"];

    private static readonly string[] Leads = ["Write", "Answer", "Please write", "Do this", "Write it", "Make sure to write", "Put it"];

    private static readonly string[] Roles =
    [
        "You are the guide of a small museum.",
        "You write cards for a library.",
        "You answer letters for a magazine.",
        "You are the voice of a school website.",
        "You help the visitors of a big garden.",
        "You work at the desk of a village shop.",
        "You are a writing assistant. Each request comes with facts.",
    ];

    private static readonly string[] RuleLeads = ["Follow these rules:", "Every answer obeys these rules:", "Rules for each answer:"];

    private static readonly string[] Again = ["Write it again", "Try once more", "Give me another version"];

    private static readonly string[] Changes = ["Now write it", "Write it again", "Good, but now write it", "Keep the rest and write it"];

    public static (string Text, TopicFact? Focus) Task(PrimerTopic topic, bool heldOut, PrimerRandom random)
    {
        var (text, focus) = Pick(Tasks, HeldOutTasks, heldOut, random);
        return (text.Replace("{the}", topic.Definite, StringComparison.Ordinal).Replace("{a}", topic.Indefinite, StringComparison.Ordinal), focus);
    }

    public static string FactsLine(PrimerTopic topic, bool heldOut, PrimerRandom random) => $"{Pick(Facts, 1, heldOut, random)} {topic.Facts}";

    public static string Lead(bool heldOut, PrimerRandom random) => Pick(Leads, 1, heldOut, random);

    public static string Role(PrimerRandom random) => random.Pick(Roles);

    public static string RulesLead(PrimerRandom random) => random.Pick(RuleLeads);

    public static string OnceMore(PrimerRandom random) => random.Pick(Again);

    public static string Change(PrimerRandom random) => random.Pick(Changes);

    /// <summary>One of the ways to ask for a constraint; the last one only where phrasings are held out.</summary>
    public static string Way(IReadOnlyList<string> asks, bool heldOut, PrimerRandom random) => Pick(asks, 1, heldOut, random);

    private static T Pick<T>(IReadOnlyList<T> items, int last, bool heldOut, PrimerRandom random) =>
        heldOut ? items[items.Count - last + random.Next(last)] : items[random.Next(items.Count - last)];
}
