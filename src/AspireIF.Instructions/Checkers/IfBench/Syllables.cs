namespace AspireIF.Instructions.Checkers.IfBench;

/// <summary>
/// How many syllables an English word has, by rule: groups of vowels, less a silent final e and the silent endings -es and -ed, plus hiatus (li-on, cre-ate).
/// IFBench takes a dictionary (syllapy) and falls back to such a rule; the two differ on some words.
/// </summary>
internal static class Syllables
{
    private static readonly string[] Hiatus = ["ia", "io", "iu", "eo", "ua", "uo", "ya", "yo", "ie"];

    /// <param name="word">In lower case, without punctuation.</param>
    public static int Count(string word)
    {
        int groups = 0;
        bool inGroup = false;
        for (int i = 0; i < word.Length; i++)
        {
            bool vowel = IsVowel(word, i);
            if (vowel && !inGroup)
                groups++;
            else if (vowel && Splits(word, i))
                groups++;
            inGroup = vowel;
        }
        if (groups > 1 && HasSilentEnding(word))
            groups--;
        return groups == 0 && word.Any(char.IsAsciiLetter) ? 1 : groups;
    }

    private static bool IsVowel(string word, int i) => word[i] switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' => !(word[i] == 'u' && i > 0 && word[i - 1] == 'q'),
        'y' => i > 0 && !(i + 1 < word.Length && "aeiou".Contains(word[i + 1])),
        _ => false,
    };

    // The two vowels at i - 1 and i belong to different syllables. In -tion, -cious, -sure and the like they do not.
    private static bool Splits(string word, int i)
    {
        ReadOnlySpan<char> pair = word.AsSpan(i - 1, 2);
        if (pair is "ea")
            return word.AsSpan(i + 1).StartsWith("te") && i >= 3; // create, permeate; not eat
        if (Array.IndexOf(Hiatus, pair.ToString()) < 0)
            return pair is "ii" or "uu" || word.AsSpan(i).StartsWith("ing") && word.Length == i + 3; // be-ing, see-ing
        if (pair is "ie")
            return word.AsSpan(i).StartsWith("et") || word.AsSpan(i).StartsWith("en") && !word.AsSpan(0, i - 1).EndsWith("fr") && !word.AsSpan(0, i - 1).EndsWith("t") && !word.AsSpan(0, i - 1).EndsWith("c");
        if (pair[0] == 'i')
            return i < 2 || !(word[i - 2] is 't' or 'c' or 's' or 'g' or 'x');
        if (pair is "ua" or "uo")
            return i < 2 || !(word[i - 2] is 'g' or 'q');
        return !word.AsSpan(i).StartsWith("ou") && !(pair is "eo" && word.AsSpan().StartsWith("peo"));
    }

    private static bool HasSilentEnding(string word)
    {
        int n = word.Length;
        if (word.EndsWith("ed", StringComparison.Ordinal))
            return n > 3 && !IsVowel(word, n - 3) && word[n - 3] is not ('t' or 'd');
        if (word.EndsWith("es", StringComparison.Ordinal))
            return n > 3 && !IsVowel(word, n - 3) && word[n - 3] is not ('s' or 'x' or 'z' or 'c' or 'g') && !word.EndsWith("ches", StringComparison.Ordinal)
                && !word.EndsWith("shes", StringComparison.Ordinal) && !word.EndsWith("les", StringComparison.Ordinal);
        if (!word.EndsWith('e') || n < 3 || IsVowel(word, n - 2))
            return false;
        return !(word[n - 2] == 'l' && !IsVowel(word, n - 3)); // ta-ble
    }
}
