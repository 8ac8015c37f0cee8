using System.Text;
using AspireIF.Instructions.Primer.World;

namespace AspireIF.Instructions.Primer.Authoring;

/// <summary>Lays sentences out on the page: parts, emphasis, title, postscript, quotation marks, case.</summary>
internal static class Page
{
    private static readonly string[] Postscripts = ["there is more to learn", "more will follow", "it is a wide subject", "good books tell more"];

    public static string Lay(
        PrimerTopic topic, Draft draft, IReadOnlyList<Sentence> opening, List<Sentence> inner, IReadOnlyList<Sentence> closing, SplitMix64 random)
    {
        var text = new StringBuilder(256);
        if (draft.Layout == Layout.Plain)
            Append(text, [.. opening, .. inner, .. closing]);
        else
            Parts(text, draft, opening, inner, closing);
        if (draft.Highlights > 0)
            Mark(text, draft.Highlights, random, (t, at, length) => t.Insert(at + length, '*').Insert(at, '*'));
        if (draft.CapitalWords > 0)
            Mark(text, draft.CapitalWords, random, Capitalise);
        if (draft.HasTitle)
            text.Insert(0, $"<<{Title(topic, draft, random)}>>\n");
        if (draft.Postscript is { } marker)
        {
            string said = random.Pick(Postscripts);
            text.Append('\n').Append(marker).Append(' ').Append(char.ToUpperInvariant(said[0])).Append(said, 1, said.Length - 1).Append('.');
        }
        if (draft.EndPhrase is { } end)
            text.Append(draft.Postscript is null ? ' ' : '\n').Append(end);
        if (draft.Quoted)
            text.Insert(0, text[0] is '*' or '-' ? "\"\n" : "\"").Append('"'); // a bullet begins its line
        string page = text.ToString();
        return draft.Case switch { LetterCase.Lower => page.ToLowerInvariant(), LetterCase.Capital => page.ToUpperInvariant(), _ => page };
    }

    private static void Parts(StringBuilder text, Draft draft, IReadOnlyList<Sentence> opening, List<Sentence> inner, IReadOnlyList<Sentence> closing)
    {
        bool bullets = draft.Layout == Layout.Bullets;
        // A list stands between the words that open and those that close; in the other layouts they belong to the first and last part.
        if (bullets && opening.Count > 0)
            Append(text, opening);
        int parts = Math.Min(draft.Parts, inner.Count);
        for (int i = 0; i < parts; i++)
        {
            List<Sentence> part = inner[(inner.Count * i / parts)..(inner.Count * (i + 1) / parts)];
            if (i == 0 && !bullets)
                part.InsertRange(0, opening);
            if (i == parts - 1 && !bullets)
                part.AddRange(closing);
            if (text.Length > 0)
                text.Append(draft.Layout switch { Layout.StarredParagraphs => "\n***\n", Layout.BlankParagraphs => "\n\n", Layout.TwoResponses => "\n******\n", _ => "\n" });
            if (bullets)
                text.Append(draft.Highlights > 0 ? "- " : "* ");
            else if (draft.Layout == Layout.Sections)
                text.Append("SECTION ").Append(i + 1).Append('\n');
            if (i == 1 && draft.FirstWord is { } word)
                StartWith(text, part, word);
            else
                Append(text, part);
        }
        if (bullets && closing.Count > 0)
        {
            text.Append('\n');
            Append(text, closing);
        }
    }

    // The word goes before a plain fact, which moves to the front of its part.
    private static void StartWith(StringBuilder text, List<Sentence> part, string word)
    {
        int at = Math.Max(0, part.FindIndex(s => s is { IsFact: true, Before: null }));
        Sentence first = part[at];
        part.RemoveAt(at);
        part.Insert(0, new(first.Before is null ? first.Core : first.Before + " " + first.Core) { Lead = word, After = first.After });
        Append(text, part);
    }

    private static void Append(StringBuilder text, IReadOnlyList<Sentence> sentences)
    {
        for (int i = 0; i < sentences.Count; i++)
        {
            if (i > 0)
                text.Append(' ');
            text.Append(sentences[i].Text);
        }
    }

    private static string Title(PrimerTopic topic, Draft draft, SplitMix64 random)
    {
        string name = draft.MaxNames == int.MaxValue && !draft.Avoid.Contains(topic.Name) ? topic.Definite : "This Thing";
        return random.Next(3) switch { 0 => "About " + Capital(name, inside: true), 1 => "Notes on " + Capital(name, inside: true), _ => Capital(name, inside: false) };
    }

    private static string Capital(string name, bool inside) =>
        name.StartsWith("the ", StringComparison.Ordinal) ? (inside ? "the " : "The ") + char.ToUpperInvariant(name[4]) + name[5..] : char.ToUpperInvariant(name[0]) + name[1..];

    private static void Capitalise(StringBuilder text, int at, int length)
    {
        for (int i = at; i < at + length; i++)
            text[i] = char.ToUpperInvariant(text[i]);
    }

    // Does something to so many different words of four letters or more, from the last to the first.
    private static void Mark(StringBuilder text, int count, SplitMix64 random, Action<StringBuilder, int, int> mark)
    {
        var words = new List<(int At, int Length)>();
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiLetter(text[i]) || i > 0 && text[i - 1] is not (' ' or '\n'))
                continue;
            int end = i;
            while (end < text.Length && char.IsAsciiLetter(text[end]))
                end++;
            if (end - i >= 4 && !char.IsAsciiLetterUpper(text[i + 1]))
                words.Add((i, end - i));
            i = end;
        }
        while (words.Count > count)
            words.RemoveAt(random.Next(words.Count));
        for (int i = words.Count - 1; i >= 0; i--)
            mark(text, words[i].At, words[i].Length);
    }
}
