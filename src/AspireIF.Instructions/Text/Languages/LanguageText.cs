namespace AspireIF.Instructions.Text.Languages;

/// <summary>Receives the n-grams of a text. The key packs one to three normalised characters, 16 bits each, the last one lowest.</summary>
internal interface IGramSink
{
    void Add(ulong key, int length);
}

/// <summary>
/// A text as language identification sees it: characters that say nothing about the language become spaces, characters that only
/// inflate the tables become one representative, and words give n-grams of one to three characters with their boundaries.
/// The behaviour is langdetect's, as it is documented and can be observed (Shuyo, "Language Detection Library for Java", 2010).
/// </summary>
internal static class LanguageText
{
    /// <summary>Of longer texts only the beginning counts.</summary>
    public const int MaxLength = 10_000;

    private const char Space = ' ';
    private const char Astral = '\uFFFF';
    private const string VietnameseBases = "AEIOUYaeiouyÂÊÔâêôĂăƠơƯư";
    private const string VietnameseMarks = "\u0300\u0301\u0303\u0309\u0323";

    // One row for each mark above, one column for each base.
    private const string VietnameseLetters =
        "ÀÈÌÒÙỲàèìòùỳẦỀỒầềồẰằỜờỪừ" + "ÁÉÍÓÚÝáéíóúýẤẾỐấếốẮắỚớỨứ" + "ÃẼĨÕŨỸãẽĩõũỹẪỄỖẫễỗẴẵỠỡỮữ" + "ẢẺỈỎỦỶảẻỉỏủỷẨỂỔẩểổẲẳỞởỬử" + "ẠẸỊỌỤỴạẹịọụỵẬỆỘậệộẶặỢợỰự";

    private static readonly char[] Normalized = BuildNormalized();

    /// <summary>True when the text is mainly in another script, so that Latin letters in it (names, code, markup) are to be ignored.</summary>
    public static bool IsMainlyNonLatin(ReadOnlySpan<char> text)
    {
        int latin = 0, other = 0;
        foreach (char c in text)
        {
            if ((uint)(c - 'A') <= 'z' - 'A')
                latin++;
            else if (c >= '\u0300' && c is not (>= '\u1E00' and <= '\u1EFF') && !char.IsLowSurrogate(c))
                other++;
        }
        return latin * 2 < other;
    }

    /// <summary>
    /// Hands every n-gram of the text to <paramref name="sink"/>. Within a word in capitals only its first letter counts;
    /// the number of letters that were left out for that is returned.
    /// </summary>
    public static int Walk<TSink>(ReadOnlySpan<char> text, bool skipLatin, ref TSink sink, bool inLowerCase = false)
        where TSink : struct, IGramSink, allows ref struct
    {
        char[] normalized = Normalized;
        ulong gram = Space;
        int length = 1, hidden = 0;
        bool lastUpper = false, capitals = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c >= '\u0080')
            {
                if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                {
                    c = Astral;
                    i++;
                }
            }
            else if (skipLatin && (uint)(c - 'A') <= 'z' - 'A')
            {
                continue;
            }
            if (i + 1 < text.Length && text[i + 1] is >= '\u0300' and <= '\u0323' && Compose(c, text[i + 1]) is var composed and not '\0')
            {
                c = composed;
                i++;
            }
            c = normalized[c];
            if (inLowerCase)
                c = char.ToLowerInvariant(c);
            if ((ushort)gram == Space)
            {
                gram = Space;
                length = 1;
                lastUpper = capitals = false;
                if (c == Space)
                    continue;
            }
            gram = (gram << 16 | c) & 0xFFFF_FFFF_FFFF;
            length = Math.Min(length + 1, 3);
            bool upper = c < '\u0080' ? (uint)(c - 'A') <= 'Z' - 'A' : char.IsUpper(c);
            capitals = upper && (capitals || lastUpper);
            lastUpper = upper;
            if (capitals)
            {
                hidden++;
                continue;
            }
            if (c != Space)
                sink.Add(c, 1);
            sink.Add(gram & 0xFFFF_FFFF, 2);
            if (length == 3)
                sink.Add(gram, 3);
        }
        return hidden;
    }

    /// <summary>
    /// Copies the text without web and mail addresses, which become spaces, up to <see cref="MaxLength"/> characters.
    /// Returns the number of characters written; <paramref name="destination"/> must hold MaxLength.
    /// </summary>
    public static int CopyWithoutAddresses(ReadOnlySpan<char> text, Span<char> destination)
    {
        int written = 0;
        for (int i = 0; i < text.Length && written < MaxLength;)
        {
            int skip = text[i] switch
            {
                'h' => UrlLength(text[i..]),
                _ => 0,
            };
            if (skip > 0)
            {
                destination[written++] = Space;
                i += skip;
                continue;
            }
            if (text[i] == '@' && MailTail(text[(i + 1)..]) is var tail and > 0)
            {
                int local = 0;
                while (local < 64 && local < written && (IsMailCharacter(destination[written - local - 1]) || destination[written - local - 1] == '.'))
                    local++;
                if (local > 0)
                {
                    written -= local;
                    destination[written++] = Space;
                    i += 1 + tail;
                    continue;
                }
            }
            destination[written++] = text[i++];
        }
        return written;
    }

    private static int UrlLength(ReadOnlySpan<char> text)
    {
        int scheme = text.StartsWith("http://") ? 7 : text.StartsWith("https://") ? 8 : 0;
        if (scheme == 0)
            return 0;
        int end = scheme;
        while (end < text.Length && end - scheme < 2076 && (char.IsAsciiLetterOrDigit(text[end]) || "-_.?&~;+=/#".Contains(text[end])))
            end++;
        return end == scheme ? 0 : end;
    }

    // What follows the @ of an address: at least two characters, the first part without a dot.
    private static int MailTail(ReadOnlySpan<char> text)
    {
        int host = 0;
        while (host < text.Length && host < 255 && IsMailCharacter(text[host]))
            host++;
        int end = host;
        while (host > 0 && end < text.Length && end - host < 255 && (IsMailCharacter(text[end]) || text[end] == '.'))
            end++;
        return end >= 2 ? end : 0;
    }

    private static bool IsMailCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';

    private static char Compose(char letter, char mark)
    {
        int row = VietnameseMarks.IndexOf(mark), column = row < 0 ? -1 : VietnameseBases.IndexOf(letter);
        return column < 0 ? '\0' : VietnameseLetters[row * VietnameseBases.Length + column];
    }

    private static char[] BuildNormalized()
    {
        var table = new char[0x10000];
        for (int c = 0; c < table.Length; c++)
            table[c] = Normalize((char)c);
        return table;
    }

    private static char Normalize(char c) => c switch
    {
        < '\u0080' => char.IsAsciiLetter(c) ? c : Space,
        '\u00A0' or '\u00AB' or '\u00B0' or '\u00BB' => Space,
        '\u0219' => '\u015F', // Romanian s and t: comma below and cedilla are one letter
        '\u021B' => '\u0163',
        '\u06CC' => '\u064A', // Farsi and Arabic yeh
        >= '\u1EA0' and <= '\u1EFF' => '\u1EC3', // Vietnamese letters
        >= '\u2000' and <= '\u206F' => Space, // general punctuation
        >= '\u3040' and <= '\u309F' => '\u3042', // Hiragana
        >= '\u30A0' and <= '\u30FF' => '\u30A2', // Katakana
        >= '\u3100' and <= '\u312F' or >= '\u31A0' and <= '\u31BF' => '\u3105', // Bopomofo
        >= '\uAC00' and <= '\uD7AF' => '\uAC00', // Hangul syllables
        _ => c,
    };
}
