using AspireIF.Instructions.Primer.World;

namespace AspireIF.Instructions.Primer.Authoring;

/// <summary>Plain sentences about a topic: its facts first, then what can be said of anything.</summary>
internal static class FactSentences
{
    private static readonly string[] Leads = ["in fact", "as a rule", "as it happens", "by nature"];

    private static readonly string[] Remarks =
    [
        "there is much to learn about {the}",
        "many people know {the} well",
        "it is easy to find pictures of {the}",
        "some people study it for years",
        "it has been known for a long time",
        "not everyone thinks about {the}",
        "it is a common subject in books",
        "every region has a name for it",
        "old songs speak of {the}",
        "it is worth a closer view",
        "few things are quite the same",
        "young and old know about it",
        "each one is a bit different",
        "much has been written about it",
    ];

    private static readonly string[] Carriers =
    [
        "some people link it with {word}",
        "it makes people think of {word}",
        "it goes well with {word}",
        "a picture of {the} often shows {word} too",
        "others compare it with {word}",
        "there are stories about it and {word}",
    ];

    /// <summary>
    /// Every sentence that the draft allows, best first: what the topic is, the fact asked for, the other facts in random order, remarks.
    /// </summary>
    public static List<Sentence> Choose(PrimerTopic topic, TopicFact? focus, Draft draft, SplitMix64 random)
    {
        string name = draft.MaxNames > 1 ? topic.Definite : "it";
        string adjective = random.Pick(topic.Adjectives.Where(a => !draft.Avoid.Contains(a)).ToArray());
        string subject = random.Chance(0.5) ? topic.Definite : topic.Indefinite;
        if (draft.MaxNames == 0)
            subject = "it";
        var first = new Sentence($"{subject} is {Article(adjective)} {adjective} {topic.Kind}") { IsFact = true };
        var facts = new List<Sentence> { Adjectives(topic, draft, adjective, random) };
        TopicFact[] order = [TopicFact.Place, TopicFact.Does, TopicFact.Part, TopicFact.Use];
        random.Shuffle(order);
        bool join = random.Chance(0.3);
        for (int i = 0; i < order.Length; i++)
        {
            string said = topic.Phrase(order[i]);
            // Two facts in one sentence, never the one asked for, which stands by itself.
            if (join && i + 1 < order.Length && order[i] != focus && order[i + 1] != focus)
            {
                said += " and " + topic.Phrase(order[++i]);
                join = false;
            }
            facts.Add(Fact(said, name, draft, random));
        }
        random.Shuffle(facts);
        if (focus is { } asked)
        {
            int at = facts.FindIndex(f => f.Core.EndsWith(topic.Phrase(asked), StringComparison.Ordinal));
            (facts[0], facts[at]) = (facts[at], facts[0]);
        }
        var all = new List<Sentence> { first };
        all.AddRange(facts);
        string[] remarks = [.. Remarks];
        random.Shuffle(remarks);
        foreach (string remark in remarks)
        {
            if (draft.MaxNames >= 2 || !remark.Contains("{the}", StringComparison.Ordinal))
                all.Add(new(remark.Replace("{the}", topic.Definite, StringComparison.Ordinal)) { IsFact = true });
        }
        // Some remark always remains: an instruction forbids two words at most, and they are the topic's own.
        all.RemoveAll(s => !Allowed(s.Core, draft));
        return all;
    }

    /// <summary>Sentences that bring the required words in; facts that already do so are preferred and taken out of <paramref name="available"/>.</summary>
    public static IEnumerable<Sentence> Carry(PrimerTopic topic, Draft draft, List<Sentence> available, SplitMix64 random)
    {
        foreach (var (word, times) in draft.Required)
        {
            int fact = available.FindIndex(s => HasWord(s.Core, word));
            if (fact >= 0)
            {
                yield return new(available[fact].Core);
                available.RemoveAt(fact);
                continue;
            }
            string[] carriers = [.. Carriers.Where(c => draft.MaxNames >= 2 || !c.Contains("{the}", StringComparison.Ordinal))];
            random.Shuffle(carriers);
            for (int i = 0; i < times; i++)
                yield return new(carriers[i].Replace("{word}", word, StringComparison.Ordinal).Replace("{the}", topic.Definite, StringComparison.Ordinal));
        }
    }

    public static bool Allowed(string text, Draft draft)
    {
        foreach (string word in draft.Avoid)
        {
            if (HasWord(text, word))
                return false;
        }
        return !draft.NoCommas || !text.Contains(',');
    }

    private static Sentence Adjectives(PrimerTopic topic, Draft draft, string used, SplitMix64 random)
    {
        string[] all = [.. topic.Adjectives.Where(a => !draft.Avoid.Contains(a))];
        string[] fresh = [.. all.Where(a => a != used)];
        if (all.Length < 3 || draft.NoCommas || !draft.WantsComma && random.Chance(0.6))
            return new(fresh.Length > 1 ? $"it is {fresh[0]} and {fresh[1]}" : $"it is {all[^1]}") { IsFact = true };
        return new($"it is {all[0]}, {all[1]} and {all[2]}") { IsFact = true };
    }

    private static Sentence Fact(string said, string name, Draft draft, SplitMix64 random) => random.Next(10) switch
    {
        < 4 => new($"it {said}") { IsFact = true },
        < 6 => new($"{name} {said}") { IsFact = true },
        < 8 => new($"it also {said}") { IsFact = true },
        _ => new($"it {said}") { IsFact = true, Lead = random.Pick(Leads) + (draft.NoCommas || !draft.WantsComma && random.Chance(0.5) ? "" : ",") },
    };

    private static bool HasWord(string text, string word)
    {
        for (int at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            int end = at + word.Length;
            if ((at == 0 || !char.IsAsciiLetter(text[at - 1])) && (end == text.Length || !char.IsAsciiLetter(text[end])))
                return true;
        }
        return false;
    }

    private static string Article(string adjective) => "aeiou".Contains(adjective[0]) ? "an" : "a";
}
