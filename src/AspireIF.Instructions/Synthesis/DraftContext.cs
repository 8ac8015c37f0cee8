using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Synthesis;

/// <summary>What a template may look at while it draws: the seed and what has been chosen for it.</summary>
internal sealed record DraftContext(SeedProfile Seed, SplitMix64 Random, IReadOnlyList<Constraint> Chosen)
{
    public bool Has(string id) => Chosen.Any(c => c.Id == id);

    /// <summary>Words that chosen constraints ask for or forbid: another constraint must not speak of them again.</summary>
    public IEnumerable<string> WordsInUse => Chosen.SelectMany(c =>
        (IEnumerable<string?>)[.. c.Arguments.FindStrings("keywords") ?? [], .. c.Arguments.FindStrings("forbidden_words") ?? [], c.Arguments.FindString("keyword"), c.Arguments.FindString("first_word"), .. (c.Arguments.FindString("end_phrase") ?? "").Split(' ')])
        .OfType<string>();

    /// <summary>Words of the seed's subject that no chosen constraint speaks of.</summary>
    public List<string> FreeSubjectWords()
    {
        HashSet<string> used = [.. WordsInUse.Select(w => w.Trim('.', '!', '?', ',').ToLowerInvariant())];
        return [.. Seed.SubjectWords.Where(w => !used.Contains(w.ToLowerInvariant()))];
    }
}
