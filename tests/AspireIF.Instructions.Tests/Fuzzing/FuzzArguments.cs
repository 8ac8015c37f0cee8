using AspireIF.Instructions.Constraints;
using CsCheck;

namespace AspireIF.Instructions.Tests.Fuzzing;

/// <summary>Arguments of the right kinds for a type, with values from plain to absurd. A type may still refuse them.</summary>
internal static class FuzzArguments
{
    private static readonly Gen<string> Words = Gen.Frequency(
        (4, FuzzText.OneOf("the", "Word", "C++", "a|b", "(the)", "[a-z]+", ".*", "(a+)+$", @"(\w+\s?)+!", "(", "[", "*", @"\", "$5", "été", "ΣΑΣ", "İ", "k", "s", "at least", "less than", "en", "P.S.", " ", "")),
        (1, FuzzText.Markdown.Select(s => s.Length > 30 ? s[..30] : s).Where(IsWellFormed)));

    private static readonly Gen<string> Relations = FuzzText.OneOf("at least", "less than", "at most", "more than", "exactly", "around");

    private static readonly Gen<long> Integers = Gen.OneOf(Gen.Long[0, 5], Gen.Long[0, 1000], FuzzText.OneOf<long>(int.MaxValue, long.MaxValue, -1));

    public static Gen<ConstraintArguments> For(ConstraintType type) =>
        Gen.Select(Integers.Array[type.Parameters.Count], Words.Array[1, 4].Array[type.Parameters.Count], Relations.Array[type.Parameters.Count],
            (integers, words, relations) => ConstraintArguments.Of([.. type.Parameters.Select((p, i) => (p.Name, (object?)(p.Kind switch
            {
                ParameterKind.Integer or ParameterKind.Number => integers[i],
                ParameterKind.Strings => words[i],
                ParameterKind.Relation => relations[i],
                _ => words[i][0],
            })))]));

    private static bool IsWellFormed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]))
                return false;
        }
        return true;
    }
}
