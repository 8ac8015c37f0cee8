using System.Collections.Frozen;

namespace AspireIF.Instructions.Checkers.IfBench;

/// <summary>
/// A text reduced to ASCII: accents go, full-width forms and odd blanks become plain ones, all else is left out; "São Tomé" becomes "Sao Tome".
/// For Latin text this is Unicode's NFKD without what is not ASCII. A table of our own, because normalisation needs ICU, which invariant globalization leaves out.
/// </summary>
internal static class PlainLetters
{
    // A letter, then the letters that are it with marks (UnicodeData.txt, decompositions in U+00C0 to U+024F and U+1E00 to U+1EFF).
    private static readonly string[] Rows =
    [
        "AÀÁÂÃÄÅĀĂĄǍǞǠǺȀȂȦḀẠẢẤẦẨẪẬẮẰẲẴẶ",
        "BḂḄḆ",
        "CÇĆĈĊČḈ",
        "DĎḊḌḎḐḒ",
        "EÈÉÊËĒĔĖĘĚȄȆȨḔḖḘḚḜẸẺẼẾỀỂỄỆ",
        "FḞ",
        "GĜĞĠĢǦǴḠ",
        "HĤȞḢḤḦḨḪ",
        "IÌÍÎÏĨĪĬĮİǏȈȊḬḮỈỊ",
        "JĴ",
        "KĶǨḰḲḴ",
        "LĹĻĽḶḸḺḼ",
        "MḾṀṂ",
        "NÑŃŅŇǸṄṆṈṊ",
        "OÒÓÔÕÖŌŎŐƠǑǪǬȌȎȪȬȮȰṌṎṐṒỌỎỐỒỔỖỘỚỜỞỠỢ",
        "PṔṖ",
        "RŔŖŘȐȒṘṚṜṞ",
        "SŚŜŞŠȘṠṢṤṦṨ",
        "TŢŤȚṪṬṮṰ",
        "UÙÚÛÜŨŪŬŮŰŲƯǓǕǗǙǛȔȖṲṴṶṸṺỤỦỨỪỬỮỰ",
        "VṼṾ",
        "WŴẀẂẄẆẈ",
        "XẊẌ",
        "YÝŶŸȲẎỲỴỶỸ",
        "ZŹŻŽẐẒẔ",
        "aàáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ",
        "bḃḅḇ",
        "cçćĉċčḉ",
        "dďḋḍḏḑḓ",
        "eèéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ",
        "fḟ",
        "gĝğġģǧǵḡ",
        "hĥȟḣḥḧḩḫẖ",
        "iìíîïĩīĭįǐȉȋḭḯỉị",
        "jĵǰ",
        "kķǩḱḳḵ",
        "lĺļľḷḹḻḽ",
        "mḿṁṃ",
        "nñńņňǹṅṇṉṋ",
        "oòóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ",
        "pṕṗ",
        "rŕŗřȑȓṙṛṝṟ",
        "sśŝşšſșṡṣṥṧṩẛ",
        "tţťțṫṭṯṱẗ",
        "uùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự",
        "vṽṿ",
        "wŵẁẃẅẇẉẘ",
        "xẋẍ",
        "yýÿŷȳẏẙỳỵỷỹ",
        "zźżžẑẓẕ",
    ];

    private static readonly FrozenDictionary<char, char> Plain =
        Rows.SelectMany(r => r.Skip(1).Select(c => (Marked: c, Letter: r[0]))).ToFrozenDictionary(p => p.Marked, p => p.Letter);

    public static string Of(string text)
    {
        var ascii = new System.Text.StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (c < 128)
                ascii.Append(c);
            else if (Plain.TryGetValue(c, out char letter))
                ascii.Append(letter);
            else if (c is >= '\uFF01' and <= '\uFF5E')
                ascii.Append((char)(c - 0xFEE0));
            else if (c is '\u00A0' or (>= '\u2002' and <= '\u200A') or '\u202F' or '\u205F' or '\u3000')
                ascii.Append(' ');
            else if (c == '…')
                ascii.Append("...");
        }
        return ascii.ToString();
    }
}
