using System.Text.RegularExpressions;

namespace AspireIF.Instructions.Decomposition.Rules;

/// <summary>A list of words or phrases: quoted ('a', "b" and "c"), bare (waste, material and meal), after a colon.</summary>
internal static class KeywordList
{
    private const string Joint = @"(?: ?,? ?(?:and|or|as well as|&|nor) (?:the (?:word|phrase|keyword)s? )?| ?[,/;] ?)";

    private static readonly Pattern QuotedItem = new("", @"^[ :\[(]{0,3}(?<item>~)");

    private static readonly Pattern QuotedNext = new("", "^" + Joint + @"(?<item>~)");

    private static readonly Pattern OneNumber = new("#", @"^ ?:? ?(?<item>#)[.!]?$");

    private const string Bare = @"(?<item>[\p{L}\p{N}\p{M}][\p{L}\p{N}\p{M}'._/+-]*)";

    private static readonly Pattern BareItem = new("", @"^ ?(?::|=|are|-)? ?[\[(]?" + Bare);

    private static readonly Pattern BareNext = new("", "^" + Joint + Bare);

    private static readonly Pattern LongItem = new("", @"^ ?(?::|=)\s?[\[(]?(?<item>[\p{L}\p{N}\p{M}'.# -]{1,60})(?:[,;]|$|\.)");

    private static readonly Pattern LongNext = new("", @"^[,;] ?(?<item>[\p{L}\p{N}\p{M}'.# -]{1,60})");

    private static readonly HashSet<string> NoItems =
    [
        "in", "at", "the", "a", "an", "your", "to", "for", "of", "on", "with", "and", "or", "is", "are", "be", "should", "must", "can", "cannot", "it", "that", "this", "these",
        "those", "you", "which", "include", "use", "make", "do", "don't", "does", "have", "highlight", "write", "wrap", "ensure", "keep", "also", "then", "both", "throughout", "appears", "appear",
        "avoid", "refrain", "not", "no", "please", "all", "only", "but", "count", "counts", "limit", "from", "within", "related", "such", "like", "as", "each", "before", "after", "when", "you're", "total", "about", "end", "finish",
        "will", "may", "could", "would", "than", "if", "so", "more", "followed", "used", "finally", "additionally", "i",
        "has", "contain", "contains", "exclude", "excludes", "excluding", "includes", "including", "mention", "mentions", "uses", "using", "ends", "starts", "ending", "starting", "without", "wherever", "whenever", "where", "while",
        "unless", "until", "because", "since", "there", "here", "instead", "rather", "during", "between", "per", "we", "they", "what", "how", "why", "who",
    ];

    /// <summary>The list that begins at <paramref name="start"/> of the unit's text and where it ends; null when there is none.</summary>
    public static (List<string> Items, int End)? Read(Unit unit, int start)
    {
        string rest = unit.Text[start..Math.Min(unit.Text.Length, start + 1200)];
        if (Items(rest, QuotedItem, QuotedNext) is { Count: > 0 } quoted)
        {
            List<string> items = [.. quoted.Select(i => Trim(unit.Content(start + i.Index))).Where(i => i.Any(char.IsLetterOrDigit)).Distinct(StringComparer.Ordinal)];
            return items.Count == 0 ? null : (items, start + quoted[^1].Index + 1);
        }
        if (Items(rest, LongItem, LongNext) is { Count: > 1 } list)
            return ReadLong(unit, start, list);
        if (OneNumber.In(rest).FirstOrDefault()?.Groups["item"] is { } number && unit.Quantity(start + number.Index).Bound == Bound.None)
            return ([unit.Original(start + number.Index, start + number.Index + 1)], start + number.Index + 1);
        var words = new List<string>();
        int end = start;
        foreach (Item item in Items(rest, BareItem, BareNext))
        {
            string word = item.Value.TrimEnd('.', '-', '\'');
            // A function word is a keyword only where nothing else could be: "the keywords after".
            bool alone = words.Count == 0 && rest[(item.Index + item.Length)..].AsSpan().Trim(" .!?,)").IsEmpty;
            if (word.Length == 0 || NoItems.Contains(word) && !alone)
                break;
            words.Add(unit.Original(start + item.Index, start + item.Index + word.Length));
            end = start + item.Index + word.Length;
        }
        return words.Count == 0 ? null : (words, end);
    }

    /// <summary>The items of a list, one match after the other, with positions in <paramref name="text"/>.</summary>
    private static List<Item> Items(string text, Pattern first, Pattern next)
    {
        var items = new List<Item>();
        int at = 0;
        for (Pattern pattern = first; items.Count < 100 && pattern.In(text[at..]).FirstOrDefault() is { } match; pattern = next)
        {
            Group item = match.Groups["item"];
            items.Add(new Item(item.Value, at + item.Index));
            at += item.Index + item.Length;
        }
        return items;
    }

    private readonly record struct Item(string Value, int Index)
    {
        public int Length => Value.Length;
    }

    private static (List<string>, int)? ReadLong(Unit unit, int start, List<Item> list)
    {
        var items = new List<string>();
        int end = start;
        foreach (Item capture in list)
        {
            int stop = capture.Length;
            foreach (string tail in (string[])[" in the ", " in your ", " throughout ", " at least ", " and ", ". "])
            {
                int found = capture.Value.IndexOf(tail, StringComparison.Ordinal);
                if (found > 0 && found < stop)
                    stop = found;
            }
            string item = unit.Original(start + capture.Index, start + capture.Index + stop).Trim(' ', '.', '\'');
            if (item.StartsWith("and ", StringComparison.OrdinalIgnoreCase))
                item = item[4..];
            if (item.Length == 0 || item.Split(' ').Length > 5)
                break;
            items.Add(item);
            end = start + capture.Index + stop;
            int and = capture.Value.IndexOf(" and ", StringComparison.Ordinal);
            if (and > 0 && and == stop && capture.Value[(and + 5)..].TrimEnd('.') is { Length: > 0 } last && !last.Contains(' ', StringComparison.Ordinal) && !NoItems.Contains(last))
            {
                items.Add(unit.Original(start + capture.Index + and + 5, start + capture.Index + and + 5 + last.Length));
                end = start + capture.Index + and + 5 + last.Length;
            }
            if (stop < capture.Length)
                break;
        }
        return items.Count == 0 ? null : (items, end);
    }

    private static string Trim(string quoted) => quoted.Trim().TrimEnd(',', ';');
}
