using System.Buffers;

namespace AspireIF.Instructions.Text.Languages;

/// <summary>
/// Names the language of a text, as langdetect would: one of 55 codes ("en", "pt", "zh-cn"). langdetect draws n-grams at random until
/// one language stands out; this takes all of them, so the answer is the same every time and is the one langdetect gives most often.
/// The profiles are the project's own (eng/language-profiles). Safe from any thread.
/// </summary>
public static class LanguageIdentifier
{
    // Initials weigh 32 times as much as lower-cased n-grams, which count only where they are clear (0.12 nats an n-gram; a list of
    // names is not): the best agreement with langdetect on upper-cased and swapped-case English. Where there are but a few initials
    // they say little, and the lower-cased n-grams weigh four times as much.
    private const int LowerCaseDivisor = 32;
    private const int FewInitials = 30;
    private const int FewInitialsDivisor = 8;
    private const int ClearMargin = 3;

    /// <summary>The codes that can be returned.</summary>
    public static IReadOnlyList<string> Languages => LanguageProfiles.Instance.Languages;

    /// <summary>The most likely language, or null when the text has no letters that any of the languages uses. Of long texts the first 10,000 characters count.</summary>
    public static string? Identify(ReadOnlySpan<char> text)
    {
        if (text.IndexOf('@') < 0 && text.IndexOf("http") < 0)
            return IdentifyPlain(text[..Math.Min(text.Length, LanguageText.MaxLength)]);
        char[] buffer = ArrayPool<char>.Shared.Rent(LanguageText.MaxLength);
        try
        {
            return IdentifyPlain(buffer.AsSpan(0, LanguageText.CopyWithoutAddresses(text, buffer)));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    private static string? IdentifyPlain(ReadOnlySpan<char> text)
    {
        LanguageProfiles profiles = LanguageProfiles.Instance;
        bool skipLatin = LanguageText.IsMainlyNonLatin(text);
        Span<int> scores = stackalloc int[LanguageProfiles.Stride];
        scores.Clear();
        var sum = new ScoreSum(profiles, scores);
        int hidden = LanguageText.Walk(text, skipLatin, ref sum);
        int found = sum.Flush();
        if (found == 0)
            return null;
        if (hidden * 3 > found)
        {
            // A text in capitals leaves initials, which alone decide little: what it says in lower case tips the balance.
            Span<int> lower = stackalloc int[LanguageProfiles.Stride];
            lower.Clear();
            var lowerSum = new ScoreSum(profiles, lower);
            LanguageText.Walk(text, skipLatin, ref lowerSum, inLowerCase: true);
            int grams = lowerSum.Flush();
            int best = IndexOfLargest(lower), margin = int.MaxValue;
            for (int i = 0; i < lower.Length; i++)
                margin = i == best ? margin : Math.Min(margin, lower[best] - lower[i]);
            for (int i = 0; i < scores.Length && margin > ClearMargin * grams; i++)
                scores[i] += lower[i] / (found <= FewInitials ? FewInitialsDivisor : LowerCaseDivisor);
        }
        return profiles.Languages[IndexOfLargest(scores)];
    }

    private static int IndexOfLargest(ReadOnlySpan<int> scores)
    {
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best])
                best = i;
        }
        return best;
    }
}
