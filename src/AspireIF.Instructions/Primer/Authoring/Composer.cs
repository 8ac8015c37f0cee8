using AspireIF.Instructions.Primer.World;

namespace AspireIF.Instructions.Primer.Authoring;

/// <summary>Writes one text about a topic from a draft and style fragments.</summary>
internal static class Composer
{
    private static readonly string[] Gaps =
        ["ask [name] for more", "write to [address] about it", "see [place] for details", "the date is [date]", "call [number] to hear more"];

    public static string Compose(PrimerTopic topic, TopicFact? focus, Draft draft, StyleFragments style, SplitMix64 random)
    {
        List<Sentence> available = FactSentences.Choose(topic, focus, draft, random);
        var body = new List<Sentence> { available[0] };
        available.RemoveAt(0);
        List<Sentence> extra = [.. style.Middle, .. FactSentences.Carry(topic, draft, available, random)];
        string[] gaps = [.. Gaps];
        random.Shuffle(gaps);
        for (int i = 0; i < draft.Placeholders; i++)
            extra.Add(new(gaps[i]));

        FillBody(topic, draft, style, body, extra, available, random);
        // Sentences that are no facts go between facts, never first.
        var inner = new List<Sentence>(body);
        foreach (Sentence sentence in extra)
            inner.Insert(random.Between(1, inner.Count), sentence);
        Decorate(draft, style, body, random);
        return Page.Lay(topic, draft, style.Opening, inner, style.Closing, random);
    }

    private static void FillBody(PrimerTopic topic, Draft draft, StyleFragments style, List<Sentence> body, List<Sentence> extra, List<Sentence> available, SplitMix64 random)
    {
        List<Sentence> fixedOnes = [.. extra, .. style.Opening, .. style.Closing];
        int least = Math.Max(1, Math.Max(style.Before.Count, style.After.Count));
        int usual = Math.Max(least, fixedOnes.Count >= 4 ? random.Between(2, 3) : random.Between(3, 4));
        int sentences = draft.MaxSentences == int.MaxValue
            ? Math.Max(usual, draft.MinSentences - fixedOnes.Count + (draft.MinSentences > 0 ? random.Next(2) : 0))
            : Math.Clamp(usual, 1, Math.Max(1, draft.MaxSentences - fixedOnes.Count));
        sentences = Math.Max(sentences, draft.Parts - extra.Count);

        int words = fixedOnes.Sum(s => Words(s.Core)) + style.Before.Sum(Words) + style.After.Sum(Words) + Words(style.First)
            + Words(draft.EndPhrase) + (draft.HasTitle ? 3 : 0) + (draft.Postscript is null ? 0 : 9) + (draft.Layout == Layout.Sections ? 2 * draft.Parts : 0) + Words(body[0].Core);
        int letters = draft.Letter == 0 ? 0 : fixedOnes.Sum(s => Letters(s.Core, draft.Letter)) + Letters(body[0].Core, draft.Letter)
            + style.Before.Sum(b => Letters(b, draft.Letter)) + style.After.Sum(a => Letters(a, draft.Letter));
        if (draft.MinLetters > 0)
            available = [.. available.OrderByDescending(s => Letters(s.Core, draft.Letter))];
        else if (draft.MaxLetters != int.MaxValue)
            available = [.. available.OrderBy(s => Letters(s.Core, draft.Letter))];
        foreach (Sentence next in available)
        {
            int w = Words(next.Core) + Words(next.Lead);
            bool wanted = body.Count < sentences || words < draft.MinWords || letters < draft.MinLetters;
            bool fits = words + w <= draft.MaxWords && letters + Letters(next.Core, draft.Letter) <= draft.MaxLetters;
            if (body.Count >= least && (!wanted || !fits && body.Count + extra.Count >= draft.Parts))
                break;
            body.Add(next);
            words += w;
            letters += Letters(next.Core, draft.Letter);
        }
        if (draft.MinNames > 0)
            NameOften(topic, draft.MinNames, body, fixedOnes);
    }

    // "It lives ..." becomes "the owl lives ..." until the name is there often enough.
    private static void NameOften(PrimerTopic topic, int least, List<Sentence> body, List<Sentence> others)
    {
        int have = body.Concat(others).Count(s => s.Core.Contains(topic.Name, StringComparison.Ordinal));
        for (int i = 1; i < body.Count && have < least; i++)
        {
            if (!body[i].Core.StartsWith("it ", StringComparison.Ordinal))
                continue;
            body[i] = new(topic.Definite + body[i].Core[2..]) { IsFact = true, Lead = body[i].Lead };
            have++;
        }
    }

    private static void Decorate(Draft draft, StyleFragments style, List<Sentence> body, SplitMix64 random)
    {
        int[] order = [.. Enumerable.Range(0, body.Count)];
        random.Shuffle(order);
        for (int i = 0; i < style.After.Count && i < order.Length; i++)
            body[order[i]].After = style.After[i];
        random.Shuffle(order);
        if (style.First is not null)
        {
            body[0].Before = style.First;
            order = [.. order.Where(i => i != 0)];
        }
        for (int i = 0; i < style.Before.Count && i < order.Length; i++)
            body[order[i]].Before = style.Before[i];
        if (draft.WantsComma && !body.Exists(s => s.Text.Contains(',')) && body.Find(s => s.Before is null) is { } bare)
            bare.Lead = "in fact,";
    }

    private static int Letters(string text, char letter) => letter == 0 ? 0 : text.AsSpan().Count(letter);

    private static int Words(string? text) => string.IsNullOrEmpty(text) ? 0 : text.AsSpan().Trim().Count(' ') + 1;
}
