using AspireIF.Instructions.Primer.Soft;
using AspireIF.Instructions.Primer.World;

namespace AspireIF.Instructions.Primer.Authoring;

/// <summary>The fragments that an author chose to show soft values, by where they go.</summary>
internal sealed class StyleFragments(PrimerTopic topic, Draft draft, SplitMix64 random)
{
    // An author who fails a soft constraint mostly forgets it; sometimes he shows another value.
    private const double Another = 0.12;

    public string? First { get; private set; }
    public List<string> Before { get; } = [];
    public List<string> After { get; } = [];
    public List<Sentence> Opening { get; } = [];
    public List<Sentence> Middle { get; } = [];
    public List<Sentence> Closing { get; } = [];

    public void Show(SoftType type, SoftValue value, bool satisfy)
    {
        if (satisfy)
            Choose(type, value, type.Writes);
        else if (random.Chance(Another))
            Choose(type, random.Pick(type.Values.Where(v => v != value).ToArray()), type.Writes);
    }

    private void Choose(SoftType type, SoftValue value, int count)
    {
        var fragments = value.Fragments.ToArray();
        random.Shuffle(fragments);
        // Few words or sentences allowed: fragments that hang on another sentence come first.
        if (draft.MaxSentences != int.MaxValue || draft.MaxWords != int.MaxValue)
            fragments = [.. fragments.OrderBy(f => f.Place == FragmentPlace.Sentence)];
        var marks = new List<string>();
        foreach (SoftFragment fragment in fragments)
        {
            if (marks.Count == count)
                return;
            if (type.Counts == MarkCount.Different && value.Marks.Count > 1 && marks.Contains(fragment.Mark))
                continue;
            if (draft.MaxNames < 3 && fragment.NamesTopic)
                continue;
            string text = Fill(fragment.Template);
            if (FactSentences.Allowed(text, draft) && Place(type.Scope, fragment.Place, text))
                marks.Add(fragment.Mark);
        }
    }

    private bool Place(MarkScope scope, FragmentPlace place, string text)
    {
        switch (scope, place)
        {
            case (MarkScope.Opening, FragmentPlace.Before):
                First = text;
                return true;
            case (MarkScope.Opening, _):
                Opening.Add(new(text));
                return true;
            case (MarkScope.Closing, _):
                Closing.Add(new(text));
                return true;
            case (_, FragmentPlace.Sentence):
                Middle.Add(new(text));
                return true;
            default:
                var list = place == FragmentPlace.Before ? Before : After;
                if (list.Count >= 3)
                    return false;
                list.Add(text);
                return true;
        }
    }

    private string Fill(string template)
    {
        string text = template.TrimEnd('.');
        if (!text.Contains('{'))
            return text;
        return text
            .Replace("{The}", topic.Definite, StringComparison.Ordinal).Replace("{the}", topic.Definite, StringComparison.Ordinal)
            .Replace("{a}", topic.Indefinite, StringComparison.Ordinal)
            .Replace("{adj}", topic.Adjectives[0], StringComparison.Ordinal).Replace("{adj2}", topic.Adjectives[1], StringComparison.Ordinal)
            .Replace("{place}", topic.Place, StringComparison.Ordinal).Replace("{does}", topic.Does, StringComparison.Ordinal)
            .Replace("{part}", topic.Part, StringComparison.Ordinal).Replace("{use}", topic.Use, StringComparison.Ordinal);
    }
}
