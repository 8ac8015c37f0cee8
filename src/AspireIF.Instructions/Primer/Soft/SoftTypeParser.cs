using System.Globalization;
using System.Text.RegularExpressions;
using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Primer.Soft;

/// <summary>Reads the notation of <see cref="SoftTable"/>.</summary>
internal static partial class SoftTypeParser
{
    public static IReadOnlyList<SoftType> Parse(string table)
    {
        var types = new List<SoftType>();
        foreach (string block in Blocks(table, "type "))
        {
            string[] values = [.. Blocks(block, "value ")];
            string[] head = block[..block.IndexOf('\n')].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            types.Add(new(
                head[0],
                Enum.Parse<SoftCategory>(head[1]),
                int.Parse(head[2].AsSpan("writes=".Length), CultureInfo.InvariantCulture),
                head.Contains("all") ? MarkCount.All : MarkCount.Different,
                Enum.Parse<MarkScope>(head[3], ignoreCase: true),
                ParseValues(values, Frames(block))));
        }
        return types;
    }

    // The text after each occurrence of the word at the start of a line, up to the next one.
    private static IEnumerable<string> Blocks(string text, string word)
    {
        string[] parts = Regex.Split(text, $@"^\s*{word}", RegexOptions.Multiline);
        return parts.Skip(1);
    }

    private static string[] Frames(string block) =>
        block.Split('\n').Select(l => l.Trim()).First(l => l.StartsWith("frames ", StringComparison.Ordinal))["frames ".Length..].Split(" / ");

    private static List<SoftValue> ParseValues(string[] blocks, string[] frames)
    {
        string[] names = [.. blocks.Select(b => b[..b.IndexOf(' ')])];
        var values = new List<SoftValue>();
        foreach (string block in blocks)
        {
            string[] lines = block.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            string name = block[..block.IndexOf(' ')];
            string[] contradicts = lines[0][(lines[0].IndexOf('~') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            PrimerPhrases? asks = null;
            var fragments = new List<SoftFragment>();
            var marks = new List<string>();
            foreach (string line in lines.Skip(1))
            {
                if (line.StartsWith("ask ", StringComparison.Ordinal))
                {
                    asks = new(frames, line[4..].Split(" / "));
                    continue;
                }
                if (line[0] == '+')
                {
                    marks.AddRange(line[2..].Split(" / ").Select(MarkedText.Normalise));
                    continue;
                }
                string[] found = [.. Bracketed().Matches(line).Select(m => MarkedText.Normalise(m.Groups[1].Value))];
                marks.AddRange(found);
                FragmentPlace place = line[0] switch { '<' => FragmentPlace.Before, '>' => FragmentPlace.After, _ => FragmentPlace.Sentence };
                fragments.Add(new(place, line[2..].Replace("[", "").Replace("]", ""), found[0]));
            }
            values.Add(new(name, contradicts is ["*"] ? [.. names.Where(n => n != name)] : contradicts, asks!, fragments, [.. marks.Distinct()]));
        }
        return values;
    }

    [GeneratedRegex(@"\[([^\]]+)\]")]
    private static partial Regex Bracketed();
}
