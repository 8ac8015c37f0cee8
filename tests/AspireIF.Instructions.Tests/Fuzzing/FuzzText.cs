using System.Text;
using CsCheck;

namespace AspireIF.Instructions.Tests.Fuzzing;

/// <summary>Texts that a model might write on a bad day, and texts that none would.</summary>
internal static class FuzzText
{
    private static readonly Gen<string> Pieces = OneOf(
        " ", "\n", "\n\n", "\t", "\r\n", "*", "**", "***", "******", "- ", "* ", "[x]", "[", "]", "<<", ">>", "\"", "'", "''", "``", "```json\n", "```", "{", "}", "{\"a\": 1}",
        ",", ".", "..", "...", "?", "!", ":", ";", "--", "(", ")", "P.S.", "P.P.S", "Section 1", "SECTION", "My answer is yes.", "Mr.", "U.S.", "e.g.", "1.", "3.5", "DON'T", "it's",
        "CANNOT", "'TIS", "the", "The", "word", "WORD", "hello world", "Ünïcödé", "ΣΑΣ", "İstanbul", "ıi", "ſK", "ß", "ǅ", "Ⅷ", "٣", "½", "中文", "日本語", "Привет", "مرحبا", "नमस्ते",
        "e\u0301", "\u200b", "\ufeff", "\u0085", "\u2028", "\x1c", "\0", "\ud800", "\udfff", "\U0001F600", "\U0001D400", "\U00010428", "</think>", "<think>");

    /// <summary>Pieces of prose, markdown and hazards, a few or a hundred.</summary>
    public static Gen<string> Markdown { get; } = Pieces.Array[0, 100].Select(string.Concat);

    /// <summary>Any UTF-16 units, lone surrogates among them.</summary>
    public static Gen<string> Units { get; } = Gen.UShort.Array[0, 80].Select(units => new string([.. units.Select(u => (char)u)]));

    /// <summary>One piece over and over.</summary>
    public static Gen<string> Repeated { get; } = Gen.Select(Pieces, Gen.Int[1, 2000], (piece, count) => new StringBuilder().Insert(0, piece, count).ToString());

    /// <summary>All of them, mostly the first.</summary>
    public static Gen<string> Any { get; } = Gen.Frequency((6, Markdown), (3, Units), (1, Repeated));

    /// <summary>One of the given values, each as likely.</summary>
    public static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
