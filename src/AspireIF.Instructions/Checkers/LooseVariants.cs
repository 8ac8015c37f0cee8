using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Text;

namespace AspireIF.Instructions.Checkers;

/// <summary>
/// The variants of an answer that IFEval's loose judgement tries after the answer itself: without asterisks, without the first line, without the
/// last line, without both, and those three without asterisks. Made when first needed.
/// </summary>
internal sealed class LooseVariants(string response)
{
    private string[]? _variants;

    public bool AnyFollows(IConstraintCheck check)
    {
        foreach (string variant in _variants ??= Make(response))
        {
            if (check.Check(variant).Satisfied)
                return true;
        }
        return false;
    }

    private static string[] Make(string response)
    {
        int first = response.IndexOf('\n'), last = response.LastIndexOf('\n');
        string[] cut =
        [
            Strip(first < 0 ? default : response.AsSpan(first + 1)),
            Strip(last < 0 ? default : response.AsSpan(0, last)),
            Strip(first == last ? default : response.AsSpan((first + 1)..last)),
        ];
        // The same text twice needs no second look, nor does one that is blank or the answer itself.
        var variants = new List<string>(7);
        foreach (string variant in (string[])[WithoutStars(response), .. cut, .. cut.Select(WithoutStars)])
        {
            if (!PythonText.IsBlank(variant) && variant != response && !variants.Contains(variant))
                variants.Add(variant);
        }
        return [.. variants];

        static string Strip(ReadOnlySpan<char> text) => PythonText.Strip(text).ToString();
        static string WithoutStars(string text) => text.Replace("*", "", StringComparison.Ordinal);
    }
}
