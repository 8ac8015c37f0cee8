using System.Text;
using CsCheck;

namespace AspireIF.Tests.Tokenization;

/// <summary>Short strings of anything: all planes, lone surrogates, and more often what tokenizers find hard.</summary>
internal static class RandomText
{
    private static readonly string[] Hard =
        ["'s", "'LL", "'\u017F", " ", "  ", "\n", "\r\n", "\t", "\u00A0", "\u2028", "e\u0301", "\u0301\u0323", "\u1100\u1161\u11A8", "<|im_end|>", "123", "½", "٣", "the", " The"];

    public static Gen<string> Strings { get; } = Gen.Frequency(
        (4, Gen.Int[0, Hard.Length - 1].Select(i => Hard[i])),
        (4, Gen.Char[' ', '~'].Select(c => c.ToString())),
        (3, Gen.Char.Select(c => c.ToString())),
        (2, Gen.Int[0x10000, 0x10FFFF].Select(char.ConvertFromUtf32)),
        (1, Gen.Char['\u0300', '\u036F'].Select(c => c.ToString()))).Array[0, 9].Select(string.Concat);

    /// <summary>Each lone surrogate as U+FFFD.</summary>
    public static string WithoutLoneSurrogates(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
