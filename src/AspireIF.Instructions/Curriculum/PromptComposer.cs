using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Curriculum;

/// <summary>Joins constraints to a seed so that the whole reads as one instruction.</summary>
internal static class PromptComposer
{
    private static readonly string[] Headings = ["Please keep to the following:", "Requirements:", "Your answer should follow these rules:", "Mind the following when you answer:"];

    private static readonly FrozenSet<string> QuestionWords = new[]
    {
        "what", "who", "whom", "whose", "which", "when", "where", "why", "how", "is", "are", "was", "were", "do", "does", "did", "can", "could", "should", "would", "will", "has", "have", "may",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The styles that suit. Sentences join a seed of one paragraph only: behind an input block ("... \n input : ...") or a list they would read as part of it.
    /// A constraint with an example on several lines cannot be an item of a list, and where the request above is to be repeated no heading may follow it.
    /// </summary>
    public static List<JoinStyle> Suitable(string seed, IReadOnlyList<Constraint> constraints)
    {
        var styles = new List<JoinStyle> { JoinStyle.Paragraph };
        if (IsOneParagraph(seed))
            styles.Add(JoinStyle.Sentences);
        if (constraints.Count > 1 && !constraints.Any(c => c.Id == "combination:repeat_prompt" || c.Text.Trim().Contains('\n', StringComparison.Ordinal)))
            styles.AddRange([JoinStyle.Bullets, JoinStyle.Numbers]);
        return styles;
    }

    public static string Compose(string seed, IEnumerable<Constraint> constraints, JoinStyle style, int variation)
    {
        var text = new StringBuilder();
        switch (style)
        {
            case JoinStyle.Sentences:
                text.Append(Ended(seed.TrimEnd()));
                break;
            case JoinStyle.Paragraph:
                text.Append(seed.TrimEnd()).Append("\n\n");
                break;
            default:
                text.Append(seed.TrimEnd()).Append("\n\n").Append(Headings[variation % Headings.Length]);
                break;
        }
        int number = 0;
        bool closed = true;
        foreach (Constraint constraint in constraints)
        {
            string sentence = ConstraintSentence.Of(constraint.Text);
            if (sentence.Length == 0)
                continue;
            number++;
            switch (style)
            {
                case JoinStyle.Bullets: text.Append("\n- "); break;
                case JoinStyle.Numbers: text.Append(CultureInfo.InvariantCulture, $"\n{number}. "); break;
                // After an example on lines of its own the next sentence starts a line, too.
                case var _ when !closed: text.Append('\n'); break;
                case JoinStyle.Sentences: text.Append(' '); break;
                case var _ when number > 1: text.Append(' '); break;
            }
            text.Append(sentence);
            closed = ConstraintSentence.EndsSentence(sentence);
        }
        return number == 0 ? seed : text.ToString();
    }

    private static bool IsOneParagraph(string seed)
    {
        string text = seed.Trim();
        return text.Length is > 0 and < 1000 && !text.Contains('\n', StringComparison.Ordinal) && text[^1] is not (':' or '"' or '`' or ']' or '}');
    }

    private static string Ended(string seed)
    {
        if (ConstraintSentence.EndsSentence(seed))
            return seed;
        int space = seed.IndexOf(' ', StringComparison.Ordinal);
        return QuestionWords.Contains(space < 0 ? seed : seed[..space]) ? seed + "?" : seed.TrimEnd(',', ';', '-') + ".";
    }
}
