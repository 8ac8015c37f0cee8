using AspireIF.Instructions.Primer.World;

namespace AspireIF.Instructions.Primer;

/// <summary>The ways in which the primer words tasks, rules, roles and second requests.</summary>
internal static class PrimerTasks
{
    private static readonly (string Text, TopicFact? Focus)[] Tasks =
    [
        ("tell me about {the}", null),
        ("write a short text about {the}", null),
        ("describe {the}", null),
        ("say something about {the}", null),
        ("introduce {the} to readers", null),
        ("write a few lines about {the}", null),
        ("explain what {a} is", null),
        ("compose a note about {the}", null),
        ("sum up what is known of {the}", null),
        ("explain what {a} is good for", TopicFact.Use),
        ("let people know what {a} is good for", TopicFact.Use),
        ("say what {the} does", TopicFact.Does),
        ("say what is special about {the}", TopicFact.Part),
        ("describe {the} and say where or when one meets it", TopicFact.Place),
    ];

    private static readonly PrimerPhrases TaskPhrases = new(["{}", "please {}", "now {}", "do {}", "just {}"], [.. Tasks.Select(t => t.Text)]);

    private static readonly PrimerPhrases FactLabels = new(["{}:", "use these {}:", "known {}:", "given {}:", "some {}:"], ["facts", "notes", "points", "details"]);

    private static readonly PrimerPhrases Leads = new(["{}", "please {}", "now {}", "also {}", "just {}"], ["write", "answer", "write it", "put it", "say it"]);

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

    /// <summary>What is asked about the topic, without its full stop, and the fact that it asks for in particular.</summary>
    public static (string Text, TopicFact? Focus) Task(PrimerTopic topic, bool heldOut, SplitMix64 random)
    {
        Phrase task = TaskPhrases.Draw(heldOut, random);
        string text = task.Text.Replace("{the}", topic.Definite, StringComparison.Ordinal).Replace("{a}", topic.Indefinite, StringComparison.Ordinal);
        return (Capital(text), Tasks[task.Wording].Focus);
    }

    /// <summary>"Use these facts: bird; quiet, ...".</summary>
    public static string FactsLine(PrimerTopic topic, bool heldOut, SplitMix64 random) => $"{Capital(FactLabels.Draw(heldOut, random).Text)} {topic.Facts}";

    /// <summary>What stands before a constraint that is a sentence of its own: "Please write".</summary>
    public static string Lead(bool heldOut, SplitMix64 random) => Capital(Leads.Draw(heldOut, random).Text);

    public static string Role(SplitMix64 random) => random.Pick(Roles);

    public static string RulesLead(SplitMix64 random) => random.Pick(RuleLeads);

    public static string OnceMore(SplitMix64 random) => random.Pick(Again);

    public static string Change(SplitMix64 random) => random.Pick(Changes);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
