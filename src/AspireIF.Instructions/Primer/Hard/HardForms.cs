using System.Collections.Frozen;
using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Primer.Hard;

/// <summary>The hard constraints that the primer asks for and which pairs exclude each other.</summary>
internal static class HardForms
{
    public static IReadOnlyList<HardForm> All { get; } = [.. WordForms.All, .. LayoutForms.All];

    private static readonly FrozenDictionary<string, HardForm> ById = All.ToFrozenDictionary(f => f.Id, StringComparer.Ordinal);

    // Beyond those of one group and the conflicts of the types themselves. What a postscript, a list or a heading does to the count of sentences is a matter of the splitter;
    // "I" and a heading are words in capitals.
    private static readonly (string, string)[] Excluding =
    [
        ("length_constraints:number_sentences", "detectable_content:postscript"),
        ("length_constraints:number_sentences", "detectable_format:number_bullet_lists"),
        ("length_constraints:number_sentences", "detectable_format:multiple_sections"),
        ("change_case:capital_word_frequency", "primer:perspective"),
        ("change_case:capital_word_frequency", "detectable_format:multiple_sections"),
        ("change_case:capital_word_frequency", "detectable_content:postscript"),
        ("keywords:letter_frequency", "detectable_format:multiple_sections"),
    ];

    public static HardForm? Find(string id) => ById.GetValueOrDefault(id);

    /// <summary>Whether the primer never asks for both types in one instruction.</summary>
    public static bool Exclude(string a, string b) =>
        a == b
        || Find(a) is { } x && Find(b) is { } y && x.Group == y.Group
        || Excluding.Contains((a, b)) || Excluding.Contains((b, a))
        || !Conflicts.MayStandTogether(a, b);
}
