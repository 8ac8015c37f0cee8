using System.Collections.Frozen;
using System.Globalization;

namespace AspireIF.Instructions.Decomposition;

/// <summary>The words and numbers of an instruction, to tell what it says from what a model made up.</summary>
internal sealed class SaidWords
{
    // A stem is what words of one family share: "comma" and "commas", "humor" and "humorous".
    private const int Stem = 5;

    private static readonly FrozenSet<string> Empty = (
        "a an the of to in on at by for from with as and or but not no it its is are be been must should shall will can may your you yours i me my we our this that these those there "
        + "answer answers response responses reply output text use using used uses include includes including contain contains containing write written make sure ensure do does have has only all any each every")
        .Split(' ').ToFrozenSet();

    private static readonly FrozenDictionary<string, int> Numbers =
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".Split(' ').Select((word, number) => (word, number))
        .Concat("thirty forty fifty sixty seventy eighty ninety hundred".Split(' ').Select((word, i) => (word, 30 + 10 * i)))
        .Concat([("once", 1), ("twice", 2), ("dozen", 12), ("thousand", 1000)]).ToFrozenDictionary(p => p.Item1, p => p.Item2);

    private readonly HashSet<string> _words;
    private readonly HashSet<string> _stems;
    private readonly HashSet<int> _numbers;

    public SaidWords(string prompt)
    {
        var (words, numbers) = Read(prompt);
        _words = [.. words];
        _stems = [.. words.Where(w => w.Length >= Stem).Select(w => w[..Stem])];
        // One of something needs no number to be said.
        _numbers = [1, .. numbers];
    }

    /// <summary>True when at least one word of the text that means something, and each of its numbers, is said.</summary>
    public bool Support(string text)
    {
        var (words, numbers) = Read(text);
        return numbers.All(_numbers.Contains) && (words.Any(IsSaid) || words.Count == 0 && numbers.Count > 0);
    }

    /// <summary>The share of the text's words that are said; 0 for a text without words.</summary>
    public double Share(string text)
    {
        List<string> words = Read(text).Words;
        return words.Count == 0 ? 0 : words.Count(IsSaid) / (double)words.Count;
    }

    private bool IsSaid(string word) =>
        _words.Contains(word) || word.Length >= Stem && _stems.Contains(word[..Stem]) || _words.Contains(word + "s") || word.EndsWith('s') && _words.Contains(word[..^1]);

    private static (List<string> Words, List<int> Numbers) Read(string text)
    {
        var words = new List<string>();
        var numbers = new List<int>();
        int previousTens = 0;
        foreach (string word in Text.Words.Split(WithoutThousands(text)).Select(w => w.ToLowerInvariant()))
        {
            int tens = 0;
            if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                numbers.Add(number);
            }
            else if (Numbers.TryGetValue(word, out number))
            {
                // Twenty-five is one number.
                if (previousTens > 0 && number < 10)
                    numbers[^1] += number;
                else
                    numbers.Add(number);
                tens = number is >= 20 and < 100 ? number : 0;
            }
            else if (!Empty.Contains(word))
            {
                words.Add(word);
            }
            previousTens = tens;
        }
        return (words, numbers);
    }

    private static string WithoutThousands(string text)
    {
        for (int at = text.IndexOf(',', StringComparison.Ordinal); at >= 0; at = text.IndexOf(',', at + 1))
        {
            if (at > 0 && at + 1 < text.Length && char.IsAsciiDigit(text[at - 1]) && char.IsAsciiDigit(text[at + 1]))
                text = text.Remove(at--, 1);
        }
        return text;
    }
}
